/** Counts SIP messages by what their first line says, without parsing them. Names are bounded: a stranger can invent methods. */
const knownMethods = new Set([
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'PRACK',
  'UPDATE',
  'INFO',
  'REFER',
  'NOTIFY',
  'SUBSCRIBE',
  'MESSAGE',
  'PUBLISH',
])

export class MessageCounts {
  readonly requests: Record<string, number> = {}
  readonly responses: Record<string, number> = {}
  readonly #counts = { in: namesFor('received'), out: namesFor('sent') }

  count(direction: 'in' | 'out', bytes: Uint8Array): void {
    const counts = this.#counts[direction]
    const status = statusOf(bytes)
    if (status !== undefined) {
      const key = counts.statuses[status] ?? ''
      if (key !== '') this.responses[key] = (this.responses[key] ?? 0) + 1
      return
    }
    const key = counts.methods.get(methodOf(bytes)) ?? counts.other
    this.requests[key] = (this.requests[key] ?? 0) + 1
  }
}

/** What the counters of one direction are called, made once and not for each message. */
function namesFor(word: 'received' | 'sent') {
  const statuses = Array.from({ length: 700 }, (_, status) => (status < 100 ? '' : `${word} ${status}`))
  return {
    statuses,
    methods: new Map(Array.from(knownMethods, (method) => [method, `${word} ${method}`] as const)),
    other: `${word} other`,
  }
}

const longestMethod = 20
const space = 0x20
const zero = 0x30

/** `SIP/2.0 ` and three digits. @returns undefined for a request, 0 for a response of no such status */
function statusOf(bytes: Uint8Array): number | undefined {
  for (let i = 0; i < responseStart.length; i++) if (bytes[i] !== responseStart.charCodeAt(i)) return undefined
  let status = 0
  for (let i = 0; i < 3; i++) {
    const digit = (bytes[responseStart.length + i] ?? 0) - zero
    if (digit < 0 || digit > 9) return 0
    status = status * 10 + digit
  }
  return status
}
const responseStart = 'SIP/2.0 '

function methodOf(bytes: Uint8Array): string {
  const end = bytes.subarray(0, longestMethod).indexOf(space)
  return end < 0 ? '' : String.fromCharCode(...bytes.subarray(0, end))
}
