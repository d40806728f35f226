import type { Logger } from '#adapters/system/logger.ts'
import { type EdgeId, type LegId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { CodecName } from '#telephony/audio/codec.ts'
import type { CallHandle, Flow, SipEvent } from '#telephony/sip/index.ts'
import { readCaller, readDialled } from '#telephony/trunks/caller-reading.ts'
import type { Access } from './access/access.ts'
import type { Admission } from './admission.ts'
import { answerAlone } from './answer-alone.ts'
import type { BuiltInNumbers } from './built-in-numbers.ts'
import { CallLeg } from './call-leg.ts'
import { hopsFor, refuseCircle } from './hops.ts'
import type { Legs } from './legs.ts'
import { phoneTerms, trunkTerms } from './media-terms.ts'
import type { SignallingLog } from './observation/signalling-log.ts'
import type { Playing } from './playing.ts'
import { refuse } from './refusal.ts'
import { SipCall, type SipCallParts } from './sip-call.ts'
import type { SipMedia } from './sip-media.ts'
import { SipMediaMaker, type SipMediaParts } from './sip-media-maker.ts'
import type { SipLocalAddress } from './sip-sockets.ts'
import { findSipRoute, type SipRoute, wayOf } from './sip-target.ts'
import { Transfers } from './transfers.ts'
import type { LiveTrunk } from './trunks/live-trunk.ts'
import { TrunkCalls } from './trunks/trunk-calls.ts'
import type { Trunks } from './trunks/trunks.ts'

export interface SipCallsOptions extends SipMediaParts {
  readonly edgeId: EdgeId
  readonly legs: Legs
  readonly playing: Playing
  readonly admission: Admission
  readonly access: Pick<Access, 'isEmergencyNumber' | 'isPeer'>
  readonly builtIns: BuiltInNumbers
  readonly logger: Logger
  readonly signalling: SignallingLog
  readonly emit: (event: EdgeEvent) => void
  /** A new call came in and was not refused: it waits to be told what to do. */
  incoming(leg: CallLeg): void
}

/** SIP calls and how they begin: admitted or refused, given ports, a description and a leg. */
export class SipCalls {
  readonly #options: SipCallsOptions
  readonly #parts: SipCallParts
  readonly #mediaMaker: SipMediaMaker
  readonly #localAddresses: readonly SipLocalAddress[]
  readonly transfers: Transfers
  /** A call whose ports are being opened is there without its `SipCall`; it can end meanwhile. */
  readonly #calls = new Map<CallHandle, SipCall | undefined>()

  /** Legs of ours that have no call yet: a name is being looked up, ports are being opened. */
  readonly #beginning = new Set<LegId>()

  /** Calls over trunks that came in: what to call at their end. */
  readonly #overTrunks = new Map<CallHandle, () => void>()
  readonly #trunks: Trunks
  readonly trunkCalls: TrunkCalls

  constructor(
    options: SipCallsOptions,
    parts: SipCallParts,
    localAddresses: readonly SipLocalAddress[],
    trunks: Trunks,
  ) {
    this.#options = options
    this.#parts = parts
    this.#mediaMaker = new SipMediaMaker(options)
    this.#localAddresses = localAddresses
    this.#trunks = trunks
    this.trunkCalls = new TrunkCalls({
      parts,
      trunks,
      mediaMaker: this.#mediaMaker,
      signalling: options.signalling,
      localAddresses,
      edgeId: options.edgeId,
      emit: options.emit,
      isWanted: (legId) => this.#beginning.has(legId),
      dialled: (handle, call) => this.#calls.set(handle, call),
    })
    this.transfers = new Transfers(parts)
  }

  get(handle: CallHandle): SipCall | undefined {
    return this.#calls.get(handle)
  }

  get handles(): CallHandle[] {
    return [...this.#calls.keys()]
  }

  transferRequested(event: Extract<SipEvent, { type: 'transferRequested' }>): void {
    const other = event.replaces === undefined ? undefined : this.#calls.get(event.replaces)?.leg
    this.transfers.requested(event, this.#calls.get(event.call)?.leg, other)
  }

  /** A call that has ended: it is not known here any more. */
  take(handle: CallHandle): SipCall | undefined {
    const call = this.#calls.get(handle)
    this.#calls.delete(handle)
    this.#overTrunks.get(handle)?.()
    this.#overTrunks.delete(handle)
    return call
  }

  // --- calls that come in

  /** Takes a call, or refuses it: then the engine's queue holds the answer. */
  incoming(event: Extract<SipEvent, { type: 'incomingCall' }>): void {
    const { admission, builtIns, logger } = this.#options
    const isBuiltIn = builtIns.has(event.requestUser)
    const found = admission.refusal(!isBuiltIn)
    // Without a core nobody could put the call through: then the phone had better try another way.
    const refusal = found?.why !== 'no-core' && this.#isEmergency(event) ? undefined : found
    if (refusal) {
      logger.warn('A call was refused', { why: refusal.why, dialedNumber: event.requestUser })
      this.#parts.engine.reject(event.call, 503, { retryAfterS: refusal.retryAfterS }, this.#parts.sipNowMs())
      return
    }
    const trunk = this.#trunkOf(event)
    if (trunk?.hasRoom === false) {
      logger.warn('A call was refused: its trunk is full', { trunkId: trunk.config.trunkId })
      // Not 503: to a carrier that would mean that all of us is away (RFC 3263 4.3).
      this.#parts.engine.reject(event.call, 486, { reason: 'Trunk Full', q850: 34 }, this.#parts.sipNowMs())
      return
    }
    if (trunk !== undefined) this.#overTrunks.set(event.call, this.#trunks.occupy(trunk.config.trunkId))
    this.#calls.set(event.call, undefined)
    admission.pending++
    void this.#openIncoming(event, isBuiltIn)
      .catch((error: unknown) => {
        logger.error('A call could not be set up', { error })
        this.#parts.engine.hangUp(event.call, {}, this.#parts.sipNowMs())
        this.#parts.drain()
      })
      .finally(() => {
        admission.pending--
      })
  }

  #isStrangers(event: Extract<SipEvent, { type: 'incomingCall' }>): boolean {
    return event.verdict?.kind === 'guest' && !this.#options.access.isPeer(event.flow)
  }

  /** No limit of ours stands between a user of ours and help. */
  #isEmergency(event: Extract<SipEvent, { type: 'incomingCall' }>): boolean {
    return event.authenticatedUser !== undefined && this.#options.access.isEmergencyNumber(event.requestUser)
  }

  #trunkOf(event: Extract<SipEvent, { type: 'incomingCall' }>): LiveTrunk | undefined {
    return event.verdict?.kind === 'trunk' ? this.#trunks.get(event.verdict.trunkId) : undefined
  }

  async #openIncoming(event: Extract<SipEvent, { type: 'incomingCall' }>, isBuiltIn: boolean): Promise<void> {
    const { edgeId, clock, chance, legs, builtIns, logger, signalling } = this.#options
    const handle = event.call
    const reject = (status: number, retryAfterS?: number) => {
      const headers = retryAfterS === undefined ? {} : { retryAfterS }
      this.#parts.engine.reject(handle, status, headers, this.#parts.sipNowMs())
      this.#parts.drain()
    }
    const path = {
      localAddress: event.flow.local.address,
      remoteAddress: event.flow.remote.address,
      isStranger: this.#isStrangers(event),
    }
    const trunk = this.#trunkOf(event)
    const terms = trunk ? trunkTerms(trunk.config) : phoneTerms(event.flow.transport)
    const media = await this.#mediaMaker.forIncoming(path, terms, event.sdp)
    if (!this.#calls.has(handle)) {
      // The caller gave up while the ports were being opened.
      if (media.ok) media.value.close()
      return
    }
    if (!media.ok) {
      logger.error('No RTP ports are left', { code: media.error.code })
      reject(503, 10)
      return
    }
    const call = new SipCall(this.#parts, {
      handle,
      direction: 'inbound',
      media: media.value,
      digits: terms.digits,
      takesEarlyOffer: event.takesEarlyOffer === true,
    })
    this.#calls.set(handle, call)
    const refusedWith = await call.takeOffer(event.sdp)
    if (!this.#calls.has(handle)) return
    if (refusedWith !== undefined) {
      reject(refusedWith)
      return
    }
    const replaced = event.replaces === undefined ? undefined : this.#calls.get(event.replaces)?.leg
    if (event.replaces !== undefined && (replaced === undefined || replaced.origin.isPrivate === true)) {
      // RFC 3891 3: the call whose place it wants has ended while this one was being set up.
      reject(603)
      return
    }
    const leg = new CallLeg(
      {
        legId: newId('leg', clock.wallMs(), chance.bytes),
        edgeId,
        transport: 'sip',
        direction: 'inbound',
        ...(trunk === undefined ? asSaid(event) : overTrunk(event, trunk)),
        ...(event.authenticatedUser === undefined ? {} : { authenticatedUser: event.authenticatedUser }),
        ...(replaced === undefined ? {} : { replacesLegId: replaced.legId }),
        maxForwards: event.maxForwards,
        ...(isBuiltIn ? { isPrivate: true } : {}),
      },
      call,
      clock.monotonicMs(),
    )
    legs.add(leg)
    signalling.attach(leg.legId, event.sipCallId)
    call.begin(leg)
    if (isBuiltIn) builtIns.take(leg)
    else this.#options.incoming(leg)
  }

  // --- calls that go out

  /** Sets a leg up that the core named. Its further life is told by events. A leg that is being set up already is not called twice. */
  async originate(command: EdgeCommandOf<'leg.originate'>): Promise<Result<void, EdgeError>> {
    if (this.#beginning.has(command.legId)) return success(undefined)
    this.#beginning.add(command.legId)
    try {
      return await this.#originate(command)
    } finally {
      this.#beginning.delete(command.legId)
    }
  }

  /** Gives up a leg whose way is still being looked for. @returns whether there was one */
  giveUp(legId: LegId): boolean {
    return this.#beginning.delete(legId)
  }

  /** The sound of the call, and of each telephone that rings when they are several: the first of them is the call's until then. */
  async #soundsFor(
    route: SipRoute,
    likely: CodecName | undefined,
  ): Promise<Result<{ media: SipMedia; choices: ReadonlyMap<string, SipMedia> }, { code: string }>> {
    const choices = new Map<string, SipMedia>()
    for (const [way, path] of route.ways ?? []) {
      const media = await this.#mediaMaker.forOutgoing(path, path.terms, likely)
      if (media.ok) choices.set(way, media.value)
      else {
        for (const one of choices.values()) one.close()
        return media
      }
    }
    const [first] = choices.values()
    if (first !== undefined) return success({ media: first, choices })
    const media = await this.#mediaMaker.forOutgoing(route, route.terms, likely)
    return media.ok ? success({ media: media.value, choices }) : media
  }

  async #originate(command: EdgeCommandOf<'leg.originate'>): Promise<Result<void, EdgeError>> {
    const { edgeId, clock, legs, signalling } = this.#options
    const circle = refuseCircle(legs, command)
    if (!circle.ok) return circle
    if (command.to.kind === 'trunk') return this.trunkCalls.begin(command, command.to)
    const route = await findSipRoute(this.#parts.engine, this.#localAddresses, command.to)
    if (!route.ok) return route
    const likely = command.onBehalfOf && legs.get(command.onBehalfOf)?.media?.codec
    const sounds = await this.#soundsFor(route.value, likely)
    if (!sounds.ok) return refuse('overloaded', `No RTP ports are left (${sounds.error.code}).`)
    const { media, choices } = sounds.value
    const close = () => {
      for (const one of new Set([media, ...choices.values()])) one.close()
    }
    if (!this.#beginning.has(command.legId)) {
      close()
      return refuse('wrong-state', 'The leg was ended while its way was looked for.')
    }
    const offers = new Map([...choices].map(([way, one]) => [way, one.makeOffer('sendrecv')]))
    // A stranger's telephone is asked for no such thing, and is told no address of ours.
    const isToAnswerAlone = command.isToAnswerAlone === true && command.to.kind === 'endpoint'
    const dial = (sdp: Uint8Array) =>
      this.#parts.engine.originate(
        {
          target: route.value.target,
          fromUser: command.callerNumber,
          ...(command.callerName === undefined ? {} : { displayName: command.callerName }),
          sdp,
          ...(offers.size === 0 ? {} : { sdpFor: (flow: Flow) => offers.get(wayOf(flow)) }),
          ringTimeoutMs: command.ringTimeoutMs,
          ...(command.isEmergency === undefined ? {} : { isEmergency: command.isEmergency }),
          ...hopsFor(legs, command),
          ...(isToAnswerAlone ? { headers: answerAlone(route.value.localAddress) } : {}),
        },
        this.#parts.sipNowMs(),
      )
    const [offer = media.makeOffer('sendrecv')] = offers.values()
    const handle = dial(offer)
    if (!handle.ok) {
      close()
      return originateRefusal(handle.error)
    }
    const dialled = (handle: CallHandle) => {
      this.#calls.set(handle, call)
      const sipCallId = this.#parts.engine.sipCallId(handle)
      if (sipCallId !== undefined) signalling.attach(command.legId, sipCallId)
    }
    const call: SipCall = new SipCall(this.#parts, {
      handle: handle.value,
      direction: 'outbound',
      media,
      choices,
      digits: route.value.terms.digits,
      redial: (sdp) => {
        const again = dial(sdp)
        if (!again.ok) return undefined
        dialled(again.value)
        return again.value
      },
    })
    const leg = new CallLeg(
      {
        legId: command.legId,
        edgeId,
        transport: 'sip',
        direction: 'outbound',
        ...(command.stationId === undefined ? {} : { stationId: command.stationId }),
        callerNumber: command.callerNumber,
        ...(command.callerName === undefined ? {} : { callerName: command.callerName }),
        dialedNumber: dialed(command.to),
        ...(command.to.kind === 'endpoint' ? { calledUser: command.to.user } : {}),
      },
      call,
      clock.monotonicMs(),
    )
    legs.add(leg)
    dialled(handle.value)
    call.begin(leg)
    this.#parts.drain()
    return success(undefined)
  }
}

