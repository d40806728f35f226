import { type Call, calledPartyOf, type Engagement, type Monitor, type RoutingEvent } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { call } from './call-through.ts'
import { stationCall } from './desk-destination.ts'
import { isToPressKey, keyQuestion } from './offer-delivery.ts'
import { noticesTo, standsAside } from './recording-consent.ts'
import { startRecording } from './recording-start.ts'
import { ringback } from './sounds.ts'
import { setFree } from './transfer.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'
import { partyTone } from './zip-tone.ts'

/**
 * Who hears whom while an agent has the customer. Every event of call control brings the edge to where the interaction
 * stands by then, so that two that race end in the state's picture and not in the last one's:
 *
 *     talking       bridge of the talk: customer, agent, members of the conference
 *     consulting    bridge of the talk: customer on hold, members;  bridge of the consultation: agent, consulted
 *     alternated    bridge of the talk: customer, agent, members;   bridge of the consultation: consulted on hold
 *     supervisors   beside the bridge in which the agent is; who barges is a party of it
 */
export function conversation(
  view: ProcessView,
  input: ProcessInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (input.kind === 'routing') return follow(view, input.event, environment)
  if (input.kind === 'edge') {
    const { event } = input
    if (event.type === 'leg.connected') return connected(view, event.legId, environment)
    if (event.type === 'leg.alerting' && event.hasEarlySound === true) return earlySound(view, event.legId)
    if (event.type === 'recording.paused' || event.type === 'recording.resumed') {
      const { recordingId } = event
      const isPaused = event.type === 'recording.paused'
      const isKnown = view.state.recordings.has(recordingId)
      return isKnown ? [{ kind: 'decide', command: { type: 'NoteRecordingPause', recordingId, isPaused } }] : []
    }
  }
  if (input.kind === 'edge-refused' && input.command.type === 'leg.originate') {
    const { legId } = input.command
    const interactionId = view.state.indexes.monitorLegs.get(legId)
    return interactionId ? [{ kind: 'decide', command: { type: 'MonitorLeft', interactionId, legId } }] : []
  }
  return []
}

function toneOf(view: ProcessView, interaction: Call, legId: LegId, environment: ProcessEnvironment) {
  const party = calledPartyOf(interaction, legId)
  return party ? partyTone(view, interaction.edgeId, party.bridgeId, party, environment) : []
}

const edge = (edgeId: EdgeId, command: EdgeCommand): Action => ({ kind: 'edge', edgeId, command })

