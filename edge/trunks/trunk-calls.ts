import type { EdgeId, LegId, TrunkId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { CallHandle, Destination, SipEvent } from '#telephony/sip/index.ts'
import { LocalAddresses } from '#telephony/sip/transport/local-address.ts'
import { CallLeg, type LegSignalling } from '../call-leg.ts'
import { hopsFor } from '../hops.ts'
import { trunkTerms } from '../media-terms.ts'
import type { SignallingLog } from '../observation/signalling-log.ts'
import { refuse } from '../refusal.ts'
import { SipCall, type SipCallParts } from '../sip-call.ts'
import type { SipMediaMaker } from '../sip-media-maker.ts'
import { reasonOfEnd } from '../sip-reasons.ts'
import type { SipLocalAddress } from '../sip-sockets.ts'
import type { LiveTrunk } from './live-trunk.ts'
import { trunkRequest } from './trunk-request.ts'
import type { Trunks } from './trunks.ts'

export interface TrunkCallsOptions {
  readonly parts: SipCallParts
  readonly trunks: Trunks
  readonly mediaMaker: SipMediaMaker
  readonly signalling: SignallingLog
  readonly localAddresses: readonly SipLocalAddress[]
  readonly edgeId: EdgeId
  readonly emit: (event: EdgeEvent) => void
  /** Whether nobody has given the leg up while its way was looked for. */
  isWanted(legId: LegId): boolean
  /** A call that the engine's events are for. */
  dialled(handle: CallHandle, call: SipCall): void
}

type Command = EdgeCommandOf<'leg.originate'>
type CallEnded = Extract<SipEvent, { type: 'callEnded' }>

/** One try over one trunk, and what may be tried after it. */
interface Attempt {
  readonly command: Command
  readonly number: string
  readonly trunk: LiveTrunk
  readonly rest: readonly LiveTrunk[]
  readonly leg: CallLeg
  readonly call: SipCall
  /** It counts as a call of the trunk until then. */
  readonly release: () => void
}

/** Calls out over trunks: the first that is there and has room, and the next when none of its places takes the call (RFC 3263 4.3). */
export class TrunkCalls {
  readonly #options: TrunkCallsOptions
  readonly #locals: LocalAddresses
  readonly #attempts = new Map<CallHandle, Attempt>()

  constructor(options: TrunkCallsOptions) {
    this.#options = options
    this.#locals = new LocalAddresses(options.localAddresses, undefined)
  }

  /** Sets the leg up over the first trunk that can be tried at all. */
  async begin(
    command: Command,
    to: { trunkIds: readonly TrunkId[]; number: string },
  ): Promise<Result<void, EdgeError>> {
    const { trunks } = this.#options
    const candidates = trunks.candidates(to.trunkIds, command.isEmergency ?? false)
    if (candidates.length === 0) {
      const isKnown = to.trunkIds.some((trunkId) => trunks.get(trunkId) !== undefined)
      return isKnown
        ? refuse('overloaded', 'Every trunk that the call may go over is full.')
        : refuse('not-reachable', 'There is no such trunk.')
    }
    let outcome: Result<void, EdgeError> = success(undefined)
    for (const [at, trunk] of candidates.entries()) {
      outcome = await this.#try(command, to.number, trunk, candidates.slice(at + 1), undefined)
      if (outcome.ok || !this.#options.isWanted(command.legId)) return outcome
    }
    return outcome
  }

  async #try(
    command: Command,
    number: string,
    trunk: LiveTrunk,
    rest: readonly LiveTrunk[],
    leg: CallLeg | undefined,
  ): Promise<Result<void, EdgeError>> {
    const { parts, mediaMaker, isWanted } = this.#options
    const { config } = trunk
    const places = this.#reachable(await trunk.destinations())
    const [first] = places
    const localAddress = first && this.#locals.flowToDestination(first)?.local.address
    if (first === undefined || localAddress === undefined) {
      return refuse('not-reachable', `Trunk ${config.trunkId} leads nowhere now.`)
    }
    const terms = trunkTerms(config)
    const media = await mediaMaker.forOutgoing({ localAddress, remoteAddress: first.address }, terms)
    if (!media.ok) return refuse('overloaded', `No RTP ports are left (${media.error.code}).`)
    const give = (code: EdgeError['code'], sentence: string) => {
      media.value.close()
      return refuse(code, sentence)
    }
    if (leg === undefined ? !isWanted(command.legId) : leg.life.isOver) {
      return give('wrong-state', 'The leg was ended while its way was looked for.')
    }
    if (command.isEmergency !== true && !trunk.hasRoom) return give('overloaded', `Trunk ${config.trunkId} is full.`)
    const request = {
      ...trunkRequest(trunk, command, number, places, rest.length > 0),
      ...hopsFor(parts.legs, command),
    }
    const dial = (sdp: Uint8Array) => parts.engine.originate({ ...request, sdp }, parts.sipNowMs())
    const handle = dial(media.value.makeOffer('sendrecv'))
    if (!handle.ok) return give('not-reachable', `Trunk ${config.trunkId} cannot be called: ${handle.error}.`)
    const call: SipCall = new SipCall(parts, {
      handle: handle.value,
      direction: 'outbound',
      media: media.value,
      digits: terms.digits,
      redial: (sdp) => {
        const again = dial(sdp)
        if (again.ok) dialled(again.value)
        return again.ok ? again.value : undefined
      },
    })
    const line = leg ?? this.#newLeg(command, number, trunk, call)
    if (leg !== undefined) leg.goOver(call, config.trunkId)
    const dialled = (one: CallHandle) => {
      const release = this.#options.trunks.occupy(config.trunkId)
      this.#attempts.set(one, { command, number, trunk, rest, leg: line, call, release })
      this.#options.dialled(one, call)
      const sipCallId = parts.engine.sipCallId(one)
      if (sipCallId !== undefined) this.#options.signalling.attach(command.legId, sipCallId)
    }
    dialled(handle.value)
    if (leg !== undefined || rest.length > 0) {
      this.#options.emit({ type: 'leg.trunk', legId: command.legId, trunkId: config.trunkId })
    }
    call.begin(line)
    parts.drain()
    return success(undefined)
  }

  #newLeg(command: Command, number: string, trunk: LiveTrunk, call: SipCall): CallLeg {
    const { legs, clock } = this.#options.parts
    const leg = new CallLeg(
      {
        legId: command.legId,
        edgeId: this.#options.edgeId,
        transport: 'sip',
        direction: 'outbound',
        ...(command.stationId === undefined ? {} : { stationId: command.stationId }),
        callerNumber: command.callerNumber,
        ...(command.callerName === undefined ? {} : { callerName: command.callerName }),
        ...(command.isCallerHidden === undefined ? {} : { isCallerHidden: command.isCallerHidden }),
        ...(command.divertedFrom === undefined ? {} : { divertedFrom: command.divertedFrom }),
        dialedNumber: number,
        trunkId: trunk.config.trunkId,
      },
      call,
      clock.monotonicMs(),
    )
    legs.add(leg)
    return leg
  }

  /** Those that we have a socket towards, of one address family: the description of sound names one address. */
  #reachable(destinations: readonly Destination[]): Destination[] {
    const usable = destinations.filter((one) => this.#locals.flowToDestination(one) !== undefined)
    const isSix = usable[0]?.address.includes(':')
    return usable.filter((one) => one.address.includes(':') === isSix)
  }

  // --- what the engine tells

  placeFailed({ call, flow }: Extract<SipEvent, { type: 'destinationFailed' }>): void {
    if (this.#attempts.has(call)) this.#options.trunks.notePlace({ transport: flow.transport, ...flow.remote }, true)
  }

  answered({ call, flow }: Extract<SipEvent, { type: 'callAnswered' }>): void {
    if (this.#attempts.has(call)) this.#options.trunks.notePlace({ transport: flow.transport, ...flow.remote }, false)
  }

  /** @returns whether the leg goes on over another trunk; else its end is the call's to tell */
  ended(event: CallEnded): boolean {
    const attempt = this.#attempts.get(event.call)
    if (attempt === undefined) return false
    this.#attempts.delete(event.call)
    attempt.release()
    const { leg, call, rest } = attempt
    if (event.mayTryElsewhere !== true || rest.length === 0 || leg.life.isOver || leg.life.isAnswered) return false
    call.leave()
    leg.betweenCalls(new BetweenTrunks((reason) => this.#over(leg, { reason })))
    void this.#goOn(attempt, event).catch(() => this.#over(leg, { reason: 'error' }))
    return true
  }

  async #goOn({ command, number, rest, leg }: Attempt, last: CallEnded): Promise<void> {
    for (const [at, { config }] of rest.entries()) {
      // It may have been changed or taken away since the call began.
      const trunk = this.#options.trunks.get(config.trunkId)
      if (trunk === undefined) continue
      const outcome = await this.#try(command, number, trunk, rest.slice(at + 1), leg)
      if (outcome.ok || leg.life.isOver) return
    }
    this.#over(leg, {
      reason: reasonOfEnd(last, 'outbound', leg.life.state),
      ...(last.status === undefined ? {} : { sipStatus: last.status }),
      ...(last.q850 === undefined ? {} : { q850Cause: last.q850 }),
    })
  }

  #over(leg: CallLeg, end: Parameters<SipCallParts['legs']['ended']>[1]): void {
    this.#options.parts.legs.ended(leg, end)
  }
}

/** A leg whose last call has failed and whose next one is being set up: it can be given up, and nothing else. */
class BetweenTrunks implements LegSignalling {
  readonly hangUp: LegSignalling['hangUp']

  constructor(hangUp: LegSignalling['hangUp']) {
    this.hangUp = hangUp
  }

  refuse({ reason }: Parameters<LegSignalling['refuse']>[0]): void {
    this.hangUp(reason)
  }

  ring(): void {}

  openEarlyMedia(): boolean {
    return false
  }

  answer(): void {}
}
