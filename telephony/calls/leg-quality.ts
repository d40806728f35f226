import type { CodecName } from '../audio/codec.ts'
import { frameMs } from '../audio/frame.ts'
import { meanOpinionScore } from '../rtp/e-model.ts'
import type { MediaStats } from '../rtp/reporter.ts'

export type SoundKind = CodecName

/** What a leg's media was like; the edge link's `MediaQuality`. */
export interface LegMediaQuality {
  readonly packetsReceived: number
  readonly packetsLost: number
  readonly packetsLate: number
  readonly packetsSent: number
  readonly codec: SoundKind
  /** Lost or too late, of the time that is spoken of. */
  readonly lossPercent: number
  readonly jitterMs: number
  readonly roundTripMs?: number
  readonly bufferDepthMs: number
  /** Estimated by the E-model (ITU-T G.107), 1 to 4.5; absent before the first packet. */
  readonly mos?: number
  /** What the far end hears of us, by its own reports; absent until it made one. */
  readonly remote?: { readonly lossPercent: number; readonly jitterMs: number; readonly mos: number }
}

/** What is known now. */
export interface QualityFacts {
  readonly codec: SoundKind
  readonly stats: MediaStats
  /** Measured by the transport where RTCP did not. */
  readonly roundTripMs: number | undefined
  readonly packetsLate: number
  readonly depthMs: number
}

type Counts = Pick<LegMediaQuality, 'packetsReceived' | 'packetsLost' | 'packetsLate'>

/** Makes figures of a leg's counts: of the whole leg, whatever connections it had, and of the last stretch of it. */
export class LegQuality {
  /** What there was when recent quality was asked for. */
  #asked: Counts | undefined
  /** Counts of the streams before a change of transport. */
  #sentBefore = 0
  #receivedBefore = 0
  #lostBefore = 0

  /** Another stream begins, whose counts begin anew. */
  streamEnded(stats: MediaStats): void {
    this.#sentBefore += stats.packetsSent
    this.#receivedBefore += stats.packetsReceived
    this.#lostBefore += stats.packetsLost
  }

  /** Whether streams before this one sent anything. */
  get hasSent(): boolean {
    return this.#sentBefore > 0
  }

  whole(facts: QualityFacts): LegMediaQuality {
    return this.#since(undefined, facts)
  }

  /** Loss and score are of the time since this was asked last. */
  recent(facts: QualityFacts): LegMediaQuality {
    const quality = this.#since(this.#asked, facts)
    const { packetsReceived, packetsLost, packetsLate } = quality
    this.#asked = { packetsReceived, packetsLost, packetsLate }
    return quality
  }

  #since(since: Counts | undefined, { codec, stats, packetsLate, depthMs, ...facts }: QualityFacts): LegMediaQuality {
    const roundTripMs = stats.roundTripMs ?? facts.roundTripMs
    const packetsReceived = this.#receivedBefore + stats.packetsReceived
    const packetsLost = Math.max(0, this.#lostBefore + stats.packetsLost)
    const bufferDepthMs = Math.round(depthMs)
    const received = packetsReceived - (since?.packetsReceived ?? 0)
    // What came too late was as good as lost; what was counted as lost and then came makes the difference negative.
    const missed = Math.max(0, packetsLost + packetsLate - (since?.packetsLost ?? 0) - (since?.packetsLate ?? 0))
    const lossShare = Math.min(1, missed / Math.max(1, received + missed))
    const networkMs = (roundTripMs ?? 0) / 2
    const score = (delayMs: number, share: number) =>
      rounded(meanOpinionScore({ codec, delayMs, lossShare: share }), 100)
    const { remoteLossShare, remoteJitterMs = 0 } = stats
    return {
      codec,
      packetsReceived,
      packetsLost,
      packetsLate,
      packetsSent: this.#sentBefore + stats.packetsSent,
      lossPercent: rounded(lossShare * 100, 10),
      jitterMs: rounded(stats.jitterMs, 10),
      ...(roundTripMs === undefined ? {} : { roundTripMs: rounded(roundTripMs, 10) }),
      bufferDepthMs,
      ...(received <= 0 ? {} : { mos: score(networkMs + bufferDepthMs + frameMs, lossShare) }),
      ...(remoteLossShare === undefined
        ? {}
        : {
            remote: {
              lossPercent: rounded(remoteLossShare * 100, 10),
              jitterMs: rounded(remoteJitterMs, 10),
              // Its buffer is not known: one of twice its jitter is a fair guess.
              mos: score(networkMs + 2 * remoteJitterMs + 2 * frameMs, remoteLossShare),
            },
          }),
    }
  }
}

const rounded = (value: number, by: number): number => Math.round(value * by) / by
