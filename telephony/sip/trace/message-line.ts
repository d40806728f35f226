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
 * this looks for a few lines where the parser would build every header.
 * @returns undefined for what is no SIP message
 */
export function readMessageLine(bytes: Uint8Array): MessageLine | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const endOfLine = text.indexOf('\r\n')
  if (endOfLine < 0) return undefined
  const startLine = text.slice(0, endOfLine)
  const bodyAt = text.indexOf('\r\n\r\n', endOfLine)
  const head = bodyAt < 0 ? text : text.slice(0, bodyAt + 2)
  const cseq = /\r\ncseq[ \t]*:\s*(\d{1,10})\s+([^\s\r\n]{1,32})/i.exec(head)
  if (cseq === null) return undefined
  const rest = {
    cseq: Number(cseq[1]),
    hasSdp: bodyAt >= 0 && /\r\n(?:content-type|c)[ \t]*:[^\r\n]*(?:application\/sdp|multipart\/)/i.test(head),
    ...causeIn(head),
  }
  const response = /^SIP\/2\.0 (\d{3}) ?(.*)$/i.exec(startLine)
  if (response !== null) {
    const reason = (response[2] ?? '').slice(0, longestReason)
    return { method: cseq[2] as string, status: Number(response[1]), reason, ...rest }
  }
  const method = /^([A-Za-z0-9\-.!%*_+`'~]{1,32}) /.exec(startLine)?.[1]
  return method === undefined ? undefined : { method, ...rest }
}

function causeIn(head: string): { q850?: number } {
  // No more of it than says the cause: what looks for two words in one line takes the square of its length.
  const reason = /\r\nreason[ \t]*:([^\r\n]{0,512})/i.exec(head)?.[1] ?? ''
  const cause = /Q\.850[^\r\n]*?cause\s*=\s*(\d{1,3})/i.exec(reason)?.[1]
  return cause === undefined ? {} : { q850: Number(cause) }
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
