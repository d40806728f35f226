const struckOut = '[redacted]'
const secretName =
  /pass(word|phrase|wd)?$|secret|token|authorization|cookie|credential|private.?key|api.?key|^key$|^key.?base64$/i
const urlWithPassword = /([a-z][a-z0-9+.-]*:\/\/[^/\s:@]*):[^@\s/]*@/gi
const depthLimit = 6

/** A copy of `fields` fit for a log: secrets by name and passwords in URLs are struck out, errors become plain objects. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, 0)
}

/** `text` without the password of any URL in it: `postgres://me:pw@host/db` -> `postgres://me:[redacted]@host/db`. */
export const redactUrls = (text: string): string => text.replace(urlWithPassword, `$1:${struckOut}@`)

function redactObject(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    clean[name] = secretName.test(name) && value !== undefined && value !== null ? struckOut : redactValue(value, depth)
  }
  return clean
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactUrls(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthLimit) return '[deeper]'
  if (value instanceof Error) return redactError(value, depth)
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1))
  return redactObject(value as Record<string, unknown>, depth + 1)
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const code = (error as NodeJS.ErrnoException).code
  return {
    name: error.name,
    message: redactUrls(error.message),
    ...(code === undefined ? {} : { code }),
    ...(error.stack === undefined ? {} : { stack: redactUrls(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  }
}
