import type { CalledFromDesk, Call as RoutedCall, RoutingCommand } from '#domain/routing/index.ts'
import type { AgentId, CustomerId, InteractionId, LegId } from '#kernel/ids.ts'
import { newId } from '#kernel/ids.ts'
import { Newest } from '#kernel/newest.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Destination, SentTo } from '#protocol/http/index.ts'
import type { Caller } from '../accounts/caller.ts'
import type { DialRefused, Particulars } from '../core-services.ts'
import { knownCustomers } from '../known-customers.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider } from './decided.ts'
import { withHandOverNote } from './hand-over-notes.ts'
import type { Call, Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes =
  | 'startCall'
  | 'answerCall'
  | 'refuseCall'
  | 'sendOn'
  | 'startConsultation'
  | 'alternate'
  | 'completeConsultation'
  | 'joinConsultation'
  | 'cancelConsultation'
  | 'setPartyMuted'
  | 'removeParty'
  | 'leaveConference'
  | 'park'
  | 'pickUp'

type Services = Pick<
  ApiServices,
  | 'db'
  | 'decider'
  | 'edge'
  | 'dialing'
  | 'configuration'
  | 'settings'
  | 'requestNumber'
  | 'clock'
  | 'randomBytes'
  | 'logger'
  | 'desks'
>
/** As many as may be asked for while somebody presses a key twice. */
const rememberedNumbers = 500
type Done = Promise<Result<Record<string, never>, Refusal>>

/** What an agent does to a call beyond holding it: each verb is one decision, and its effects follow when it is durable. */
export function deskCallHandlers(services: Services): Pick<Handlers, Routes> {
  const { db, decider, edge, dialing, configuration, settings, requestNumber, clock, randomBytes, logger } = services
  const customers = knownCustomers(db, logger)
  const handOver = withHandOverNote(services)
  /** What desks asked for just now, so that asking for it again is seen to be the same. */
  const numbers = new Newest<LegId, string>(rememberedNumbers)
  function noteNumber(legId: LegId, number: string): void {
    numbers.set(legId, number)
    requestNumber(legId, number)
  }
  const interactionOf = (id: InteractionId) => decider.state?.calls.get(id)
  const isCalled = (legId: LegId | null | undefined, to: SentTo): boolean =>
    legId != null && to.kind === 'number' && numbers.get(legId) === to.number

  const freshLegId = (): LegId => newId('leg', clock.wallMs(), randomBytes)

  async function decide(command: RoutingCommand, particulars?: Particulars) {
    const decided = await decider.execute(command, particulars)
    return decided.ok ? decided : failure(refusalOfDecider(decided.error))
  }

  /** One verb of the agent who asks. */
  async function verb(
    caller: Caller,
    commandOf: (agentId: AgentId) => RoutingCommand | Refusal | Promise<RoutingCommand | Refusal>,
  ): Done {
    if (!isAgent(caller)) return refuse('agent.not-an-agent')
    const command = await commandOf(caller.agentId)
    if ('code' in command) return failure(command)
    const decided = await decide(command)
    return decided.ok ? success({}) : decided
  }

  /** One that hands the call to somebody, with what is written for him. */
  async function handingOver(
    caller: Caller,
    {
      id: interactionId,
      ...handed
    }: {
      readonly id: InteractionId
      readonly how: 'sent-on' | 'consulted'
      readonly to: SentTo
      readonly text: string | undefined
    },
    commandOf: (agentId: AgentId) => RoutingCommand | Refusal,
  ): Done {
    if (!isAgent(caller)) return refuse('agent.not-an-agent')
    const { agentId } = caller
    const command = commandOf(agentId)
    if ('code' in command) return failure(command)
    const done = await handOver({ interactionId, agentId, ...handed }, async () => {
      const decided = await decide(command)
      return decided.ok ? success(decided.value.length > 0) : decided
    })
    return done.ok ? success({}) : done
  }

  /** How a number or a colleague is called for this agent, by his permissions and what stops fraud now. */
  function calledFor(agentId: AgentId, to: Exclude<Destination, { kind: 'queue' }>): CalledFromDesk | Refusal {
    const legId = freshLegId()
    if (to.kind === 'agent') {
      return { legId, agentId: to.agentId, isOverTrunk: false, isEmergency: false, isAtStation: true }
    }
    const { numberPlan } = configuration
    const user = numberPlan.userOfDialed(to.number)
    noteNumber(legId, to.number)
    if (user !== undefined) {
      const calledAgentId = numberPlan.agentOfUser(user) ?? null
      return { legId, agentId: calledAgentId, isOverTrunk: false, isEmergency: false, isAtStation: false }
    }
    // A number of ours would come back to us and wait for this very agent.
    if (numberPlan.numberRoute(to.number) !== undefined) return { code: 'dial.no-rule' }
    const route = dialing.route(to.number, { kind: 'agent', agentId })
    if (!route.ok) return refusalOfDialing(route.error)
    const { isEmergency } = route.value
    return { legId, agentId: null, isOverTrunk: true, isEmergency, isAtStation: false }
  }

  /** Our own number that leads to a queue or a flow is that one. */
  function placeOf(to: SentTo): SentTo {
    const route = to.kind === 'number' ? configuration.numberPlan.numberRoute(to.number) : undefined
    if (route?.kind === 'flow') return { kind: 'flow', flowId: route.flowId }
    return route?.kind === 'queue' || route?.kind === 'greeting-then-queue'
      ? { kind: 'queue', queueId: route.queueId }
      : to
  }

  /** Who is dialled is the customer: by his own choice of the desk, else by the number. What he speaks, where that is known. */
  async function customerOf(
    interactionId: InteractionId,
    { number, customerId }: { readonly number: string; readonly customerId?: CustomerId },
  ): Promise<{ particulars: Particulars; language: string | undefined } | Refusal> {
    const comparable = comparableNumber(number, configuration.numberPlan.region)
    let language: string | undefined
    if (customerId === undefined) {
      language = (await customers([comparable])).get(comparable)?.language
    } else {
      const known = await db
        .selectFrom('customer')
        .select('language')
        .where('customer_id', '=', customerId)
        .executeTakeFirst()
      if (!known) return { code: 'customer.not-found' }
      language = known.language ?? undefined
    }
    const particulars = {
      interactionId,
      callerNumber: comparable,
      rawCallerNumber: number,
      dialedNumber: comparable,
      ...(customerId === undefined ? {} : { customerId }),
    }
    return { particulars, language }
  }

  /** A colleague who is called stands where a customer does, by his name. */
  async function colleagueOf(
    interactionId: InteractionId,
    { agentId }: { readonly agentId: AgentId },
  ): Promise<{ particulars: Particulars; language: undefined } | Refusal> {
    const known = await db
      .selectFrom('agent')
      .innerJoin('person', 'person.person_id', 'agent.person_id')
      .select(['person.name', 'agent.phone_user'])
      .where('agent.agent_id', '=', agentId)
      .where('agent.is_active', '=', true)
      .executeTakeFirst()
    if (!known) return { code: 'call.destination-unreachable' }
    const number = known.phone_user === null ? {} : { callerNumber: known.phone_user, dialedNumber: known.phone_user }
    return { particulars: { interactionId, callerName: known.name, ...number }, language: undefined }
  }

  const legOf = (call: { readonly request: Call<'removeParty'>['request'] }): LegId =>
    (call.request.params as { readonly legId: LegId }).legId

  return {
    async startCall({ caller, body }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const { agentId } = caller
      const edgeId = edge.edgeIds[0]
      if (edgeId === undefined) return refuse('edge.not-connected', { retryAfterS: 2 })
      const to = 'agentId' in body ? ({ kind: 'agent', ...body } as const) : ({ kind: 'number', ...body } as const)
      const called = calledFor(agentId, to)
      if ('code' in called) return failure(called)
      const interactionId = newId('interaction', clock.wallMs(), randomBytes)
      const customer = to.kind === 'agent' ? await colleagueOf(interactionId, to) : await customerOf(interactionId, to)
      if ('code' in customer) return failure(customer)
      const { particulars, language = settings.spokenLanguage } = customer
      const decided = await decide(
        { type: 'DialFromDesk', interactionId, agentId, edgeId, agentLegId: freshLegId(), called, language },
        particulars,
      )
      return decided.ok ? success({ interactionId }) : decided
    },

    answerCall: ({ caller, id }) => verb(caller, (agentId) => ({ type: 'AnswerCall', interactionId: id, agentId })),

    async refuseCall({ caller, id }) {
      const partyOf = (agentId: AgentId) =>
        interactionOf(id)?.calledParties.find((candidate) => candidate.agentId === agentId)
      // Of a call that lives and in which nobody calls him any more he has gone.
      const isGone = isAgent(caller) && interactionOf(id) !== undefined && !partyOf(caller.agentId)
      if (isGone && interactionOf(id)?.engagement?.agentId !== caller.agentId) return success({})
      return verb(caller, (agentId) => {
        const party = partyOf(agentId)
        if (!party) return { code: 'call.no-such-party' }
        const why = party.answeredAtMs === null ? ({ reason: 'declined' } as const) : {}
        return { type: 'CalledPartyLeft', interactionId: id, legId: party.legId, ...why }
      })
    },

    async sendOn({ caller, id, body }) {
      const sent = interactionOf(id)
      if (caller.agentId !== undefined && sent?.givenByAgentId === caller.agentId && isCalled(sent.farLegId, body.to))
        return success({})
      const handed = { id, how: 'sent-on', to: placeOf(body.to), text: body.note } as const
      return handingOver(caller, handed, (agentId) => {
        const { to } = handed
        if (to.kind === 'queue') {
          return { type: 'SendOn', interactionId: id, agentId, to: { kind: 'queue', queueId: to.queueId } }
        }
        if (to.kind === 'flow') {
          const { flowId } = to
          if (!configuration.flows.published(flowId)?.channels.includes('voice')) return { code: 'flow.not-published' }
          return { type: 'SendOn', interactionId: id, agentId, to: { kind: 'flow', flowId } }
        }
        const called = calledFor(agentId, to)
        return 'code' in called
          ? called
          : { type: 'SendOn', interactionId: id, agentId, to: { kind: 'called', called } }
      })
    },

    async startConsultation({ caller, id, body }) {
      const { engagement, consultation } = interactionOf(id) ?? {}
      if (
        caller.agentId !== undefined &&
        engagement?.agentId === caller.agentId &&
        isCalled(consultation?.legId, body.with)
      )
        return success({})
      const handed = { id, how: 'consulted', to: body.with, text: body.note } as const
      return handingOver(caller, handed, (agentId) => {
        const called = calledFor(agentId, body.with)
        return 'code' in called ? called : { type: 'StartConsultation', interactionId: id, agentId, called }
      })
    },

    alternate: ({ caller, id, body: { to } }) =>
      verb(caller, (agentId) => ({ type: 'Alternate', interactionId: id, agentId, ...(to && { to }) })),
    completeConsultation: ({ caller, id }) =>
      verb(caller, (agentId) => ({ type: 'CompleteConsultation', interactionId: id, agentId })),
    joinConsultation: ({ caller, id }) =>
      verb(caller, (agentId) => ({ type: 'JoinConsultation', interactionId: id, agentId })),
    cancelConsultation: ({ caller, id }) =>
      verb(caller, (agentId) => ({ type: 'CancelConsultation', interactionId: id, agentId })),

    setPartyMuted: ({ caller, id, body, request }) =>
      verb(caller, (agentId) => ({
        type: 'MuteParty',
        interactionId: id,
        agentId,
        legId: legOf({ request }),
        isMuted: body.isMuted,
      })),
    removeParty: ({ caller, id, request }) =>
      verb(caller, (agentId) => ({ type: 'RemoveParty', interactionId: id, agentId, legId: legOf({ request }) })),
    leaveConference: ({ caller, id }) =>
      verb(caller, (agentId) => ({ type: 'LeaveConference', interactionId: id, agentId })),

    async park({ caller, id }) {
      const done = await verb(caller, (agentId) => ({ type: 'ParkInteraction', interactionId: id, agentId }))
      if (!done.ok) return done
      const slot = decider.state?.calls.get(id)?.parked?.slot
      // Picked up in the same moment: it was parked, and is no more.
      return slot === undefined ? refuse('call.nothing-parked') : success({ interactionId: id, slot })
    },

    async pickUp({ caller, request }) {
      const slot = Number((request.params as { readonly slot: string }).slot)
      const live = [...(decider.state?.calls.values() ?? [])]
      const has = ({ engagement, stage }: RoutedCall) =>
        stage === 'engaged' && engagement?.agentId === caller.agentId && engagement?.fromSlot === slot
      const parked = live.find((one) => one.parked?.slot === slot) ?? live.find(has)
      if (!parked) return refuse('call.nothing-parked')
      const { interactionId } = parked
      const done = await verb(caller, (agentId) => ({
        type: 'PickUp',
        interactionId,
        agentId,
        agentLegId: freshLegId(),
      }))
      return done.ok ? success({ interactionId }) : done
    },
  }
}

const refusalOfDialing = (code: DialRefused): Refusal => ({ code })
