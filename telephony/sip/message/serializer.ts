import { writtenHeaderName } from './header-names.ts'
import type { SipMessage } from './message.ts'

/** Bytes to send. Content-Length is always ours (RFC 3261 20.14); header values must already be octet text. */
export function serializeMessage(message: SipMessage): Uint8Array {
  let text =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reason}\r\n`
  for (const [name, value] of message.headers.fields) {
    if (name === 'content-length') continue
    text += `${writtenHeaderName(name)}: ${safeValue(value)}\r\n`
  }
  text += `Content-Length: ${message.body.byteLength}\r\n\r\n`
  const headBytes = text.length
  const bytes = Buffer.allocUnsafe(headBytes + message.body.byteLength)
  bytes.write(text, 0, 'latin1')
  bytes.set(message.body, headBytes)
  return bytes
}

/** Nothing that is given to us may end a header field early, wherever it came from. */
function safeValue(value: string): string {
  return value.includes('\r') || value.includes('\n') ? value.replace(/[\r\n]+/g, ' ') : value
}
