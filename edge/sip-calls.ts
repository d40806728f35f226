import type { Logger } from '#adapters/system/logger.ts'
import { type EdgeId, type LegId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { EdgeTrunk } from '#protocol/edge/trunks.ts'
import type { CallHandle, SipEvent } from '#telephony/sip/index.ts'
import type { Access } from './access/access.ts'
import type { Admission } from './admission.ts'
import type { BuiltInNumbers } from './built-in-numbers.ts'
import { CallLeg } from './call-leg.ts'
import type { Legs } from './legs.ts'
import { phoneTerms, trunkTerms } from './media-terms.ts'
import type { SignallingLog } from './observation/signalling-log.ts'
import type { Playing } from './playing.ts'
import { refuse } from './refusal.ts'
import { SipCall, type SipCallParts } from './sip-call.ts'
import { SipMediaMaker, type SipMediaParts } from './sip-media-maker.ts'
import type { SipLocalAddress } from './sip-sockets.ts'
import { findSipRoute } from './sip-target.ts'

export interface SipCallsOptions extends SipMediaParts {
  /** A trunk that `judgeCaller` named. */
  findTrunk?(trunkId: string): EdgeTrunk | undefined
  readonly edgeId: EdgeId
  readonly legs: Legs
  readonly playing: Playing
  readonly admission: Admission
  readonly access: Pick<Access, 'isEmergencyNumber'>
  readonly builtIns: BuiltInNumbers
  readonly logger: Logger
  readonly signalling: SignallingLog
  /** A new call came in and was not refused: it waits to be told what to do. */
  incoming(leg: CallLeg): void
}

/** SIP calls and how they begin: admitted or refused, given ports, a description and a leg. */
export class SipCalls {
  readonly #options: SipCallsOptions
  readonly #parts: SipCallParts
  readonly #mediaMaker: SipMediaMaker
  readonly #localAddresses: readonly SipLocalAddress[]
  /** A call whose ports are being opened is there without its `SipCall`; it can end meanwhile. */
  readonly #calls = new Map<CallHandle, SipCall | undefined>()

  /** Legs of ours that have no call yet: a name is being looked up, ports are being opened. */
  readonly #beginning = new Set<LegId>()

  constructor(options: SipCallsOptions, parts: SipCallParts, localAddresses: readonly SipLocalAddress[]) {
    this.#options = options
    this.#parts = parts
    this.#mediaMaker = new SipMediaMaker(options)
    this.#localAddresses = localAddresses
  }

  get(handle: CallHandle): SipCall | undefined {
    return this.#calls.get(handle)
  }

  get handles(): CallHandle[] {
    return [...this.#calls.keys()]
  }

  /** A call that has ended: it is not known here any more. */
  take(handle: CallHandle): SipCall | undefined {
    const call = this.#calls.get(handle)
    this.#calls.delete(handle)
    return call
  }

  // --- calls that come in

  /** Takes a call, or refuses it: then the engine's queue holds the answer. */
  incoming(event: Extract<SipEvent, { type: 'incomingCall' }>): void {
    const { admission, builtIns, logger } = this.#options
    const isBuiltIn = builtIns.has(event.requestUser)
    const refusal = this.#isEmergency(event) ? undefined : admission.refusal(!isBuiltIn)
    if (refusal) {
      logger.warn('A call was refused', { why: refusal.why, dialedNumber: event.requestUser })
      this.#parts.engine.reject(event.call, 503, { retryAfterS: refusal.retryAfterS }, this.#parts.sipNowMs())
      return
    }
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

  /** No limit of ours stands between a user of ours and help. */
  #isEmergency(event: Extract<SipEvent, { type: 'incomingCall' }>): boolean {
    return event.authenticatedUser !== undefined && this.#options.access.isEmergencyNumber(event.requestUser)
  }

  async #openIncoming(event: Extract<SipEvent, { type: 'incomingCall' }>, isBuiltIn: boolean): Promise<void> {
    const { edgeId, clock, chance, legs, builtIns, logger, signalling } = this.#options
    const handle = event.call
    const reject = (status: number, retryAfterS?: number) => {
      const headers = retryAfterS === undefined ? {} : { retryAfterS }
      this.#parts.engine.reject(handle, status, headers, this.#parts.sipNowMs())
      this.#parts.drain()
    }
    const path = { localAddress: event.flow.local.address, remoteAddress: event.flow.remote.address }
    const trunk = event.verdict?.kind === 'trunk' ? this.#options.findTrunk?.(event.verdict.trunkId) : undefined
    const terms = trunk ? trunkTerms(trunk) : phoneTerms(event.flow.transport)
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
    const call = new SipCall(this.#parts, { handle, direction: 'inbound', media: media.value, digits: terms.digits })
    this.#calls.set(handle, call)
    const refusedWith = await call.takeOffer(event.sdp)
    if (!this.#calls.has(handle)) return
    if (refusedWith !== undefined) {
      reject(refusedWith)
      return
    }
    const leg = new CallLeg(
      {
        legId: newId('leg', clock.wallMs(), chance.bytes),
        edgeId,
        transport: 'sip',
        direction: 'inbound',
        callerNumber: event.from.user,
        ...(event.from.displayName === '' ? {} : { callerName: event.from.displayName }),
        dialedNumber: event.requestUser,
        ...(event.authenticatedUser === undefined ? {} : { authenticatedUser: event.authenticatedUser }),
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

  /** Sets a leg up that the core named. Its further life is told by events. */
  async originate(command: EdgeCommandOf<'leg.originate'>): Promise<Result<void, EdgeError>> {
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

  async #originate(command: EdgeCommandOf<'leg.originate'>): Promise<Result<void, EdgeError>> {
    const { edgeId, clock, legs, signalling } = this.#options
    const route = await findSipRoute(this.#parts.engine, this.#localAddresses, command.to)
    if (!route.ok) return route
    const media = await this.#mediaMaker.forOutgoing(route.value, route.value.terms)
    if (!media.ok) return refuse('overloaded', `No RTP ports are left (${media.error.code}).`)
    if (!this.#beginning.has(command.legId)) {
      media.value.close()
      return refuse('wrong-state', 'The leg was ended while its way was looked for.')
    }
    const dial = (sdp: Uint8Array) =>
      this.#parts.engine.originate(
        {
          target: route.value.target,
          fromUser: command.callerNumber,
          ...(command.callerName === undefined ? {} : { displayName: command.callerName }),
          sdp,
          ringTimeoutMs: command.ringTimeoutMs,
        },
        this.#parts.sipNowMs(),
      )
    const handle = dial(media.value.makeOffer('sendrecv'))
    if (!handle.ok) {
      media.value.close()
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
      media: media.value,
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