function follow(view: ProcessView, event: RoutingEvent, environment: ProcessEnvironment): readonly Action[] {
  if (!('interactionId' in event)) return []
  const interaction = view.state.calls.get(event.interactionId)
  const talk = talkOf(interaction)
  const placed = (): readonly Action[] => (talk ? places(view, talk) : [])
  switch (event.type) {
    case 'ConsultationStarted': {
      if (talk?.interaction.consultation?.legId !== event.called.legId) return []
      return [...placed(), ...aside(view, talk, environment), ...call(view, talk.interaction, event.called.legId)]
    }
    case 'AgentLegConfirmed':
      return talk && hasCompany(talk.interaction) ? [...placed(), ...aside(view, talk, environment)] : []
    case 'ConsultationAlternated':
      return talk ? [...placed(), ...aside(view, talk, environment)] : []
    case 'CalledPartyAnswered':
      return talk?.interaction.consultation?.legId === event.legId
        ? [
            ...heard(talk.interaction, event.legId),
            ...placed(),
            ...toneOf(view, talk.interaction, event.legId, environment),
          ]
        : []
    case 'ConsultationEnded':
      return [
        ...letGo(event),
        ...placed(),
        // Should the call be over in the same breath, its end knows this bridge no more.
        edge(event.edgeId, { type: 'bridge.end', bridgeId: event.bridgeId }),
        ...(talk && event.cause !== 'cancelled' ? said(view, talk, environment) : []),
      ]
    case 'PartyLeft':
      return [...letGo(event), ...(talk ? [...lastTwo(view, talk), ...holds(view, talk)] : [])]
    case 'ConferenceJoined':
      return talk ? [...places(view, talk), ...noticeTo(view, talk, event.legId)] : []
    case 'InteractionHeld':
    case 'InteractionRetrieved':
      return talk ? holds(view, talk) : []
    case 'AgentMuted':
    case 'AgentUnmuted':
      return talk ? [muted(talk)] : []
    case 'PartyMuted':
    case 'PartyUnmuted': {
      const { legId } = event
      const isMuted = interaction?.mutedLegIds.includes(legId) === true
      return interaction ? [edge(interaction.edgeId, { type: 'leg.mute', legId, muted: isMuted })] : []
    }
    case 'EngagementBegan': {
      if (event.formerLegId === null) return []
      const isCurrent = talk?.engagement.agentLegId === event.agentLegId
      const entered = isCurrent ? [...placed(), muted(talk), ...unbegunRecording(view, talk)] : []
      const { consultBridgeId, edgeId, formerRecordingId } = event
      // Where the next one has begun, that ended the former in the same breath; else it is to end all the same.
      const stop: readonly Action[] =
        formerRecordingId === null ? [] : [edge(edgeId, { type: 'recording.stop', recordingId: formerRecordingId })]
      const end = consultBridgeId === null ? [] : [edge(edgeId, { type: 'bridge.end', bridgeId: consultBridgeId })]
      return [...entered, ...stop, ...former(edgeId, event), ...end]
    }
    case 'MonitoringStarted':
      return interaction ? beginMonitoring(view, interaction, event.agentId) : []
    case 'MonitorConnected':
    case 'MonitoringChanged':
      return talk ? beside(view, talk) : []
    case 'MonitoringEnded':
      return event.cause === 'took-over' ? [] : endMonitoring(event)
    case 'DigitsMasked':
    case 'DigitsUnmasked': {
      if (!interaction) return []
      const { edgeId, customerLegId: legId, areDigitsMasked: isOn } = interaction
      return [edge(edgeId, { type: 'leg.mask-digits', legId, isOn })]
    }
    case 'RecordingPaused':
    case 'RecordingResumed': {
      // What the edge did by itself it need not be told.
      if (event.agentId === null || talk?.engagement.recordingId !== event.recordingId) return []
      const { recordingPausedBy, recordingId } = talk.engagement
      const type = recordingPausedBy === null ? 'recording.resume' : 'recording.pause'
      return [edge(talk.interaction.edgeId, { type, recordingId })]
    }
    default:
      return []
  }
}

export interface Talk {
  readonly interaction: Call
  readonly engagement: Engagement
}
export function talkOf(interaction: Call | undefined): Talk | undefined {
  const { stage, engagement } = interaction ?? {}
  return interaction && engagement && stage === 'engaged' ? { interaction, engagement } : undefined
}

/** While the customer is still asked nothing is recorded: they hear it when that begins. */
const noticeTo = (view: ProcessView, { interaction, engagement }: Talk, legId: LegId): readonly Action[] =>
  standsAside(view, interaction) ? [] : noticesTo(view, interaction, engagement, [legId])

const isThere = (view: ProcessView, { isPhoneLeg, isConfirmed, agentLegId }: Engagement): boolean =>
  isConfirmed && (!isPhoneLeg || view.isUp(agentLegId))

/** Where the agent talks now: with the customer, with whom he consults, or nowhere while that one is rung. */
function placeOf({ interaction, engagement }: Talk): Engagement['bridgeId'] | null {
  const { consultation } = interaction
  if (consultation?.talksTo !== 'consulted') return engagement.bridgeId
  const party = calledPartyOf(interaction, consultation.legId)
  return party && party.answeredAtMs !== null ? party.bridgeId : null
}

