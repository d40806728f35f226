import { unreachable } from '#kernel/assert.ts'
import type { LegId } from '#kernel/ids.ts'
import { isRefused } from '../../recordings/index.ts'
import { callOf, putInteraction } from '../bookkeeping.ts'
import {
  addParty,
  changeCall,
  changeEngagement,
  engage,
  goesOnPaused,
  leftAlone,
  newCall,
  preferringNobody,
  releaseWork,
  settleParties,
  undisturbed,
  waitingIn,
} from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { Call, CalledParty, RoutingTables } from '../state.ts'

export type ThroughEvent = RoutingEventOf<
  | 'InteractionDialed'
  | 'InteractionSentThrough'
  | 'AgentLegConfirmed'
  | 'CalledPartyAnswered'
  | 'TransferStarted'
  | 'TransferFailed'
  | 'InteractionTransferred'
  | 'PartyReplaced'
  | 'EngagementTakenOver'
>

/** The part of `apply` that is about people whom we call. */
export function applyThrough(state: RoutingTables, event: ThroughEvent): void {
  const { interactionId, atMs } = event
  switch (event.type) {
    case 'InteractionDialed':
      dial(state, event)
      return
    case 'InteractionSentThrough':
      addParty(state, interactionId, event.called, atMs)
      changeCall(state, interactionId, (interaction) => ({
        ...interaction,
        stage: 'through',
        farLegId: event.called.legId,
      }))
      return
    case 'AgentLegConfirmed':
      changeEngagement(state, interactionId, { isConfirmed: true })
      return
    case 'CalledPartyAnswered':
      changeParty(state, event.interactionId, event.legId, (party) => ({ ...party, answeredAtMs: atMs }))
      changeCall(state, interactionId, (interaction) =>
        interaction.stage === 'dialing' && interaction.customerLegId === event.legId
          ? answered(interaction, event)
          : outOfFlow(interaction, event),
      )
      return
    case 'TransferStarted': {
      const { transferId, legId: askedByLegId, called } = event
      addParty(state, interactionId, called, atMs)
      changeCall(state, interactionId, (interaction) => ({
        ...interaction,
        transfer: { transferId, askedByLegId, legId: called.legId },
      }))
      return
    }
    case 'TransferFailed':
      changeCall(state, interactionId, (interaction) => ({ ...interaction, transfer: null }))
      settleParties(state, interactionId, atMs)
      return
    case 'InteractionTransferred':
      transfer(state, event)
      return
    case 'PartyReplaced':
      replace(state, event)
      return
    case 'EngagementTakenOver': {
      const { agentId, fromAgentId, agentLegId, stationId, recording } = event
      const isOther = agentId !== fromAgentId
      const before = state.calls.get(interactionId)?.engagement ?? null
      changeEngagement(state, interactionId, {
        ...{ agentId, stationId, stationKind: 'phone', agentLegId, isPhoneLeg: true, isConfirmed: true },
        ...(isOther ? { isMuted: false, mutedByAgentId: null, acceptedAtMs: atMs } : {}),
        ...(recording ? { recordingId: recording.to, recordingPausedBy: goesOnPaused(before, recording.to) } : {}),
      })
      if (!isOther) return
      releaseUnlessWritingUp(state, fromAgentId, interactionId, atMs)
      engage(state, agentId, interactionId, atMs)
      return
    }
    default:
      unreachable(event)
  }
}

/** Whom an agent called he has; who was called ahead of one goes into his queue. */
const answered = (call: Call, { recordingId }: RoutingEventOf<'CalledPartyAnswered'>): Call => ({
  ...call,
  stage: call.engagement ? 'engaged' : 'inFlow',
  engagement: recordedBy(call.engagement, recordingId),
})

/** Whom his flow called talks with him from now on. */
const outOfFlow = ({ flow, ...call }: Call, { legId }: RoutingEventOf<'CalledPartyAnswered'>): Call =>
  flow && legId !== call.farLegId ? { ...call, flow } : call

const recordedBy = (
  engagement: Call['engagement'],
  recordingId: RoutingEventOf<'CalledPartyAnswered'>['recordingId'],
): Call['engagement'] => engagement && { ...engagement, recordingId }

function dial(state: RoutingTables, event: RoutingEventOf<'InteractionDialed'>): void {
  const { interactionId, agentId, stationId, stationKind, agentLegId, isConfirmed, called, language, atMs } = event
  const { legId: customerLegId, bridgeId } = called
  const entry = { queueId: null, greeting: null, ...(language === undefined ? {} : { language }) }
  putInteraction(state, interactionId, {
    ...newCall({ ...event, direction: 'outbound', customerLegId, entry }),
    stage: 'dialing',
    engagement: {
      agentId,
      offerId: null,
      queueId: null,
      stationId,
      stationKind,
      agentLegId,
      isPhoneLeg: stationKind !== 'browser',
      isConfirmed,
      bridgeId,
      recordingId: null,
      acceptedAtMs: atMs,
      ...undisturbed,
    },
  })
  engage(state, agentId, interactionId, atMs)
  addParty(state, interactionId, called, atMs)
}

