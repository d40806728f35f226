import type { LegId } from '#kernel/ids.ts'
import type { EdgeEvent, MediaQuality } from '#protocol/edge/index.ts'
import type { CallLines, LineQuality, LineSilence } from '#protocol/realtime/index.ts'

interface LineCondition {
  quality?: LineQuality
  /** Nothing comes from it; it gets nothing of what is sent. */
  isSilent: boolean
  isUnheard: boolean
}

/** How each leg sounds now, from what the edges tell each five seconds, and which way sound does not go at all. */
export class LineConditions {
  readonly #lines = new Map<LegId, LineCondition>()

  /** @returns whether something is different now */
  noteEdge(event: EdgeEvent): boolean {
    switch (event.type) {
      case 'leg.ended':
        this.#lines.delete(event.legId)
        return false
      case 'leg.quality':
        this.#line(event.legId).quality = shownQuality(event.quality)
        return true
      case 'leg.silent':
        if (event.direction === 'to') this.#line(event.legId).isUnheard = event.isSilent
        else this.#line(event.legId).isSilent = event.isSilent
        return true
      default:
        return false
    }
  }

  isSilent(legId: LegId): boolean {
    const line = this.#lines.get(legId)
    return line !== undefined && (line.isSilent || line.isUnheard)
  }

  /** The two lines of a conversation as its agent sees them; `undefined` when nothing is known of either. */
  ofCall(customerLegId: LegId, agentLegId: LegId): CallLines | undefined {
    const customer = this.#lines.get(customerLegId)
    const own = this.#lines.get(agentLegId)
    const silences: LineSilence[] = []
    if (customer?.isSilent) silences.push('customer-not-heard')
    if (customer?.isUnheard) silences.push('customer-hears-nothing')
    if (own?.isSilent) silences.push('own-not-heard')
    if (own?.isUnheard) silences.push('own-hears-nothing')
    if (!customer?.quality && !own?.quality && silences.length === 0) return undefined
    return {
      ...(customer?.quality ? { customer: customer.quality } : {}),
      ...(own?.quality ? { own: own.quality } : {}),
      ...(silences.length > 0 ? { silences } : {}),
    }
  }

  #line(legId: LegId): LineCondition {
    let line = this.#lines.get(legId)
    if (line === undefined) {
      line = { isSilent: false, isUnheard: false }
      this.#lines.set(legId, line)
    }
    return line
  }
}

function shownQuality({ mos, lossPercent, jitterMs, roundTripMs, remote, codec }: MediaQuality): LineQuality {
  return {
    lossPercent: lossPercent ?? 0,
    jitterMs,
    ...(mos === undefined ? {} : { mos }),
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
    ...(codec === undefined ? {} : { codec }),
    ...(remote === undefined ? {} : { heard: { mos: remote.mos, lossPercent: remote.lossPercent } }),
  }
}
