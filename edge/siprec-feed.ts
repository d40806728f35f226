import type { RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { CallHandle, SipEvent } from '#telephony/sip/index.ts'
import {
  acceptRecorder,
  newRecordingSession,
  type RecordedParty,
  type RecordedStream,
  type RecordingSession,
  recordingOffer,
  recordingSourceFeature,
  siprecOptionTag,
} from '#telephony/siprec/index.ts'
import { type SecureRandom, sdpSessionId, streamStart } from './chance.ts'
import { SipRtp } from './sip-rtp.ts'
import type { SipSide } from './sip-side.ts'

export interface SiprecParts {
  readonly sip: Pick<SipSide, 'callAside' | 'routeTo' | 'use' | 'sipNowMs'>
  readonly rtpPorts: RtpPorts
  readonly clock: CallClock
  readonly chance: SecureRandom
}

/** The recorder may be elsewhere for a moment: so long after a failure it is called once more. */
const retryMs = 1000
const maxTries = 2
/** A session that stood for so long has earned new tries. */
const stoodMs = 60_000
const ringTimeoutMs = 10_000

interface Stream {
  readonly rtp: SipRtp
  media: LegMedia | undefined
  isWanted: boolean
}

/**
 * One recording session with an outside recorder (RFC 7866): called, told who speaks, fed, called once more when it fails.
 *
 *     calling --answer--> feeding --its end--> waiting --1 s--> calling
 *        `--refusal, silence--> waiting, or given up when that was the second time
 */
export class SiprecFeed {
  isPaused = false
  readonly #parts: SiprecParts
  readonly #recorderUri: string
  readonly #gaveUp: (why: string) => void
  #parties: readonly [RecordedParty, RecordedParty]
  #tries = 0
  #handle: CallHandle | undefined
  #session: RecordingSession | undefined
  #version = 0
  /** What `left` says, and what everybody else says; empty unless the recorder listens. */
  #streams: readonly Stream[] = []
  #answeredAtMs: number | undefined
  #isOver = false
  #timer: NodeJS.Timeout | undefined

  /** @param of `gaveUp` is called once, unless it was stopped before; its reason is for a person */
  constructor(
    parts: SiprecParts,
    of: {
      readonly recorderUri: string
      readonly parties: readonly [RecordedParty, RecordedParty]
      gaveUp(why: string): void
    },
  ) {
    this.#parts = parts
    this.#recorderUri = of.recorderUri
    this.#parties = of.parties
    this.#gaveUp = (why) => of.gaveUp(why)
    void this.#call().catch((error: unknown) => this.#failed(String(error)))
  }

  /** Tells the recorder that somebody else speaks now (RFC 7866 9.1: a complete snapshot in a re-INVITE). */
  setParties(parties: readonly [RecordedParty, RecordedParty]): void {
    if (JSON.stringify(parties) === JSON.stringify(this.#parties)) return
    this.#parties = parties
    const { sip } = this.#parts
    const [handle, session] = [this.#handle, this.#session]
    if (handle === undefined || session === undefined || this.#answeredAtMs === undefined) return
    const { sdp, body } = recordingOffer(session, parties, ++this.#version)
    sip.use((engine) => engine.offer(handle, sdp, sip.sipNowMs(), body))
  }

  /** One tick: sends copies of what was said. */
  tick(left: Int16Array | undefined, right: Int16Array | undefined, nowMs: number, utcMs: number): void {
    for (let i = 0; i < this.#streams.length; i++) {
      const { media, isWanted } = this.#streams[i] as Stream
      if (media === undefined) continue
      if (isWanted && !this.isPaused) media.send(i === 0 ? left : right)
      else media.rest()
      media.reportWhenDue(nowMs, utcMs)
    }
  }

  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#hangUp()
    this.#closeStreams()
  }

  async #call(): Promise<void> {
    const { sip, rtpPorts, clock, chance } = this.#parts
    this.#tries++
    const route = await sip.routeTo(this.#recorderUri)
    if (!route.ok) {
      this.#failed(route.error.sentence)
      return
    }
    const { localAddress, target, terms } = route.value
    const opened: SipRtp[] = []
    for (let i = 0; i < 2; i++) {
      const rtp = await SipRtp.open(rtpPorts, localAddress)
      if (rtp.ok) opened.push(rtp.value)
    }
    const [first, second] = opened
    if (this.#isOver || first === undefined || second === undefined) {
      for (const rtp of opened) rtp.close()
      if (!this.#isOver) this.#failed('No RTP ports are left.')
      return
    }
    this.#streams = opened.map((rtp) => ({ rtp, media: undefined, isWanted: false }))
    this.#version = 1
    this.#session = newRecordingSession({
      address: localAddress,
      ports: [first.port, second.port],
      sessionId: sdpSessionId(chance),
      nowMs: clock.wallMs(),
      // Where the signalling is secret the sound is too.
      isSecure: terms.srtp === 'preferred',
      randomBytes: chance.bytes,
    })
    const handle = sip.callAside(
      {
        target,
        fromUser: 'parley',
        ...recordingOffer(this.#session, this.#parties, this.#version),
        requires: [siprecOptionTag],
        contactFeatures: [recordingSourceFeature],
        ringTimeoutMs,
        reliableProvisional: 'off',
      },
      (event) => this.#heard(event),
    )
    if (handle.ok) this.#handle = handle.value
    else this.#failed(`SIP refused the call: ${handle.error}.`)
  }

  #heard(event: SipEvent): void {
    if (this.#isOver) return
    if (event.type === 'callAnswered') this.#answered(event.sdp)
    else if (event.type === 'offerAnswered') this.#taken(event.sdp)
    else if (event.type === 'remoteOffer') this.#offered(event.sdp)
    else if (event.type === 'callEnded') {
      this.#handle = undefined
      const status = event.status === undefined ? '' : ` (${event.status})`
      this.#failed(event.by === 'remote' ? 'It ended the recording.' : `It did not take the call${status}.`)
    }
  }

  #answered(sdp: Uint8Array | undefined): void {
    this.#answeredAtMs = this.#parts.clock.monotonicMs()
    if (sdp !== undefined && this.#taken(sdp)) return
    this.#hangUp()
    this.#failed('Its answer describes no stream that it takes.')
  }

  /** The recorder's description: where each stream goes, and whether it is wanted now. */
  #taken(sdp: Uint8Array | undefined): boolean {
    if (sdp === undefined || this.#session === undefined) return false
    const accepted = acceptRecorder(this.#session, sdp)
    if (!accepted.ok) return false
    for (const [i, stream] of this.#streams.entries()) this.#direct(stream, accepted.value[i])
    return true
  }

  #direct(stream: Stream, audio: RecordedStream): void {
    stream.isWanted = audio?.direction === 'sendonly'
    if (audio === undefined) return
    const { chance, clock } = this.#parts
    stream.rtp.signal(audio)
    if (stream.media) {
      stream.media.setFormat(audio)
      return
    }
    stream.media = new LegMedia({
      transport: stream.rtp,
      format: audio,
      start: streamStart(chance),
      chance: chance.fraction,
      nowMs: clock.monotonicMs(),
      onDigit: () => {},
    })
    stream.rtp.media = stream.media
  }

  /** RFC 7866 7.1.1: the recorder pauses, goes on or moves by an offer of its own. */
  #offered(sdp: Uint8Array | undefined): void {
    const { sip } = this.#parts
    const [handle, session] = [this.#handle, this.#session]
    if (handle === undefined || session === undefined) return
    const isTaken = sdp === undefined || this.#taken(sdp)
    const answer = recordingOffer(session, this.#parties, ++this.#version).sdp
    sip.use((engine) => {
      if (isTaken) engine.answerOffer(handle, answer, sip.sipNowMs())
      else engine.refuseOffer(handle, 488, sip.sipNowMs())
    })
  }

  #failed(why: string): void {
    if (this.#isOver) return
    this.#closeStreams()
    const stoodForMs = this.#parts.clock.monotonicMs() - (this.#answeredAtMs ?? Number.POSITIVE_INFINITY)
    this.#answeredAtMs = undefined
    if (stoodForMs > stoodMs) this.#tries = 0
    if (this.#tries >= maxTries) {
      this.#isOver = true
      this.#gaveUp(why)
      return
    }
    this.#timer = setTimeout(() => {
      void this.#call().catch((error: unknown) => this.#failed(String(error)))
    }, retryMs)
  }

  #hangUp(): void {
    const { sip } = this.#parts
    const handle = this.#handle
    this.#handle = undefined
    if (handle !== undefined) sip.use((engine) => engine.hangUp(handle, {}, sip.sipNowMs()))
  }

  #closeStreams(): void {
    const { clock } = this.#parts
    for (const { rtp, media } of this.#streams) {
      media?.end(clock.monotonicMs(), clock.wallMs())
      rtp.close()
    }
    this.#streams = []
    this.#session = undefined
  }
}
