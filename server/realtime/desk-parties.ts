import { type Call, type CalledParty, consentDueIn, type Engagement } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { DeskInteraction, DeskMonitoring, DeskParty } from '#protocol/realtime/index.ts'
import type { TopicView } from './topic-view.ts'
import { withoutAbsent } from './without-absent.ts'

type CallControlEntry = Pick<
  DeskInteraction,
  | 'parties'
  | 'recordingConsent'
  | 'consultation'
  | 'isConference'
  | 'isDigitsMasked'
  | 'recording'
  | 'supervisor'
  | 'isMutedBySupervisor'
>

/** Who else is on an engaged agent's line, and what is under way with them. */
export function callControlEntry(view: TopicView, interaction: Call, engagement: Engagement): CallControlEntry {
  const { consultation, members, monitors, areDigitsMasked } = interaction
  // Who only listens is not shown to whom he listens to.
  const speaking = monitors.find(({ mode, isConfirmed }) => isConfirmed && mode !== 'listen')
  const consulted = interaction.calledParties.find(({ legId }) => legId === consultation?.legId)
  return {
    parties: partiesOf(view, interaction, engagement),
    ...withoutAbsent({
      consultation:
        consultation === null
          ? undefined
          : {
              legId: consultation.legId,
              state: consulted?.answeredAtMs === null ? ('ringing' as const) : ('talking' as const),
              talksTo: consultation.talksTo,
            },
      isConference: members.length > 0 ? true : undefined,
      isDigitsMasked: areDigitsMasked ? true : undefined,
      recordingConsent: consentEntry(view, interaction),
      recording:
        engagement.recordingId === null
          ? undefined
          : {
              isPaused: engagement.recordingPausedBy !== null,
              ...(engagement.recordingPausedBy === null ? {} : { pausedBy: engagement.recordingPausedBy }),
              mayPause: view.mayPause(engagement.queueId, engagement.agentId),
            },
      supervisor:
        speaking === undefined
          ? undefined
          : { name: view.agentName(speaking.agentId) ?? '', mode: speaking.mode as 'coach' | 'barge' },
      isMutedBySupervisor: engagement.isMuted && engagement.mutedByAgentId !== null ? true : undefined,
    }),
  }
}

/** What the customer hears now about being recorded, or what he answered. */
function consentEntry(view: TopicView, interaction: Call): DeskInteraction['recordingConsent'] {
  const due = consentDueIn(view.state, interaction)
  if (due !== 'none') return due === 'asked' ? 'asking' : 'announcing'
  const { recordingConsent } = interaction
  return recordingConsent === 'untold' ? undefined : recordingConsent
}

/** The customer first, then who was called, oldest first, then supervisors who joined. */
function partiesOf(view: TopicView, interaction: Call, engagement: Engagement): DeskParty[] {
  const { customerLegId, calledParties, consultation, mutedLegIds, monitors, members, stage } = interaction
  const known = view.particulars(interaction.interactionId)
  const isConference = members.length > 0
  const customer: DeskParty = {
    legId: customerLegId,
    role: 'customer',
    ...withoutAbsent({ name: known?.customerName ?? known?.callerName, number: known?.callerNumber }),
    state: stage === 'dialing' ? 'ringing' : 'connected',
    // In a conference it is the agent who stands aside.
    isHeld: !isConference && (engagement.isHeld || consultation?.talksTo === 'consulted'),
    isMuted: mutedLegIds.includes(customerLegId),
    ...mutedHimself(calledParties.find(({ legId }) => legId === customerLegId)),
    sinceMs: engagement.acceptedAtMs,
  }
  const called = calledParties
    .filter(({ legId }) => legId !== customerLegId && (legId === consultation?.legId || members.includes(legId)))
    .map((party) => ({
      ...calledEntry(view, party),
      isHeld: party.legId === consultation?.legId && consultation.talksTo === 'customer' && party.answeredAtMs !== null,
      isMuted: mutedLegIds.includes(party.legId),
      ...mutedHimself(party),
      ...(party.answeredAtMs === null && consultation ? { sinceMs: consultation.sinceMs } : {}),
    }))
  const joined = monitors
    .filter(({ mode, isConfirmed }) => isConfirmed && mode === 'barge')
    .map(({ legId, agentId, sinceMs }) => ({
      legId,
      role: 'supervisor' as const,
      name: view.agentName(agentId) ?? '',
      state: 'connected' as const,
      isHeld: false,
      isMuted: false,
      sinceMs,
    }))
  return [customer, ...called, ...joined]
}

const mutedHimself = (party: CalledParty | undefined): Pick<DeskParty, 'hasMutedHimself'> =>
  party?.hasMutedHimself === true ? { hasMutedHimself: true } : {}

function calledEntry(view: TopicView, { legId, agentId, answeredAtMs }: CalledParty): DeskParty {
  return {
    legId,
    role: agentId === null ? 'outside' : 'colleague',
    ...withoutAbsent({
      name: agentId === null ? undefined : view.agentName(agentId),
      number: agentId === null ? view.calledNumber(legId) : undefined,
    }),
    state: answeredAtMs === null ? 'ringing' : 'connected',
    isHeld: false,
    isMuted: false,
    sinceMs: answeredAtMs ?? 0,
  }
}

/** The call that this agent, a supervisor, is beside. */
export function monitoringEntry(view: TopicView, agentId: AgentId): DeskMonitoring | undefined {
  const interactionId = view.state.agents.get(agentId)?.monitoring
  const interaction = interactionId && view.state.calls.get(interactionId)
  const monitor = interaction?.monitors.find((candidate) => candidate.agentId === agentId)
  if (!interaction || !monitor) return undefined
  const known = view.particulars(interaction.interactionId)
  const { engagement, interactionId: id } = interaction
  return {
    interactionId: id,
    mode: monitor.mode,
    agentName: (engagement && view.agentName(engagement.agentId)) ?? '',
    ...withoutAbsent({ callerNumber: known?.callerNumber, customerName: known?.customerName ?? known?.callerName }),
    sinceMs: monitor.sinceMs,
  }
}
