import { expect, it, vi } from 'vitest'
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
