import { failure, type Result, success } from '#kernel/result.ts'
import { messageLimits } from './message-limits.ts'

export interface FramedPiece {
  /** Whole messages, each in memory of its own. */
  readonly messages: Uint8Array[]
  /** RFC 5626 3.5.1: double CRLFs received, each wants a single CRLF back. */
  readonly pings: number
}

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 18.3). Holds at most one message's worth of bytes. After a
 * failure the stream cannot be followed any more: close it.
 */
export class StreamFramer {
  #held: Buffer = Buffer.alloc(0)
  /** Where to go on looking for the empty line, so that a slow sender costs no second look. */
  #searchedTo = 0
  /** Length of the message being gathered, once its header is whole. */
  #wanted: number | undefined

  /** A message has begun and is not whole yet. */
  get isInsideMessage(): boolean {
    return this.#held.byteLength > 0
  }

  push(piece: Uint8Array): Result<FramedPiece, string> {
    const given = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    this.#held = this.#held.byteLength === 0 ? Buffer.from(given) : Buffer.concat([this.#held, given])
    const messages: Uint8Array[] = []
    let pings = 0
    let at = 0
    for (;;) {
      if (this.#wanted === undefined) {
        // RFC 3261 7.5 and RFC 5626 3.5.1: empty lines between messages; four octets of them are a ping.
        while (this.#held[at] === 0x0d && this.#held[at + 1] === 0x0a) {
          if (this.#held[at + 2] === 0x0d && this.#held[at + 3] === 0x0a) {
            pings++
            at += 2
          }
          at += 2
        }
        const end = this.#held.indexOf('\r\n\r\n', Math.max(at, this.#searchedTo), 'latin1')
        if (end < 0) {
          if (this.#held.byteLength - at > messageLimits.headerBytes) return failure('the header fields are too long')
          break
        }
        const length = declaredLength(this.#held.toString('latin1', at, end + 2))
        if (!length.ok) return length
        if (end + 4 - at + length.value > messageLimits.messageBytes) return failure('the message is too long')
        this.#wanted = end + 4 - at + length.value
      }
      if (this.#held.byteLength - at < this.#wanted) break
      messages.push(this.#held.subarray(at, at + this.#wanted))
      at += this.#wanted
      this.#wanted = undefined
      this.#searchedTo = 0
    }
    this.#held = at === 0 ? this.#held : Buffer.from(this.#held.subarray(at))
    this.#searchedTo = Math.max(0, this.#held.byteLength - 3)
    return success({ messages, pings })
  }
}

/** RFC 3261 18.3: on a stream Content-Length must be there. */
function declaredLength(header: string): Result<number, string> {
  const matches = [...header.matchAll(/\r\n(?:content-length|l)[ \t]*:[ \t]*([^\r]*)(?=\r\n)/gi)]
  const value = matches[0]?.[1]?.trim()
  if (value === undefined || matches.length > 1) return failure('a stream needs exactly one Content-Length')
  if (!/^\d{1,6}$/.test(value)) return failure('Content-Length is not a number')
  return success(Number(value))
}
