import { failure, type Result, success } from '#kernel/result.ts'
import type { CallerVerdict } from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { messageLimits } from './message-limits.ts'
import { type NameAddress, parseNameAddress } from './name-address.ts'
import { parseVia, type Via } from './via.ts'

/** The header fields that every message must have (RFC 3261 8.1.1), read once. */
export interface MandatoryHeaders {
  readonly topVia: Via
  readonly from: NameAddress
  readonly fromTag: string | undefined
  readonly to: NameAddress
  readonly toTag: string | undefined
  readonly callId: string
  readonly sequence: number
  readonly sequenceMethod: string
}

export interface IncomingRequest extends MandatoryHeaders {
  readonly request: SipRequest
  readonly flow: Flow
  /** Of an INVITE out of any dialog: what the first look at it said. */
  readonly verdict?: CallerVerdict
}

export interface IncomingResponse extends MandatoryHeaders {
  readonly response: SipResponse
  readonly flow: Flow
}

/** @returns a sentence when the request cannot be served; it is to be answered with 400 */
export function readRequest(request: SipRequest, flow: Flow): Result<IncomingRequest, string> {
  const read = readMandatory(request)
  if (!read.ok) return read
  // RFC 3261 8.1.1.5: the method in CSeq is the request's.
  if (read.value.sequenceMethod !== request.method) return failure('CSeq and the request line name different methods')
  const maxForwards = request.headers.get('max-forwards')
  // RFC 3261 20.22: 0-255. Absent from RFC 2543's requests.
  if (maxForwards !== undefined && (!/^\d{1,10}$/.test(maxForwards) || Number(maxForwards) > 255)) {
    return failure('Max-Forwards is not a number from 0 to 255')
  }
  for (const value of request.headers.list('contact')) {
    if (value !== '*' && !parseNameAddress(value).ok) return failure('Contact is malformed')
  }
  return success({ request, flow, ...read.value })
}

/** @returns a sentence when the response is to be dropped */
export function readResponse(response: SipResponse, flow: Flow): Result<IncomingResponse, string> {
  const read = readMandatory(response)
  if (!read.ok) return read
  // RFC 3261 8.1.3.3: more than one Via in a response to us was misrouted.
  if (response.headers.list('via').length !== 1) return failure('a response to us has exactly one Via')
  return success({ response, flow, ...read.value })
}

function readMandatory(message: SipRequest | SipResponse): Result<MandatoryHeaders, string> {
  const headers = message.headers
  for (const name of ['from', 'to', 'call-id', 'cseq'] as const) {
    const count = headers.count(name)
    if (count === 0) return failure(`${name} is missing`)
    if (count > 1) return failure(`${name} is there more than once`)
  }
  for (const name of ['max-forwards', 'content-length', 'content-type', 'expires']) {
    if (headers.count(name) > 1) return failure(`${name} is there more than once`)
  }
  const viaText = headers.first('via')
  if (viaText === undefined) return failure('via is missing')
  const topVia = parseVia(viaText)
  if (!topVia.ok) return topVia
  const from = parseParty(headers.get('from') as string)
  if (!from.ok) return failure(`From: ${from.error}`)
  const to = parseParty(headers.get('to') as string)
  if (!to.ok) return failure(`To: ${to.error}`)
  const callId = headers.get('call-id') as string
  if (callId === '' || callId.length > messageLimits.callIdLength || /\s/.test(callId)) {
    return failure('Call-ID is malformed')
  }
  // RFC 3261 8.1.1.5: below 2^31.
  const sequence = /^(\d{1,16})[ \t]+([A-Za-z0-9\-.!%*_+`'~]{1,64})$/.exec(headers.get('cseq') as string)
  if (sequence === null || Number(sequence[1]) >= 2 ** 31) return failure('CSeq is malformed')
  return success({
    topVia: topVia.value,
    from: from.value,
    fromTag: from.value.parameters.get('tag'),
    to: to.value,
    toTag: to.value.parameters.get('tag'),
    callId,
    sequence: Number(sequence[1]),
    sequenceMethod: sequence[2] as string,
  })
}

function parseParty(value: string): Result<NameAddress, string> {
  const party = parseNameAddress(value)
  if (!party.ok) return party
  if (!/^[A-Za-z][A-Za-z0-9+\-.]*:./.test(party.value.uri)) return failure('the address is not a URI')
  if ((party.value.parameters.get('tag')?.length ?? 0) > messageLimits.tagLength) return failure('the tag is too long')
  return party
}
