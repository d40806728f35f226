import type { EdgeTrunk } from '#protocol/edge/trunks.ts'
import type { AudioCodec, SrtpPolicy } from '#telephony/sdp/index.ts'
import type { Transport } from '#telephony/sip/flow.ts'

/** What the far end of a call wants of its sound: a trunk's settings, or the manners of a phone. */
export interface MediaTerms {
  readonly srtp: SrtpPolicy
  /** In order of preference; absent: as telephones are set (PARLEY_PHONE_CODECS). */
  readonly codecs?: readonly AudioCodec[]
  /** Our order decides in answers too. */
  readonly prefersOwnCodecs: boolean
  /** `info`: digits go as INFO (application/dtmf-relay) and not within the sound. */
  readonly digits: 'rfc4733' | 'info'
  /** It speaks WebRTC: it registered over a WebSocket. */
  readonly isWebRtc: boolean
}

/** A phone's secure offers are always taken. Our own offers are as secure as the way that its signalling came. */
export const phoneTerms = (transport: Transport): MediaTerms => ({
  srtp: transport === 'tls' ? 'preferred' : 'accepted',
  prefersOwnCodecs: false,
  digits: 'rfc4733',
  isWebRtc: transport === 'ws' || transport === 'wss',
})

const policyByTrunk = { off: 'off', optional: 'accepted', required: 'required' } as const

export const trunkTerms = (trunk: Pick<EdgeTrunk, 'srtp' | 'codecs' | 'dtmf'>): MediaTerms => ({
  srtp: policyByTrunk[trunk.srtp],
  codecs: trunk.codecs,
  prefersOwnCodecs: true,
  digits: trunk.dtmf,
  isWebRtc: false,
})
