import type { EndReason } from '#protocol/edge/index.ts'

/** What a far end's answer is to the one who waits for it: a status that his telephone can show. */
const statuses: Readonly<Partial<Record<EndReason, number>>> = {
  busy: 486,
  declined: 603,
  'no-answer': 480,
  'unknown-number': 404,
  unreachable: 503,
  refused: 503,
  error: 500,
}

/**
 * The far end's own status is passed back where it says something of the call. What is between us and the trunk is not:
 * a demand for a password (401, 407) would make a phone ask its user for one.
 */
export function statusFor(reason: EndReason, sipStatus?: number): number {
  const isOurs = sipStatus === 401 || sipStatus === 407 || sipStatus === 481 || sipStatus === 487 || sipStatus === 491
  if (sipStatus !== undefined && sipStatus >= 400 && sipStatus <= 699 && !isOurs) return sipStatus
  return isOurs ? 503 : (statuses[reason] ?? 480)
}
