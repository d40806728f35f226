import type { OriginateRequest, SipEngineOptions } from '#telephony/sip/index.ts'
import { RawPeer, type RequestParts, requestText, type SeenMessage, sdpOffer } from './raw-peer.ts'

/** What the engine under test says of itself in descriptions. */
export const ourSdp = Buffer.from(sdpOffer.replaceAll('10.0.0.9', '10.0.0.2'))

export interface ResponseParts {
  readonly tag?: string
  readonly body?: string
  readonly extra?: readonly string[]
  readonly contact?: string
}

/** The peer's hand-written answer to a request of ours. */
export function respond(peer: RawPeer, to: SeenMessage, status: number, of: ResponseParts = {}): void {
  const body = (of.body ?? '').replace(/\r?\n/g, '\r\n')
  const lines = [
    `SIP/2.0 ${status} Whatever`,
    `Via: ${to.header('Via')}`,
    `From: ${to.header('From')}`,
    `To: ${to.header('To')}${of.tag === undefined || to.header('To').includes('tag=') ? '' : `;tag=${of.tag}`}`,
    `Call-ID: ${to.header('Call-ID')}`,
    `CSeq: ${to.header('CSeq')}`,
    `Contact: <${of.contact ?? 'sip:300@10.0.0.9:5080'}>`,
    ...(of.extra ?? []),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ]
  peer.send(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** Our INVITE to the peer, not yet answered. `sdp: undefined` leaves the offer to the peer. */
export function calling(
  extra: Partial<OriginateRequest> | { sdp: undefined } = {},
  options: Partial<SipEngineOptions> = {},
) {
  const peer = new RawPeer(options)
  const { sdp = ourSdp, ...rest } = extra
  const request = { target: { kind: 'uri', uri: 'sip:300@10.0.0.9' }, fromUser: '100', ...rest } as const
  const offered = 'sdp' in extra && extra.sdp === undefined ? request : { ...request, sdp }
  const result = peer.engine.originate(offered, peer.nowMs)
  if (!result.ok) throw new Error(result.error)
  peer.run(10)
  const invite = peer.latest('INVITE')
  /** A request of the peer's within the dialog of its `tag`. */
  const request2 = (method: string, cseq: number, tag: string, parts: Partial<RequestParts> = {}) =>
    peer.send(
      requestText({
        method,
        branch: `${method}${cseq}${tag}`,
        cseq,
        callId: invite.header('Call-ID'),
        from: `<sip:300@10.0.0.9>;tag=${tag}`,
        to: invite.header('From'),
        ...parts,
      }),
    )
  return { peer, call: result.value, invite, request: request2 }
}

/** A call of ours that the peer, `tag=winner`, has answered. */
export function answeredCalling(extra: Partial<OriginateRequest> = {}, of: ResponseParts = {}) {
  const started = calling(extra)
  respond(started.peer, started.invite, 200, { tag: 'winner', body: sdpOffer, ...of })
  return started
}

/** A call of the peer's, not yet answered. */
export function called(parts: Partial<RequestParts> = {}, options: Partial<SipEngineOptions> = {}) {
  const peer = new RawPeer(options)
  peer.send(requestText({ method: 'INVITE', branch: 'inv', body: sdpOffer, ...parts }))
  const { call } = peer.event('incomingCall')
  const to = () =>
    peer.received.find((one) => one.status > 100 && one.header('To').includes(';tag='))?.header('To') ?? ''
  const request = (method: string, cseq: number, more: Partial<RequestParts> = {}) =>
    peer.send(requestText({ method, branch: `${method}${cseq}`, cseq, to: to(), ...more }))
  const answer = () => {
    const done = peer.engine.answer(call, ourSdp, peer.nowMs)
    peer.run(10)
    return done
  }
  return { peer, call, to, request, answer }
}

/** A call of the peer's that we answered and it acknowledged. */
export function answeredCalled(parts: Partial<RequestParts> = {}, options: Partial<SipEngineOptions> = {}) {
  const started = called(parts, options)
  started.answer()
  started.request('ACK', 1, { branch: 'ack' })
  return started
}
