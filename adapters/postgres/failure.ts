/**
 * What a failed statement means. `unavailable`: the server or the way to it is gone or too slow, and whether the statement
 * took effect is unknown. `busy`: rolled back by a deadlock or serialization failure, worth another try. `conflict`: a row
 * stands against it (unique, foreign key, check). `fault`: a programmer's error.
 */
export type DatabaseVerdict =
  | { readonly kind: 'unavailable' | 'busy' | 'fault' }
  | { readonly kind: 'conflict'; readonly constraint?: string }

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
])

/** Reads an error of `pg` by its SQLSTATE (PostgreSQL, Appendix A), or by what Node and the driver say when there is none. */
export function verdictOf(error: unknown): DatabaseVerdict {
  if (!(error instanceof Error)) return { kind: 'fault' }
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown }
  if (typeof code === 'string') {
    if (networkCodes.has(code)) return { kind: 'unavailable' }
    // 08 connection, 53 resources (disk full, too many connections), 57 operator intervention (shutdown, time-out), 58 system.
    // 25006: read only, as a standby is after a failover that we have not followed yet.
    if (/^(08|53|57|58|25006|XX)/.test(code)) return { kind: 'unavailable' }
    if (code === '25P03') return { kind: 'unavailable' }
    if (/^(40001|40P01|55P03)$/.test(code)) return { kind: 'busy' }
    if (code.startsWith('23')) return { kind: 'conflict', ...(typeof constraint === 'string' ? { constraint } : {}) }
    return { kind: 'fault' }
  }
  // The driver's own words, which carry no code.
  if (/terminated|timeout|timed out|not queryable|connection (is )?closed|ended unexpectedly/i.test(error.message)) {
    return { kind: 'unavailable' }
  }
  return { kind: 'fault' }
}
