import type { LegId } from '#kernel/ids.ts'
import { Newest } from '#kernel/newest.ts'
import type { LadderStep } from '#protocol/edge/ladder.ts'
import type { CapturedDatagram } from '#telephony/capture/pcap.ts'
import type { PassedMessage } from '#telephony/sip/index.ts'
import { CallTraces, type TraceStep } from '#telephony/sip/trace/call-traces.ts'
import { withoutSecrets } from '#telephony/sip/trace/secrets.ts'
import type { CallLeg } from '../call-leg.ts'
import type { Emit, Legs } from '../legs.ts'
import { MessageCounts } from './message-counts.ts'

/** The last answer to a BYE comes after the leg has ended; what is later than this is left out of the ladder. */
const afterwordMs = 1000
const mostSteps = 200
/** Legs whose messages can still be asked for, ended ones included: so many at least. */
const rememberedLegs = 20_000

export interface SignallingLogParts {
  readonly legs: Legs
  readonly emit: Emit
}

/** Which SIP messages belong to which leg: its ladder is told when it has ended, its messages while memory has them. */
export class SignallingLog {
  readonly counts = new MessageCounts()
  readonly #traces = new CallTraces()
  readonly #callIds = new Newest<LegId, string[]>(rememberedLegs)
  readonly #emit: Emit
  /** Ended legs, in the order of their end, whose ladders are due. */
  #due: { readonly leg: CallLeg; readonly endedAtMs: number }[] = []
  #timer: NodeJS.Timeout | undefined

  constructor({ legs, emit }: SignallingLogParts) {
    this.#emit = emit
    legs.observe({ ended: (leg) => this.#ended(leg) })
  }

  passed(message: PassedMessage): void {
    this.counts.count(message.direction, message.bytes)
    this.#traces.passed(message)
  }

  /** The messages of this Call-ID are this leg's; one that was tried over several trunks has several. */
  attach(legId: LegId, sipCallId: string): void {
    this.#traces.claim(sipCallId)
    const callIds = this.#callIds.get(legId)
    if (callIds) callIds.push(sipCallId)
    else this.#callIds.set(legId, [sipCallId])
  }

  #ended(leg: CallLeg): void {
    if (leg.origin.isPrivate || !this.#callIds.has(leg.legId)) return
    this.#due.push({ leg, endedAtMs: performance.now() })
    this.#timer ??= setTimeout(() => this.#tell(), afterwordMs)
  }

  /** One timer for all: at hundreds of calls a second one for each would be felt. */
  #tell(): void {
    const nowMs = performance.now()
    const later = this.#due.findIndex(({ endedAtMs }) => nowMs - endedAtMs < afterwordMs - 1)
    const ready = later < 0 ? this.#due : this.#due.slice(0, later)
    this.#due = later < 0 ? [] : this.#due.slice(later)
    const next = this.#due[0]
    this.#timer = next && setTimeout(() => this.#tell(), Math.max(50, afterwordMs - (nowMs - next.endedAtMs)))
    for (const { leg } of ready) this.#tellLadder(leg.legId)
  }

  #tellLadder(legId: LegId): void {
    const sipCallId = this.sipCallId(legId)
    if (sipCallId !== undefined) this.#emit({ type: 'leg.ladder', legId, sipCallId, steps: this.ladder(legId) })
  }

  /** The Call-ID that it has, or had last. */
  sipCallId(legId: LegId): string | undefined {
    return this.#callIds.get(legId)?.at(-1)
  }

  ladder(legId: LegId): LadderStep[] {
    const steps = (this.#callIds.get(legId) ?? []).flatMap((sipCallId) => this.#traces.ladder(sipCallId))
    return steps.slice(0, mostSteps).map(told)
  }

  /** The messages of a leg, without their secrets; of a stream's as if they had come as datagrams. */
  datagrams(legId: LegId): CapturedDatagram[] {
    return (this.#callIds.get(legId) ?? [])
      .flatMap((sipCallId) => this.#traces.messages(sipCallId))
      .map(({ atMs, direction, flow, bytes }) => {
        const [from, to] = direction === 'in' ? [flow.remote, flow.local] : [flow.local, flow.remote]
        return { atMs, from, to, payload: withoutSecrets(bytes) }
      })
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

/** As it goes over the link: what is not so is not said. */
function told(of: TraceStep): LadderStep {
  const { atMs, direction, transport, remote, method, cseq } = of
  const step: LadderStep = { atMs, direction, transport, remote, method, cseq }
  if (of.status !== undefined) step.status = of.status
  if (of.reason !== undefined) step.reason = of.reason
  if (of.q850 !== undefined) step.q850 = of.q850
  if (of.hasSdp) step.hasSdp = true
  if (of.repeats > 0) step.repeats = of.repeats
  return step
}
