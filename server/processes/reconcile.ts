import type { Call, RoutingCommandOf } from '#domain/routing/index.ts'
import type { Action } from './actions.ts'
import { resume } from './reconciling/calls.ts'
import { leftovers, strangersIn } from './reconciling/leftovers.ts'
import { closeUnbegun, foundRecordings, noteRecordings } from './reconciling/recordings.ts'
import { resumeMasks, resumeMutes } from './reconciling/silences.ts'
import { type Connected, isUp, waitingLegOf } from './reconciling/snapshot.ts'
import { forLeg } from './reconciling/unclaimed-legs.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 * An edge connects and says what it carries. What it says of legs is true, so first the decider learns what is gone, and what
 * the snapshot shows to have happened. Once that is durable, whatever a core that died did not come to do is done: each
 * decision has its effect here a second time, where it is not to be seen in the snapshot.
 */
export function reconcile(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  if (input.kind === 'edge-reconciled') {
    return [...picture(view, input, environment).filter(({ kind }) => kind === 'edge'), ...closeUnbegun(view, input)]
  }
  if (input.kind !== 'edge-connected') return []
  const { snapshot } = input
  return [
    ...noteRecordings(view, snapshot),
    ...foundRecordings(view, snapshot),
    { kind: 'decide', command: decisionOf(view, input) },
    ...picture(view, input, environment).filter(({ kind }) => kind !== 'edge'),
    { kind: 'once-durable', input: { ...input, kind: 'edge-reconciled' } },
  ]
}

/** What the decider has still to learn from the snapshot, and what the edge has still to do. */
function picture(view: ProcessView, input: Connected, environment: ProcessEnvironment): readonly Action[] {
  const { edgeId, snapshot } = input
  const carried = liveHere(view, input)
  return [
    ...carried.flatMap((interaction) => resume(view, interaction, snapshot, environment)),
    ...resumeMasks(edgeId, carried, snapshot, view.flows),
    ...carried.flatMap((interaction) => strangersIn(interaction, snapshot)),
    ...carried.flatMap((interaction) => resumeMutes(interaction, snapshot)),
    // After what was begun is brought to an end: a new leg may take the place of one of these.
    ...snapshot.legs.filter(isUp).flatMap((leg) => forLeg(view, input, leg, environment)),
    ...leftovers(carried, snapshot).map((command): Action => ({ kind: 'edge', edgeId, command })),
  ]
}

/** The interactions that this very process of the edge carries. What a former one carried is the decider's to end. */
function liveHere({ state }: ProcessView, { edgeId, incarnation, snapshot }: Connected): readonly Call[] {
  const known = state.edges.get(edgeId)
  if (known && known.incarnation !== incarnation) return []
  const legIds = new Set(snapshot.legs.filter(isUp).map((leg) => leg.legId))
  return [...state.calls.values()].filter(
    (interaction) =>
      interaction.edgeId === edgeId && interaction.stage !== 'wrapUp' && legIds.has(waitingLegOf(interaction)),
  )
}

function decisionOf(view: ProcessView, { edgeId, incarnation, snapshot }: Connected): RoutingCommandOf<'Reconcile'> {
  return {
    type: 'Reconcile',
    edgeId,
    incarnation,
    legIds: snapshot.legs.filter(isUp).map((leg) => leg.legId),
    recordingIds: [...snapshot.recordings, ...snapshot.closedRecordings].map((recording) => recording.recordingId),
    stations: snapshot.stations.flatMap(({ stationId, kind, legId, reachable }) => {
      const agentId = view.agentOfStation(stationId)
      if (agentId === undefined) return []
      const persistentLegId = kind === 'browser' ? (legId ?? null) : null
      const isReachable = reachable && (kind === 'endpoint' || persistentLegId !== null)
      return [{ agentId, stationId, legId: persistentLegId, isReachable }]
    }),
  }
}
