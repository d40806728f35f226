import { answerWebOffer, type WebPeer, type WebPeerState, type WebSound } from '#adapters/webrtc/peer.ts'
import type { RelayDoor } from '#adapters/webrtc/relay-door.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { WebControlToEdge } from '#protocol/edge/web-control.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import { LegMedia, type MediaFormat, type StreamStart } from '#telephony/calls/leg-media.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { PacketKind } from '#telephony/calls/sound-in.ts'
import type { CallLeg } from './call-leg.ts'
import { type SecureRandom, streamStart } from './chance.ts'
import type { Playing } from './playing.ts'
import { refuse } from './refusal.ts'

export interface WebMediaParts {
  readonly port: number
  /** Numeric addresses at which browsers reach us besides those of the network cards. */
  readonly publicAddresses: readonly string[]
  readonly relayDoor?: RelayDoor
  readonly clock: CallClock
  readonly chance: SecureRandom
  readonly playing: Playing
  /** Absent: browsers get G.711. */
  readonly opus?: OpusLibrary | undefined
}

/** One browser connection and what a leg needs of it. */
export interface WebConnection {
  readonly peer: WebPeer
  readonly answerSdp: string
  readonly start: StreamStart
  /** The last sign of life, a packet or a word, by the monotonic clock. */
  aliveAtMs: number
  /** Whose leg gets the packets; nobody's at first. */
  leg: CallLeg | undefined
}

/** Answers a browser's offer. `changed` and `control` are never called before this has returned its connection. */
export async function connectBrowser(
  parts: WebMediaParts,
  offer: { readonly sdp: string; readonly isStranger: boolean },
  on: {
    changed(connection: WebConnection, state: WebPeerState): void
    control(connection: WebConnection, message: WebControlToEdge): void
  },
): Promise<Result<WebConnection, EdgeError>> {
  const { clock } = parts
  const start = streamStart(parts.chance)
  let connection: WebConnection | undefined
  const answered = await answerWebOffer(offer.sdp, {
    isStranger: offer.isStranger,
    port: parts.port,
    publicAddresses: parts.publicAddresses,
    ...(parts.relayDoor ? { relayDoor: parts.relayDoor } : {}),
    ssrc: start.ssrc,
    speaksOpus: parts.opus !== undefined,
    listener: {
      state: (state) => connection && on.changed(connection, state),
      control: (message) => {
        if (!connection) return
        connection.aliveAtMs = clock.monotonicMs()
        if (message.type === 'heard') connection.leg?.media?.heardRemotely(message)
        on.control(connection, message)
      },
      rtp: (packet) => {
        if (!connection) return
        const nowMs = clock.monotonicMs()
        connection.aliveAtMs = nowMs
        connection.leg?.media?.receiveRtp(packet, nowMs)
      },
      rtcp: (packet) => void connection?.leg?.media?.receiveRtcp(packet, clock.monotonicMs()),
    },
  })
  if (!answered.ok) return refuse('bad-offer', `The browser's offer cannot be answered: ${answered.error}.`)
  const { peer, answerSdp } = answered.value
  connection = { peer, answerSdp, start, aliveAtMs: clock.monotonicMs(), leg: undefined }
  return success(connection)
}

/** Lets `leg` speak and hear through `connection`, in place of what it had. */
export function giveMedia(parts: WebMediaParts, leg: CallLeg, connection: WebConnection): void {
  const { peer, start } = connection
  const nowMs = parts.clock.monotonicMs()
  const format = formatOf(peer.sound)
  connection.leg = leg
  if (leg.media) leg.media.setTransport(peer, format, start, nowMs)
  else {
    leg.media = new LegMedia({
      transport: peer,
      format,
      start,
      chance: parts.chance.fraction,
      nowMs,
      onDigit: (digit, durationMs) => parts.playing.digit(leg, digit, durationMs),
      opus: parts.opus,
    })
  }
  const isTold = leg.media.takesDigitEvents
  leg.ear.hearDigits(isTold ? undefined : (digit, ms) => parts.playing.digit(leg, digit, ms, 'in-band'))
}

/** The payload types are the same in both directions: a page sends by the numbers that it asked for. */
export function formatOf(sound: WebSound): MediaFormat {
  const { narrowbandTelephoneEventPayloadType, ...sent } = sound
  const receivePayloadTypes = new Map<number, PacketKind>([[sound.payloadType, sound.codec]])
  if (sound.narrowband) receivePayloadTypes.set(sound.narrowband.payloadType, sound.narrowband.codec)
  for (const number of [sound.telephoneEventPayloadType, narrowbandTelephoneEventPayloadType]) {
    if (number !== undefined) receivePayloadTypes.set(number, 'telephone-event')
  }
  return { ...sent, receivePayloadTypes }
}