/** Puts everybody where he belongs. Who shall not be heard is put aside before the others come together. */
export function places(view: ProcessView, talk: Talk): readonly Action[] {
  const { interaction, engagement } = talk
  if (!isThere(view, engagement)) return []
  const { edgeId, consultation, members, customerLegId } = interaction
  const { bridgeId, agentLegId } = engagement
  const isAside = consultation?.talksTo === 'consulted'
  const consulted = consultation ? calledPartyOf(interaction, consultation.legId) : undefined
  const hasAnswered = consulted !== undefined && consulted.answeredAtMs !== null
  const commands: EdgeCommand[] = []
  if (isAside) {
    commands.push(...holdCommands(view, talk))
    if (hasAnswered) {
      const { bridgeId: consultBridgeId, legId } = consulted
      commands.push(
        { type: 'bridge.join', bridgeId: consultBridgeId, legIds: [agentLegId, legId] },
        { type: 'bridge.retrieve', bridgeId: consultBridgeId, legId },
      )
    } else {
      commands.push({ type: 'bridge.leave', bridgeId, legId: agentLegId })
    }
  } else {
    // Who is being asked whether he may be recorded comes in when he has answered.
    const both = standsAside(view, interaction) ? [agentLegId] : [customerLegId, agentLegId]
    commands.push({ type: 'bridge.join', bridgeId, legIds: both })
    // By themselves: one of them who is gone keeps nobody else out.
    if (members.length > 0) commands.push({ type: 'bridge.join', bridgeId, legIds: [...members] })
    if (hasAnswered) {
      const { bridgeId: consultBridgeId, legId } = consulted
      commands.push(
        { type: 'bridge.join', bridgeId: consultBridgeId, legIds: [legId] },
        { type: 'bridge.hold', bridgeId: consultBridgeId, legId, items: [] },
      )
    }
    commands.push(...holdCommands(view, talk))
  }
  return [...commands.map((command) => edge(edgeId, command)), ...beside(view, talk)]
}

/** The customer on hold or not; in a conference it is the agent who stands aside. */
function holdCommands(_view: ProcessView, { interaction, engagement }: Talk): EdgeCommand[] {
  const { customerLegId, members, consultation } = interaction
  const { bridgeId, agentLegId, isHeld } = engagement
  const set = (legId: LegId, isOnHold: boolean): EdgeCommand =>
    isOnHold ? { type: 'bridge.hold', bridgeId, legId, items: [] } : { type: 'bridge.retrieve', bridgeId, legId }
  if (members.length === 0) return [set(customerLegId, isHeld)]
  const isHere = consultation?.talksTo !== 'consulted'
  return [set(customerLegId, false), ...(isHere ? [set(agentLegId, isHeld)] : [])]
}

/** Of a conference two are left: now it is the customer again whom a hold means. */
function lastTwo(view: ProcessView, { interaction, engagement }: Talk): readonly Action[] {
  const isAside = interaction.consultation?.talksTo === 'consulted'
  if (interaction.members.length > 0 || isAside || !isThere(view, engagement)) return []
  const { bridgeId, agentLegId: legId } = engagement
  return [edge(interaction.edgeId, { type: 'bridge.retrieve', bridgeId, legId })]
}

const holds = (view: ProcessView, talk: Talk): readonly Action[] =>
  isThere(view, talk.engagement)
    ? holdCommands(view, talk).map((command) => edge(talk.interaction.edgeId, command))
    : []

const muted = ({ interaction, engagement }: Talk): Action =>
  edge(interaction.edgeId, { type: 'leg.mute', legId: engagement.agentLegId, muted: engagement.isMuted })

/** Who steps in is recorded by his own rule, from the moment that the one before him is not any more. */
function unbegunRecording(view: ProcessView, { interaction, engagement }: Talk): readonly Action[] {
  const { recordingId } = engagement
  const isToBegin = recordingId !== null && !view.state.recordings.has(recordingId)
  return isToBegin ? startRecording(view, interaction, engagement) : []
}

/** While it rings at whom he consults the agent hears that. */
export function aside(view: ProcessView, talk: Talk, environment: ProcessEnvironment): readonly Action[] {
  const { interaction, engagement } = talk
  if (placeOf(talk) !== null || !isThere(view, engagement)) return []
  return [ringback(interaction.edgeId, engagement.agentLegId, environment)]
}