function transfer(state: RoutingTables, event: RoutingEventOf<'InteractionTransferred'>): void {
  const { interactionId, agentId, legId, to, atMs } = event
  if (agentId !== null) releaseUnlessWritingUp(state, agentId, interactionId, atMs)
  if (to.kind === 'through') {
    const { called } = to
    const isKnown = changeParty(state, interactionId, called.legId, () => called)
    if (!isKnown) addParty(state, interactionId, called, atMs)
  }
  changeCall(state, interactionId, (interaction) => {
    const { customerLegId, farLegId, recordingConsent } = interaction
    // When the customer himself sends the other one on, that one stays.
    const staying = legId === customerLegId && farLegId !== null ? farLegId : null
    const common = {
      ...interaction,
      customerLegId: staying ?? customerLegId,
      // He has not been told or asked, and the other one's yes was not his.
      recordingConsent: staying === null || isRefused(recordingConsent) ? recordingConsent : ('untold' as const),
      engagement: null,
      givenByAgentId: agentId,
      transfer: null,
      ...leftAlone(interaction),
      members: event.members,
    }
    if (to.kind === 'through') return { ...common, stage: 'through', farLegId: to.called.legId }
    if (to.kind === 'flow') {
      const entry = { ...interaction.entry, queueId: null, greeting: null, flowId: to.flowId }
      return { ...common, stage: 'inFlow', farLegId: null, entry }
    }
    return {
      ...common,
      stage: 'queued',
      farLegId: null,
      queuedAtMs: interaction.queuedAtMs ?? atMs,
      waiting: waitingIn(state, { queueId: to.queueId, atMs }, interaction, atMs, preferringNobody(interaction.wishes)),
    }
  })
  settleParties(state, interactionId, atMs)
}

function replace(state: RoutingTables, event: RoutingEventOf<'PartyReplaced'>): void {
  const { interactionId, legId, newLegId, calledAgentId, atMs } = event
  let before: CalledParty | undefined
  // His silence was his own: whoever stands in his place speaks.
  let silenced: LegId | null = null
  changeParty(state, interactionId, legId, ({ hasMutedHimself, ...party }) => {
    before = party
    silenced = hasMutedHimself === true ? legId : null
    return { ...party, legId: newLegId, agentId: calledAgentId, isOverTrunk: false, seat: null }
  })
  const other = (leg: LegId): LegId => (leg === legId ? newLegId : leg)
  changeCall(state, interactionId, (interaction) => ({
    ...interaction,
    customerLegId: other(interaction.customerLegId),
    farLegId: interaction.farLegId && other(interaction.farLegId),
    consultation: interaction.consultation && {
      ...interaction.consultation,
      legId: other(interaction.consultation.legId),
    },
    members: interaction.members.map(other),
    mutedLegIds: interaction.mutedLegIds.filter((leg) => leg !== silenced).map(other),
    transfer: interaction.transfer && {
      ...interaction.transfer,
      askedByLegId: other(interaction.transfer.askedByLegId),
      legId: other(interaction.transfer.legId),
    },
  }))
  const { engagement } = callOf(state, interactionId)
  const { recordingId } = event
  if (recordingId)
    changeEngagement(state, interactionId, { recordingId, recordingPausedBy: goesOnPaused(engagement, recordingId) })
  if (!before) return
  if (before.agentId !== null) releaseWork(state, before.agentId, interactionId, atMs)
  if (calledAgentId !== null) engage(state, calledAgentId, interactionId, atMs)
}

/** False when nobody was called on this leg. */
export function changeParty(
  state: RoutingTables,
  interactionId: Call['interactionId'],
  legId: LegId,
  change: (party: CalledParty) => CalledParty,
): boolean {
  let isKnown = false
  changeCall(state, interactionId, (interaction) => ({
    ...interaction,
    calledParties: interaction.calledParties.map((party) => {
      if (party.legId !== legId) return party
      isKnown = true
      return change(party)
    }),
  }))
  return isKnown
}

export function releaseUnlessWritingUp(
  state: RoutingTables,
  agentId: NonNullable<CalledParty['agentId']>,
  interactionId: Call['interactionId'],
  atMs: number,
): void {
  const isWritingUp = state.calls.get(interactionId)?.wrapUps.some((wrapUp) => wrapUp.agentId === agentId)
  if (!isWritingUp) releaseWork(state, agentId, interactionId, atMs)
}
