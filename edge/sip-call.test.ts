import { describe, expect, it, vi } from 'vitest'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import { createMediaSession } from '#telephony/sdp/index.ts'
import type { CallHandle } from '#telephony/sip/index.ts'
import { CallLeg } from './call-leg.ts'
import { secureRandom } from './chance.ts'
import { RtpMedia } from './rtp-media.ts'
import { SipCall, type SipCallParts } from './sip-call.ts'
import type { SipRtp } from './sip-rtp.ts'

it('tells of a digit once that a phone sends both by RFC 4733 and by INFO', async () => {
  const digit = vi.fn()
  const clock = { wallMs: () => 0, monotonicMs: () => 0 }
  const parts = { playing: { digit }, clock, chance: secureRandom } as unknown as SipCallParts
  const session = createMediaSession({ address: '127.0.0.1', port: 4000, sessionId: '1', codecs: ['pcmu'] })
  const rtp = { signal: () => {}, sendRtp: () => {}, close: () => {} } as unknown as SipRtp
  const call = new SipCall(parts, {
    handle: 'h' as CallHandle,
    direction: 'inbound',
    media: new RtpMedia(rtp, session),
    digits: 'rfc4733',
  })
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 5000 RTP/AVP 0 101']
  const offer = [...lines, 'a=rtpmap:101 telephone-event/8000', ''].join('\r\n')
  expect(await call.takeOffer(Buffer.from(offer))).toBeUndefined()
  const origin = { legId: 'leg' as LegId, edgeId: 'e' as EdgeId, transport: 'sip', direction: 'inbound' } as const
  const leg = new CallLeg({ ...origin, callerNumber: '', dialedNumber: '' }, call, 0)
  call.begin(leg)

  leg.media?.receiveRtp(Buffer.from('80e500010000006400000007050a00a0', 'hex'), 0)
  call.digits({ type: 'infoDigits', call: 'h' as CallHandle, digits: '5', durationMs: 160 })
  call.digits({ type: 'infoDigits', call: 'h' as CallHandle, digits: '6', durationMs: 160 })
  expect(digit.mock.calls.map(([, pressed]) => pressed)).toEqual(['5', '6'])
})

describe('forks of a call that we make', () => {
  const description = (port: number) =>
    Buffer.from(
      `v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`,
    )

  const at = (address: string) => ({ address, port: 5060 })
  const flow = { transport: 'udp', local: at('127.0.0.1'), remote: at('127.0.0.9') } as const

  function calling() {
    const connected = vi.fn()
    const hungUp = vi.fn(() => ({ ok: true, value: undefined }))
    const ports: number[] = []
    const legs = { alerting: () => {}, connected, farHold: () => {}, ended: () => {} }
    const clock = { wallMs: () => 0, monotonicMs: () => 0 }
    const engine = { hangUp: hungUp, answerOffer: () => {} }
    const parts = { engine, legs, clock, chance: secureRandom, drain: () => {}, sipNowMs: () => 0 }
    const session = createMediaSession({ address: '127.0.0.1', port: 4000, sessionId: '1', codecs: ['pcmu'] })
    const signal = ({ remotePort }: { remotePort: number }) => ports.push(remotePort)
    const rtp = { signal, sendRtp: () => {}, close: () => {} } as unknown as SipRtp
    const media = new RtpMedia(rtp, session)
    media.makeOffer('sendrecv')
    const call = new SipCall(parts as unknown as SipCallParts, {
      handle: 'h' as CallHandle,
      direction: 'outbound',
      media,
      digits: 'rfc4733',
    })
    const origin = { legId: 'leg' as LegId, edgeId: 'e' as EdgeId, transport: 'sip', direction: 'outbound' } as const
    call.begin(new CallLeg({ ...origin, callerNumber: '', dialedNumber: '' }, call, 0))
    const early = (fork: string, port: number) =>
      call.progressed({
        type: 'callProgress',
        call: 'h' as CallHandle,
        fork,
        status: 183,
        reason: '',
        sdp: description(port),
      })
    const answered = (fork: string, sdp?: Uint8Array) =>
      call.answered({
        type: 'callAnswered',
        call: 'h' as CallHandle,
        fork,
        flow,
        ...(sdp === undefined ? {} : { sdp }),
      })
    return { early, answered, ports, connected, hungUp }
  }

  it('the one that answers is heard, by what it said before when its 200 says nothing (RFC 3262 5)', () => {
    const { early, answered, ports, connected } = calling()
    early('a', 5000)
    early('b', 6000)
    answered('a')
    expect(ports).toEqual([5000, 6000, 5000])
    expect(connected).toHaveBeenCalledTimes(1)
  })

  it('what its 200 says beats what it said before', () => {
    const { early, answered, ports } = calling()
    early('a', 5000)
    answered('a', description(7000))
    expect(ports.at(-1)).toBe(7000)
  })

  it('one that never said where it is cannot be talked with', () => {
    const { answered, connected, hungUp } = calling()
    answered('a')
    expect(connected).not.toHaveBeenCalled()
    expect(hungUp).toHaveBeenCalledTimes(1)
  })
})
