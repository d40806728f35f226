import type { Logger } from '#adapters/system/logger.ts'
import type { EdgeId, LegId, RecordingId } from '#kernel/ids.ts'
import type { Random } from '#kernel/random.ts'
import { success } from '#kernel/result.ts'
import type { EdgeCommand, EdgeEvent } from '#protocol/edge/index.ts'
import type { AudioSource, SampleRate } from '#telephony/audio/frame.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import { DigitPairing, type DigitWay } from '#telephony/calls/digit-pairing.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import { type Direction, isHeldByPeer } from '#telephony/sdp/index.ts'
import { Bridges } from '../../bridges.ts'
import { CallLeg } from '../../call-leg.ts'
import { perform } from '../../command/index.ts'
import { Detections } from '../../detections.ts'
import type { EdgeParts } from '../../edge-parts.ts'
import { Legs } from '../../legs.ts'
import { Listenings } from '../../listenings.ts'
import { MediaTick } from '../../media-tick.ts'
import { Playing } from '../../playing.ts'
import { Recordings } from '../../recordings.ts'
import { endRelay } from '../../relaying.ts'
import { musicPitch, promptPitch, writePitch } from './pitches.ts'
import type { SimulatedPhone } from './simulated-phone.ts'

const edgeId = 'edge_1' as EdgeId
const silentLogger = { error: (sentence: string, about: { error?: unknown }) => void fail(sentence, about) }
function fail(sentence: string, { error }: { error?: unknown }): never {
  throw error instanceof Error ? error : new Error(sentence)
}

/** What was recorded: both channels, as they are written. */
export interface Written {
  readonly rateHz: SampleRate
  readonly bytes: number[]
  isClosed: boolean
}

/** The edge's own legs, bridges, playbacks, recordings and tick over a wire in virtual time; nothing of signalling. */
export class SimulatedRoom {
  nowMs = 0
  tick = 0
  readonly events: EdgeEvent[] = []
  readonly phones = new Map<LegId, SimulatedPhone>()
  readonly written = new Map<RecordingId, Written>()
  readonly legs: Legs
  readonly bridges: Bridges
  readonly recordings: Recordings
  readonly #parts: EdgeParts
  readonly #mediaTick: MediaTick
  readonly #random: Random
  readonly #opus: OpusLibrary
  /** How each leg tells of its digits, whichever way they come. */
  readonly #press = new Map<LegId, (digit: string, way: DigitWay, durationMs: number) => void>()

