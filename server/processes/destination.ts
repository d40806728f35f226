import type { Call, Called } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { EdgeCommandOf, Leg } from '#protocol/edge/index.ts'
import type { ProcessView, WhoDials } from './view.ts'

/** Where a call out goes, and how it is made. */
export interface Destination extends Omit<Called, 'legId'> {
  readonly how: Pick<
    EdgeCommandOf<'leg.originate'>,
    | 'to'
    | 'callerNumber'
    | 'callerName'
    | 'isCallerHidden'
    | 'divertedFrom'
    | 'isEmergency'
    | 'stationId'
    | 'isToAnswerAlone'
  >
}
/** Why there is none, as an error code of the catalogue. */
export interface NoWay {
  readonly refusal: string
}

/** Who is shown to the called one. */
interface Caller {
  readonly number: string
  readonly name?: string
  /** What he dialled, when the call is sent on. */
  readonly divertedFrom?: string
}

const anonymous = 'anonymous'

/** A number or a user that somebody of ours dialled: another phone of ours, else over the outbound rules. */
export function dialed(view: ProcessView, number: string, who: WhoDials, caller: Caller): Destination | NoWay {
  const user = view.userOfDialed(number)
  if (user === undefined) return sentOn(view, number, who, caller)
  return user === who.user ? { refusal: 'dial.no-rule' } : toPhone(view, user, caller)
}

function toPhone(view: ProcessView, user: string, caller: Caller): Destination {
  const agentId: AgentId | null = view.agentOfUser(user) ?? null
  const stationId = view.stationOfUser(user)
  return {
    agentId,
    isOverTrunk: false,
    isEmergency: false,
    how: {
      to: { kind: 'endpoint', user },
      callerNumber: caller.number,
      ...(caller.name === undefined ? {} : { callerName: caller.name }),
      ...(stationId === undefined ? {} : { stationId }),
    },
  }
}

type Allowed = Extract<ReturnType<ProcessView['outboundRoute']>, { ok: unknown }>['ok']

function overTrunk({ number, trunkIds, callerNumber, isEmergency }: Allowed, caller: Caller): Destination {
  const isHidden = callerNumber === undefined && caller.number === anonymous
  return {
    agentId: null,
    isOverTrunk: true,
    isEmergency,
    how: {
      to: { kind: 'trunk', trunkIds: [...trunkIds], number },
      callerNumber: callerNumber ?? caller.number,
      ...(isHidden ? { isCallerHidden: true } : {}),
      ...(caller.divertedFrom === undefined ? {} : { divertedFrom: caller.divertedFrom }),
      ...(isEmergency ? { isEmergency } : {}),
    },
  }
}

/**
 * Where the call of this leg goes on to, outside of queues: for a phone of ours whatever it dialled, for everybody else
 * only where the number plan sends him. Nobody gets out by dialling who has not signed his call.
 */
export function onwards(view: ProcessView, leg: Leg): Destination | NoWay {
  const { authenticatedUser: user, dialedNumber, callerNumber, callerName } = leg
  const name = callerName === undefined ? {} : { name: callerName }
  const route = view.numberRoute(dialedNumber)
  if (user !== undefined && route === undefined) {
    const agentId = view.agentOfUser(user)
    const who = { user, ...(agentId === undefined ? {} : { agentId }) }
    return dialed(view, dialedNumber, who, { number: callerNumber || user, ...name })
  }
  return route?.kind === 'outside' ? outside(view, leg, route.number) : { refusal: 'dial.no-rule' }
}

/** Where a flow sends a caller: a telephone of ours, or a number outside. */
export function toOutside(view: ProcessView, leg: Leg, number: string): Destination | NoWay {
  const user = view.userOfDialed(number)
  if (user === undefined) return outside(view, leg, number)
  const { callerNumber, callerName } = leg
  return toPhone(view, user, { number: callerNumber, ...(callerName === undefined ? {} : { name: callerName }) })
}

function outside(view: ProcessView, leg: Leg, number: string): Destination | NoWay {
  const { authenticatedUser: user, dialedNumber, callerNumber, callerName } = leg
  // A stranger's call costs him nothing, so it must cost us nothing: outside goes only what came over a trunk or from a phone.
  if (user === undefined && leg.trunkId === undefined) return { refusal: 'dial.not-permitted' }
  const name = callerName === undefined ? {} : { name: callerName }
  return sentOn(view, number, {}, { number: callerNumber, ...name, divertedFrom: dialedNumber })
}

/** Where the call of a customer goes on to: where his queue sends him, or by the number that he dialled. */
export function onwardsOf(
  view: ProcessView,
  { interactionId, sentOutside, flow }: Call,
  leg: Leg,
): Destination | NoWay {
  if (flow) {
    const leaving = view.flows?.runOf(interactionId)?.leaving
    return leaving?.kind === 'number' ? toOutside(view, leg, leaving.number) : { refusal: 'dial.no-rule' }
  }
  if (!sentOutside) return onwards(view, leg)
  // The rule may be gone, or have another end, since he was sent.
  const number = view.divertedTo?.(sentOutside.queueId, sentOutside.place)
  return number === undefined ? { refusal: 'dial.no-rule' } : outside(view, leg, number)
}

/** A number that we ourselves send a call to. Never one of ours: it would come back to us, and be sent on again. */
export function sentOn(view: ProcessView, number: string, who: WhoDials, caller: Caller): Destination | NoWay {
  if (view.numberRoute(number) !== undefined) return { refusal: 'dial.no-rule' }
  const out = view.outboundRoute(number, who)
  return 'ok' in out ? overTrunk(out.ok, caller) : out
}
