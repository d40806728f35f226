import type { IncidentMatch } from '#protocol/http/index.ts'

/** What routing sees nothing of: numbers, and what a task says. */
export interface Outside {
  readonly callerNumber?: string | null | undefined
  readonly dialedNumber?: string | null | undefined
  readonly payload?: unknown
}

export const goesByMarks = ({ dialedNumbers, callerPrefixes, payload }: IncidentMatch): boolean =>
  dialedNumbers !== undefined || callerPrefixes !== undefined || payload !== undefined

/**
 * Whether all of it holds that routing cannot see. Numbers as they are compared: E.164, or as they came.
 */
export function isMarkedBy({ dialedNumbers, callerPrefixes, payload }: IncidentMatch, outside: Outside): boolean {
  const { callerNumber, dialedNumber } = outside
  if (dialedNumbers && !(dialedNumber && dialedNumbers.includes(dialedNumber))) return false
  if (callerPrefixes && !(callerNumber && callerPrefixes.some((prefix) => callerNumber.startsWith(prefix))))
    return false
  if (!payload) return true
  const says = outside.payload
  if (typeof says !== 'object' || says === null || Array.isArray(says)) return false
  const fields = says as Readonly<Record<string, unknown>>
  return payload.some(({ field, value }) => Object.hasOwn(fields, field) && isSame(fields[field], value))
}

function isSame(said: unknown, value: string): boolean {
  if (typeof said !== 'string' && typeof said !== 'number' && typeof said !== 'boolean') return false
  return String(said).trim().toLowerCase() === value.trim().toLowerCase()
}