/** The far end speaks before it answers: an announcement, its own ringing. */
function earlySound(view: ProcessView, legId: LegId): readonly Action[] {
  const talk = talkIn(view, legId)
  if (!talk || placeOf(talk) !== null || !isThere(view, talk.engagement)) return []
  const party = calledPartyOf(talk.interaction, legId)
  if (!party) return []
  const legIds = [talk.engagement.agentLegId, legId]
  return [edge(talk.interaction.edgeId, { type: 'bridge.join', bridgeId: party.bridgeId, legIds })]
}

/** The talk in which somebody is consulted on this leg. */
function talkIn({ state }: ProcessView, legId: LegId): Talk | undefined {
  const interactionId = state.indexes.calledLegs.get(legId)
  const talk = talkOf(interactionId && state.calls.get(interactionId))
  return talk?.interaction.consultation?.legId === legId ? talk : undefined
}

export function connected(view: ProcessView, legId: LegId, environment: ProcessEnvironment): readonly Action[] {
  const talk = talkIn(view, legId)
  const party = talk && calledPartyOf(talk.interaction, legId)
  if (talk && party) {
    const { interactionId, edgeId } = talk.interaction
    if (isToPressKey(party)) return [keyQuestion(view, edgeId, legId, environment)]
    return party.answeredAtMs === null
      ? [{ kind: 'decide', command: { type: 'NoteAnswered', interactionId, legId } }]
      : places(view, talk)
  }
  // The agent's own phone: what he did at the desk while it rang is done now.
  const ownId = view.state.indexes.agentLegs.get(legId)
  const own = talkOf(ownId && view.state.calls.get(ownId))
  if (own) return hasCompany(own.interaction) ? [...places(view, own), ...aside(view, own, environment)] : []
  const member = memberOn(view, legId)
  if (member) return member
  const monitoredId = view.state.indexes.monitorLegs.get(legId)
  const monitored = monitoredId && view.state.calls.get(monitoredId)
  const monitor = monitored?.monitors.find((candidate) => candidate.legId === legId)
  if (!monitored || !monitor || monitor.isConfirmed) return []
  if (monitor.stationKind === 'number') return [keyQuestion(view, monitored.edgeId, legId, environment)]
  return [{ kind: 'decide', command: { type: 'NoteMonitorUp', interactionId: monitoredId, legId } }]
}

/** A phone that took the place of one who confers is answered now, and comes in where that one was. */
function memberOn(view: ProcessView, legId: LegId): readonly Action[] | undefined {
  const interactionId = view.state.indexes.calledLegs.get(legId)
  const interaction = interactionId && view.state.calls.get(interactionId)
  if (!interaction?.members.includes(legId)) return undefined
  const talk = talkOf(interaction)
  if (talk) return places(view, talk)
  const far = calledPartyOf(interaction, interaction.farLegId)
  return far ? [edge(interaction.edgeId, { type: 'bridge.join', bridgeId: far.bridgeId, legIds: [legId] })] : []
}

const hasCompany = ({ consultation, members, monitors }: Call): boolean =>
  consultation !== null || members.length > 0 || monitors.length > 0

/** A browser may be left muted by its last call. */
function heard(interaction: Call, legId: LegId): readonly Action[] {
  const party = calledPartyOf(interaction, legId)
  if (party?.seat?.stationKind !== 'browser') return []
  const isMuted = interaction.mutedLegIds.includes(legId)
  return [edge(interaction.edgeId, { type: 'leg.mute', legId, muted: isMuted })]
}

/** Nobody is there, or no more: the agent is told by a tone, in the bridge that he is back in. */
function said(view: ProcessView, talk: Talk, { newId }: ProcessEnvironment): readonly Action[] {
  const { interaction, engagement } = talk
  if (!isThere(view, engagement)) return []
  const { bridgeId, agentLegId: legId } = engagement
  const busy = { kind: 'tone', tone: 'busy', durationMs: 2000 } as const
  const playId = newId('play')
  return [edge(interaction.edgeId, { type: 'bridge.play', bridgeId, legId, playId, items: [busy], isOver: true })]
}

