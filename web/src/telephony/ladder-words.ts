import type { ShownLadderStep } from '#protocol/http/trunks.ts'

/** What a screen says of one message: a word of `telephony.ladder.<family>`, the more exact first. */
export interface LadderWord {
  readonly family: 'in' | 'out' | 'answer'
  readonly names: readonly string[]
}

type Message = Pick<ShownLadderStep, 'direction' | 'method' | 'status' | 'cseq'>

const requests = new Set([
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'PRACK',
  'UPDATE',
  'REGISTER',
  'OPTIONS',
  'INFO',
  'REFER',
  'NOTIFY',
])

/**
 * Says the messages of one leg in words. What a request means depends on what went before it: an INVITE after 401 or 407
 * is the same call again with the password (RFC 3261 22.2), one after a 2xx changes the call (RFC 3261 14).
 */
export function ladderWords(steps: readonly Message[]): LadderWord[] {
  const isChallenged = new Set<string>()
  let isAnswered = false
  return steps.map((step) => {
    const { direction, method, status } = step
    if (status === undefined) {
      const key = `${direction} ${method}`
      const again = isChallenged.delete(key)
      if (!requests.has(method)) return { family: direction, names: ['other'] }
      if (again) return { family: direction, names: [`${method}-again`, method] }
      if (method === 'INVITE' && isAnswered) return { family: direction, names: ['INVITE-change', 'INVITE'] }
      return { family: direction, names: [method] }
    }
    // The request that a response answers went the other way.
    if (status === 401 || status === 407) isChallenged.add(`${direction === 'in' ? 'out' : 'in'} ${method}`)
    if (method === 'INVITE' && status >= 200 && status < 300) isAnswered = true
    return { family: 'answer', names: answerNames(status, method, direction) }
  })
}

function answerNames(status: number, method: string, direction: 'in' | 'out'): string[] {
  if (status === 401 || status === 407) return [`401-${direction}`, '4xx']
  const known = status === 200 ? [`200-${method}`] : []
  const family = status >= 200 && status < 300 ? '200' : `${Math.floor(status / 100)}xx`
  return [...known, String(status), family]
}

/** As it stood on the wire: `INVITE`, `180 Ringing`. */
export const startLine = ({ method, status, reason }: Pick<ShownLadderStep, 'method' | 'status' | 'reason'>): string =>
  status === undefined ? method : `${status}${reason ? ` ${reason}` : ''} (${method})`

/** Since the first message, in milliseconds; never below zero, since two edges may tell the time. */
export const sinceFirstMs = (steps: readonly Pick<ShownLadderStep, 'atMs'>[], index: number): number =>
  Math.max(0, (steps[index]?.atMs ?? 0) - (steps[0]?.atMs ?? 0))
