import { failure, type Result, success } from '#kernel/result.ts'
import type { Refusal } from './refusal.ts'

/** The strong entity tag of a thing's version, RFC 9110 8.8.3. */
export const etagOf = (version: number): string => `"v${version}"`

/**
 * The version that `If-Match` asks for, or `any` for `*`. Missing is 428 (RFC 6585 3); weak or foreign tags never match
 * (RFC 9110 13.1.1), which is 412.
 */
export function readIfMatch(header: string | undefined): Result<number | 'any', Refusal> {
  if (header === undefined || header.trim() === '') return failure({ code: 'request.if-match-needed' })
  if (header.trim() === '*') return success('any')
  const version = /^"v(\d{1,15})"$/.exec(header.trim())
  return version ? success(Number(version[1])) : failure({ code: 'request.stale' })
}
