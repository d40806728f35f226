import type { HeaderList } from '../message/header-list.ts'
import { parseParameters } from '../message/parameters.ts'

/** RFC 3891 6.1: the dialog whose place a new call takes; tags as its receiver sees them, `toTag` its own. */
export interface Replaces {
  readonly callId: string
  readonly toTag: string
  readonly fromTag: string
  /** Not once the call has been answered. */
  readonly isEarlyOnly: boolean
}

/** `id@host;to-tag=x;from-tag=y`. Undefined: malformed. */
export function parseReplaces(value: string): Replaces | undefined {
  const match = /^\s*([^\s;]{1,256})\s*((?:;.*)?)$/s.exec(value)
  const parameters = match === null ? undefined : parseParameters((match[2] as string).trimEnd())
  if (match === null || parameters === undefined || !parameters.ok) return undefined
  const toTag = parameters.value.get('to-tag')
  const fromTag = parameters.value.get('from-tag')
  if (toTag === undefined || fromTag === undefined) return undefined
  return { callId: match[1] as string, toTag, fromTag, isEarlyOnly: parameters.value.has('early-only') }
}

/** RFC 3891 3: one Replaces at most, and nothing that says the opposite. `undefined`: there is none. */
export function replacesOf(headers: HeaderList): Replaces | 'malformed' | undefined {
  const values = headers.all('replaces')
  const [value] = values
  if (value === undefined) return undefined
  if (values.length > 1 || headers.has('join')) return 'malformed'
  return parseReplaces(value) ?? 'malformed'
}
