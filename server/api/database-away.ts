const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'])

/**
 * Whether an error says that PostgreSQL is gone, starting, stopping, full, or slower than a query may be, so that asking
 * again in a moment is right. SQLSTATE classes by appendix A of PostgreSQL's manual.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string') {
    if (connectionCodes.has(code)) return true
    // 08 connection exception, 53 insufficient resources, 57 operator intervention (shutdown, cancelled by its time-out).
    if (/^(08|53|57)[0-9A-Z]{3}$/.test(code)) return true
  }
  return /connection terminated|timeout exceeded when trying to connect|query read timeout/i.test(error.message)
}
