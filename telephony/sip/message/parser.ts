import { failure, type Result, success } from '#kernel/result.ts'
import { type HeaderField, HeaderList } from './header-list.ts'
import { canonicalHeaderName } from './header-names.ts'
import { emptyBody, type SipMessage, type SipRequest } from './message.ts'
import { messageLimits } from './message-limits.ts'
import { isWhite, trimWhite } from './octet-text.ts'

/** Why bytes are not a message. `request` with `status`: it can be answered so; otherwise it is dropped in silence. */
export interface ParseFailure {
  readonly sentence: string
  readonly status?: 400 | 505 | 513
  readonly request?: SipRequest
}

const token = /^[A-Za-z0-9\-.!%*_+`'~]+$/

/**
 * One whole message: a datagram, or what the framer cut from a stream. Header values are kept as text; the mandatory ones are
 * looked into by `readRequest` and `readResponse`.
 * @returns never throws; bytes past Content-Length are ignored (RFC 3261 18.3), fewer are a failure
 */
export function parseMessage(bytes: Uint8Array): Result<SipMessage, ParseFailure> {
  if (bytes.byteLength > messageLimits.messageBytes) return failure({ sentence: 'the message is longer than 64 KB' })
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  // RFC 3261 7.5: empty lines before the start line are ignored.
  while (buffer[start] === 0x0d && buffer[start + 1] === 0x0a) start += 2
  const emptyLine = buffer.indexOf('\r\n\r\n', start, 'latin1')
  // Cut off in its header fields it can still be told so, when they are there.
  const isCutOff = emptyLine < 0
  const end = isCutOff ? buffer.byteLength : emptyLine
  if (end - start > messageLimits.headerBytes) return failure({ sentence: 'the header fields are longer than 32 KB' })
  const text = buffer.toString('latin1', start, end)

  const startLineEnd = text.indexOf('\r\n')
  const startLine = startLineEnd < 0 ? text : text.slice(0, startLineEnd)
  if (startLine.length > messageLimits.startLineLength) return failure({ sentence: 'the start line is too long' })

  const parsedFields = startLineEnd < 0 ? { fields: [], fault: undefined } : parseFields(text, startLineEnd + 2)
  const { fields } = parsedFields
  let { fault } = parsedFields
  const headers = new HeaderList(fields)
  if (isCutOff) fault = 'no empty line ends the header fields'
  const available = buffer.subarray(end + 4)

  if (startLine.startsWith('SIP/') || startLine.startsWith('sip/')) {
    const parsed = parseStatusLine(startLine)
    if (!parsed.ok) return parsed
    if (fault !== undefined) return failure({ sentence: fault })
    const body = cutBody(headers, available)
    if (!body.ok) return failure({ sentence: body.error })
    return success({ kind: 'response', ...parsed.value, headers, body: body.value })
  }

  const line = parseRequestLine(startLine)
  const request: SipRequest = { kind: 'request', method: line.method, uri: line.uri, headers, body: emptyBody }
  if (line.fault !== undefined) {
    // Something that cannot even name its method is no SIP at all, and gets no answer.
    if (line.method === '') return failure({ sentence: line.fault })
    return failure({ sentence: line.fault, status: line.isOtherVersion ? 505 : 400, request })
  }
  if (fault !== undefined) return failure({ sentence: fault, status: 400, request })
  const body = cutBody(headers, available)
  if (!body.ok) return failure({ sentence: body.error, status: 400, request })
  return success({ kind: 'request', method: line.method, uri: line.uri, headers, body: body.value })
}

/** RFC 3261 7.1: Method SP Request-URI SP SIP-Version, single spaces and nothing else. */
function parseRequestLine(line: string): { method: string; uri: string; fault?: string; isOtherVersion?: boolean } {
  const methodEnd = line.indexOf(' ')
  const method = line.slice(0, Math.max(methodEnd, 0))
  if (method.length > messageLimits.methodLength || !token.test(method)) {
    return { method: '', uri: '', fault: 'the start line has no method' }
  }
  const versionStart = line.lastIndexOf(' ')
  const version = line.slice(versionStart + 1)
  const uri = line.slice(methodEnd + 1, versionStart)
  if (/^SIP\/2\.0$/i.test(version)) {
    if (/^[\x21-\x3b\x3d\x3f-\x7e\x80-\xff]+$/.test(uri)) return { method, uri }
    return { method, uri: '', fault: 'the Request-URI has spaces or angle brackets' }
  }
  if (/^SIP\/\d+\.\d+$/i.test(version)) return { method, uri, fault: 'this is not SIP 2.0', isOtherVersion: true }
  if (/ SIP\/2\.0 +$/i.test(line)) return { method, uri: '', fault: 'spaces follow the SIP version' }
  return { method: '', uri: '', fault: 'the start line does not end in a SIP version' }
}

/** RFC 3261 7.2: SIP-Version SP three digits SP reason phrase, which may be empty. */
function parseStatusLine(line: string): Result<{ status: number; reason: string }, ParseFailure> {
  const match = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/is.exec(line)
  if (match === null) return failure({ sentence: 'the status line is malformed' })
  return success({ status: Number(match[1]), reason: match[2] ?? '' })
}

function parseFields(text: string, from: number): { fields: HeaderField[]; fault: string | undefined } {
  const fields: HeaderField[] = []
  let at = from
  let fault: string | undefined
  while (at < text.length) {
    let lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) lineEnd = text.length
    let next = lineEnd + 2
    let line = text.slice(at, lineEnd)
    // RFC 3261 7.3.1: a line that begins with white space continues the one before, as if by a single space. Joined once: thousands of
    // such lines, each put to those before it, made a stranger's datagram cost a hundred times its parsing.
    const pieces: string[] = []
    while (next < text.length && isWhite(text.charCodeAt(next))) {
      let foldEnd = text.indexOf('\r\n', next)
      if (foldEnd < 0) foldEnd = text.length
      const piece = trimWhite(text.slice(next, foldEnd))
      if (piece !== '') pieces.push(piece)
      next = foldEnd + 2
    }
    if (pieces.length > 0 && !isWhite(line.charCodeAt(0))) line = [trimWhite(line), ...pieces].join(' ')
    at = next
    if (fields.length >= messageLimits.headerFields) return { fields, fault: 'there are too many header fields' }
    const field = parseField(line)
    if (typeof field === 'string') fault ??= field
    else fields.push(field)
  }
  return { fields, fault }
}

function parseField(line: string): HeaderField | string {
  const nameEnd = line.indexOf(':')
  if (nameEnd <= 0) return 'a header field has no name'
  let end = nameEnd
  while (end > 0 && isWhite(line.charCodeAt(end - 1))) end--
  const name = line.slice(0, end)
  if (name.length > 128 || !token.test(name)) return 'a header field name is not a token'
  const value = trimWhite(line, nameEnd + 1)
  if (value.length > messageLimits.headerValueLength) return 'a header field is longer than 16 KB'
  // A lone CR or LF would end the line for a laxer reader behind us, and smuggle a header field past us.
  if (value.includes('\n') || value.includes('\r')) return 'a header field has a lone CR or LF'
  return [canonicalHeaderName(name), value]
}

/** RFC 3261 18.3 and 20.14. */
function cutBody(headers: HeaderList, available: Uint8Array): Result<Uint8Array, string> {
  const declared = contentLength(headers)
  if (!declared.ok) return declared
  const length = declared.value ?? available.byteLength
  if (length > available.byteLength) return failure('the body is shorter than Content-Length says')
  return success(length === 0 ? emptyBody : available.subarray(0, length))
}

/** The one Content-Length, undefined when there is none. Two of them, even equal ones, are a smuggler's tool. */
export function contentLength(headers: HeaderList): Result<number | undefined, string> {
  const values = headers.all('content-length')
  if (values.length === 0) return success(undefined)
  if (values.length > 1) return failure('there are several Content-Length fields')
  const value = values[0] as string
  if (!/^\d{1,10}$/.test(value)) return failure('Content-Length is not a number')
  return success(Number(value))
}
