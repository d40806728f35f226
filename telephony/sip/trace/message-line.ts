/** What a ladder says of one message; read without parsing the whole of it. */
export interface MessageLine {
  /** Of a request, or of the request that a response answers. */
  readonly method: string
  readonly status?: number
  readonly reason?: string
  readonly cseq: number
  readonly hasSdp: boolean
  /** From Reason (RFC 3326), protocol Q.850. */
  readonly q850?: number
}

const longestReason = 128

/**
 * Reads the start line, CSeq, Reason and whether a description of sound comes along. Ladders are made for every call, so
 * this looks at the few lines that it needs where the parser would build every header.
 * @returns undefined for what is no SIP message
 */
export function readMessageLine(bytes: Uint8Array): MessageLine | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bodyAt = buffer.indexOf('\r\n\r\n', 0, 'latin1')
  const head = buffer.toString('latin1', 0, bodyAt < 0 ? buffer.byteLength : bodyAt + 2)
  const endOfLine = head.indexOf('\r\n')
  if (endOfLine < 0) return undefined
  const lines = new LinesOfInterest(head, endOfLine + 2)
  const cseq = /^cseq[ \t]*:\s*(\d{1,10})\s+([^\s\r\n]{1,32})/i.exec(lines.cseq)
  if (cseq === null) return undefined
  const startLine = head.slice(0, endOfLine)
  const hasSdp = bodyAt >= 0 && lines.describesSound
  const response = /^SIP\/2\.0 (\d{3}) ?(.*)$/i.exec(startLine)
  const method = response === null ? /^([A-Za-z0-9\-.!%*_+`'~]{1,32}) /.exec(startLine)?.[1] : (cseq[2] as string)
  if (method === undefined) return undefined
  const line: Writable<MessageLine> = { method, cseq: Number(cseq[1]), hasSdp }
  if (response !== null) {
    line.status = Number(response[1])
    line.reason = (response[2] ?? '').slice(0, longestReason)
  }
  const q850 = causeIn(lines.reason)
  if (q850 !== undefined) line.q850 = q850
  return line
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/** The first line of each kind that a ladder is made of, found by its first letter: most lines are passed over by that alone. */
class LinesOfInterest {
  cseq = ''
  reason = ''
  describesSound = false

  constructor(head: string, from: number) {
    for (let at = from; at < head.length; ) {
      const found = head.indexOf('\r\n', at)
      const end = found < 0 ? head.length : found
      const letter = head.charCodeAt(at) | 0x20
      if (letter === 0x63 && mayBeOfInterest(head, at)) this.#takeC(head.slice(at, end))
      else if (letter === 0x72 && this.reason === '' && /^reason[ \t]*:/i.test(head.slice(at, at + 32))) {
        // No more of it than says the cause: what looks for two words in one line takes the square of its length.
        this.reason = head.slice(at, Math.min(end, at + longestReasonField))
      }
      at = end + 2
    }
  }

  /** `CSeq`, `Content-Type` and its short form `c`. */
  #takeC(line: string): void {
    if (this.cseq === '' && /^cseq[ \t]*:/i.test(line)) this.cseq = line
    else if (/^(?:content-type|c)[ \t]*:.*(?:application\/sdp|multipart\/)/i.test(line)) this.describesSound = true
  }
}

/** Of what begins with C: not Call-ID, Contact and Content-Length, which every message has. */
function mayBeOfInterest(head: string, at: number): boolean {
  const second = head.charCodeAt(at + 1) | 0x20
  const isContentType = second === 0x6f && (head.charCodeAt(at + 'content-'.length) | 0x20) === 0x74
  return second === 0x73 || isContentType || second === 0x20 || second === 0x29 || second === 0x3a
}

const longestReasonField = 544

function causeIn(reason: string): number | undefined {
  if (reason === '') return undefined
  const cause = /Q\.850[^\r\n]*?cause\s*=\s*(\d{1,3})/i.exec(reason)?.[1]
  return cause === undefined ? undefined : Number(cause)
}

/** The Call-ID of a message that we wrote ourselves, where its name stands in full. */
export function callIdIn(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const nameAt = text.indexOf('\r\nCall-ID: ', 0, 'latin1')
  if (nameAt < 0) return undefined
  const from = nameAt + '\r\nCall-ID: '.length
  const to = text.indexOf('\r\n', from, 'latin1')
  return to < 0 ? undefined : text.toString('latin1', from, to)
}