type IncomingCallEvent = Extract<SipEvent, { type: 'incomingCall' }>

/** What a phone or a stranger says of itself. */
const asSaid = ({ from, requestUser }: IncomingCallEvent) => ({
  callerNumber: from.user,
  ...(from.displayName === '' ? {} : { callerName: from.displayName }),
  dialedNumber: requestUser,
})

/** A trunk is believed what it says of its callers. */
function overTrunk(event: IncomingCallEvent, trunk: LiveTrunk) {
  const caller = readCaller(event.from, event.headers)
  const contactUser = trunk.config.registers ? trunk.contactUser : undefined
  return {
    callerNumber: caller.number,
    ...(caller.name === undefined ? {} : { callerName: caller.name }),
    ...(caller.isHidden ? { isCallerHidden: true } : {}),
    ...(caller.divertedFrom === undefined ? {} : { divertedFrom: caller.divertedFrom }),
    dialedNumber: readDialled(event.requestUser, event.to, event.headers, contactUser),
    trunkId: trunk.config.trunkId,
  }
}

function dialed(to: EdgeCommandOf<'leg.originate'>['to']): string {
  if (to.kind === 'endpoint') return to.user
  return to.kind === 'trunk' ? to.number : to.uri
}

function originateRefusal(refusal: string): Result<never, EdgeError> {
  switch (refusal) {
    case 'notRegistered':
      return refuse('not-reachable', 'The phone is not registered any more.')
    case 'noRoute':
      return refuse('not-reachable', 'There is no way to that address.')
    case 'tooManyCalls':
      return refuse('overloaded', 'The edge has as many calls as it takes.')
    default:
      return failure({ code: 'bad-command', sentence: `SIP refused the call: ${refusal}.` })
  }
}