interface LetGo {
  readonly edgeId: EdgeId
  readonly legId: LegId
  readonly bridgeId: Engagement['bridgeId']
  readonly isStationLeg: boolean
}

/** A telephone's leg ends; a browser's goes out of the bridge. */
function letGo({ edgeId, legId, bridgeId, isStationLeg }: LetGo): readonly Action[] {
  if (!isStationLeg) return [edge(edgeId, { type: 'leg.end', legId, reason: 'hung-up' })]
  return setFree(edgeId, legId, bridgeId)
}

/** Who had the customer before leaves both bridges. */
function former(edgeId: EdgeId, event: Extract<RoutingEvent, { type: 'EngagementBegan' }>): readonly Action[] {
  const { formerLegId, isFormerLegPhone, bridgeId, consultBridgeId } = event
  if (formerLegId === null) return []
  if (isFormerLegPhone) return [edge(edgeId, { type: 'leg.end', legId: formerLegId, reason: 'hung-up' })]
  const consult =
    consultBridgeId === null
      ? []
      : [edge(edgeId, { type: 'bridge.leave', bridgeId: consultBridgeId, legId: formerLegId })]
  return [...consult, ...setFree(edgeId, formerLegId, bridgeId)]
}

/** Supervisors go where the agent goes; while it rings at whom he consults they stay with the customer, as what they are now. */
function beside(view: ProcessView, talk: Talk): readonly Action[] {
  const { interaction, engagement } = talk
  if (!isThere(view, engagement)) return []
  const place = placeOf(talk)
  const bridgeId = place ?? engagement.bridgeId
  // The agent hears nobody beside the customer while he is away from him.
  const agentLegs = place === null ? [] : [engagement.agentLegId]
  return interaction.monitors
    .filter(({ isConfirmed }) => isConfirmed)
    .map(({ legId, mode }) =>
      edge(
        interaction.edgeId,
        mode === 'barge'
          ? { type: 'bridge.join', bridgeId, legIds: [legId] }
          : { type: 'bridge.monitor', bridgeId, legId, heardBy: mode === 'coach' ? agentLegs : [] },
      ),
    )
}

function beginMonitoring(view: ProcessView, interaction: Call, agentId: Monitor['agentId']): readonly Action[] {
  const monitor = interaction.monitors.find((candidate) => candidate.agentId === agentId)
  const talk = talkOf(interaction)
  if (!monitor || !talk) return []
  const { edgeId } = interaction
  const { legId, stationId, stationKind } = monitor
  if (stationKind === 'browser') {
    return [edge(edgeId, { type: 'leg.mute', legId, muted: false }), ...beside(view, talk)]
  }
  return callSupervisor(view, interaction, { legId, stationId, stationKind, agentId })
}

function callSupervisor(
  view: ProcessView,
  { edgeId, interactionId }: Call,
  { legId, stationId, stationKind, agentId }: Pick<Monitor, 'legId' | 'stationId' | 'stationKind' | 'agentId'>,
): readonly Action[] {
  const to = stationCall(view, stationId, stationKind, agentId)
  if (!to) return [{ kind: 'decide', command: { type: 'MonitorLeft', interactionId, legId } }]
  return [edge(edgeId, { type: 'leg.originate', legId, ringTimeoutMs: 30_000, ...to })]
}

function endMonitoring({
  edgeId,
  legId,
  isStationLeg,
  bridgeIds,
}: Extract<RoutingEvent, { type: 'MonitoringEnded' }>): readonly Action[] {
  if (!isStationLeg) return [edge(edgeId, { type: 'leg.end', legId, reason: 'hung-up' })]
  return bridgeIds.map((bridgeId) => edge(edgeId, { type: 'bridge.leave', bridgeId, legId }))
}
