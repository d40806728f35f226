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

  count(direction: 'in' | 'out', bytes: Uint8Array): void {
    const word = direction === 'in' ? 'received' : 'sent'
    const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(20, bytes.byteLength)).toString('latin1')
    if (start.startsWith('SIP/2.0 ')) {
      const key = `${word} ${start.slice(8, 11)}`
      if (/^\w+ [1-6]\d\d$/.test(key)) this.responses[key] = (this.responses[key] ?? 0) + 1
      return
    }
    const method = start.slice(0, Math.max(0, start.indexOf(' ')))
    const key = `${word} ${knownMethods.has(method) ? method : 'other'}`
    this.requests[key] = (this.requests[key] ?? 0) + 1
  }
}