  constructor(random: Random, opus: OpusLibrary) {
    this.#random = random
    this.#opus = opus
    const clock = { wallMs: () => this.nowMs, monotonicMs: () => this.nowMs }
    const emit = (event: EdgeEvent) => void this.events.push(event)
    const legs = new Legs(clock, emit)
    const prompts = {
      open: (piece: { readonly kind: string }) =>
        piece.kind === 'music' ? endless(musicPitch) : endless(promptPitch, 20),
    }
    const playing = new Playing(legs, prompts, clock)
    const bridges = new Bridges({ legs, playing, edgeId, emit })
    bridges.whenLeaving((bridge) => endRelay(bridge, this.nowMs))
    const store = {
      open: (recordingId: RecordingId, sound: { readonly rateHz: number }) => {
        const written: Written = { rateHz: sound.rateHz as SampleRate, bytes: [], isClosed: false }
        this.written.set(recordingId, written)
        return success({
          append: (bytes: Uint8Array) => {
            for (const byte of bytes) written.bytes.push(byte)
            return success(undefined)
          },
          giveUpIn: () => {},
          close: async () => {
            written.isClosed = true
            const durationMs = written.bytes.length / 4 / (written.rateHz / 1000)
            return success({ recordingId, path: '', bytes: written.bytes.length, sha256: '', durationMs })
          },
        })
      },
      repairUnfinished: async () => [],
    }
    const recordings = new Recordings({ store, bridges, emit })
    const detections = new Detections(legs, clock)
    playing.whenPressed((leg) => recordings.pressed(leg))
    this.legs = legs
    this.bridges = bridges
    this.recordings = recordings
    // Commands of signalling are none of this; their parts are not there.
    this.#parts = {
      legs,
      bridges,
      playing,
      recordings,
      detections,
      listenings: new Listenings(legs),
      logger: silentLogger as unknown as Logger,
    } as unknown as EdgeParts
    this.#mediaTick = new MediaTick({
      legs,
      bridges,
      recordings,
      detections,
      playing,
      holdMusic: () => endless(musicPitch),
      isOrphaned: () => false,
      wallMs: () => this.nowMs,
      legFailed: (_, error) => {
        throw error
      },
    })
    this.#playing = playing
  }
  readonly #playing: Playing

  begins(legId: LegId, phone: SimulatedPhone): void {
    const origin = { edgeId, transport: 'sip' as const, direction: 'inbound' as const }
    const leg: CallLeg = new CallLeg(
      { ...origin, legId, callerNumber: '', dialedNumber: '' },
      {
        ring: () => {},
        openEarlyMedia: () => false,
        answer: () => {},
        refuse: () => {},
        hangUp: () => this.ends(legId),
      },
      this.nowMs,
    )
    const pairing = new DigitPairing()
    // As signalling does it, see `sip-call.ts`.
    const press = (digit: string, way: DigitWay, durationMs: number) => {
      if (pairing.isNew(digit, way, this.nowMs)) this.#playing.digit(leg, digit, durationMs, way)
    }
    leg.media = new LegMedia({
      transport: phone.transport,
      format: phone.format,
      start: { ssrc: this.#random.integer(2 ** 32), sequence: this.#random.integer(65_536), timestamp: 0 },
      chance: () => this.#random.next(),
      nowMs: this.nowMs,
      onDigit: (digit, durationMs) => press(digit, 'telephone-event', durationMs),
      opus: this.#opus,
    })
    this.#press.set(legId, press)
    this.legs.add(leg)
    this.phones.set(legId, phone)
    this.agrees(legId, 'sendrecv')
  }

  /** Both sides have agreed on what the telephone speaks now, and on the direction, as seen from us. */
  agrees(legId: LegId, direction: Direction): void {
    const leg = this.legs.get(legId)
    const phone = this.phones.get(legId)
    if (!leg?.media || !phone) return
    const { media } = leg
    const press = this.#press.get(legId)
    media.setFormat(phone.format)
    leg.isListener = direction === 'sendonly'
    leg.ear.hearDigits(media.takesDigitEvents ? undefined : (digit, ms) => press?.(digit, 'in-band', ms))
    if (!leg.life.isAnswered) return
    leg.isSending = direction === 'sendrecv' || direction === 'sendonly'
    phone.isTalking = direction === 'sendrecv' || direction === 'recvonly'
    this.legs.farHold(leg, isHeldByPeer({ direction }))
  }

  answers(legId: LegId): void {
    const leg = this.legs.get(legId)
    const phone = this.phones.get(legId)
    if (!leg || !phone) return
    this.legs.connected(leg)
    this.agrees(legId, 'sendrecv')
  }

  ends(legId: LegId): void {
    const leg = this.legs.get(legId)
    const phone = this.phones.get(legId)
    if (phone) phone.isTalking = false
    if (leg) this.legs.ended(leg, { reason: 'party-left' })
    this.#press.delete(legId)
    phone?.close()
    this.phones.delete(legId)
  }

  /** The error code of a verb that was refused. */
  async asks(command: EdgeCommand): Promise<string | null> {
    const outcome = await perform(command, this.#parts)
    return outcome.ok ? null : outcome.error.code
  }

  /** 20 ms: packets arrive, and the tick runs. @returns legs whose packets were lost or late */
  passes(): LegId[] {
    this.tick++
    this.nowMs += 20
    const disturbed: LegId[] = []
    for (const phone of this.phones.values()) phone.listensAnew()
    for (const [legId, phone] of this.phones) {
      const media = this.legs.get(legId)?.media
      const arrive = (bytes: Uint8Array) => media?.receiveRtp(bytes, this.nowMs)
      const tell = (key: string) => this.#press.get(legId)?.(key, 'info', 160)
      if (phone.speak(this.tick, arrive, tell)) disturbed.push(legId)
    }
    this.#mediaTick.run(this.nowMs)
    return disturbed
  }
}

/** A pitch for so many frames. */
function endless(pitch: number, frames = Number.POSITIVE_INFINITY): AudioSource {
  let left = frames
  return {
    read(into) {
      if (left-- <= 0) {
        into.fill(0)
        return false
      }
      writePitch(into, pitch)
      return true
    },
  }
}
