import type { Call } from '#domain/routing/index.ts'
import type { EdgeCommand, EdgeSnapshot } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import { edge } from './snapshot.ts'

/** Whoever had the customer before, and was to go when the core died: he hears no more of it. */
export function strangersIn(interaction: Call, { bridges }: EdgeSnapshot): readonly Action[] {
  const { edgeId, customerLegId, engagement, calledParties, monitors } = interaction
  const own = [engagement?.bridgeId, ...calledParties.map((party) => party.bridgeId)]
  const known = [customerLegId, engagement?.agentLegId, ...[...calledParties, ...monitors].map(({ legId }) => legId)]
  return bridges
    .filter(({ bridgeId }) => own.includes(bridgeId))
    .flatMap(({ bridgeId, legIds }) =>
      legIds
        .filter((legId) => !known.includes(legId))
        .map((legId) => edge(edgeId, { type: 'bridge.leave', bridgeId, legId })),
    )
}

/** Bridges and recordings that no engaged interaction has, and nobody who speaks to a voicemail. */
export function leftovers(carried: readonly Call[], snapshot: EdgeSnapshot): EdgeCommand[] {
  const engagements = carried.flatMap(({ stage, engagement }) =>
    stage === 'engaged' && engagement ? [engagement] : [],
  )
  const spoken = carried.flatMap(({ voicemail }) => (voicemail?.speaking ? [voicemail.speaking] : []))
  const bridgeIds = new Set([
    ...[...engagements, ...spoken].map(({ bridgeId }) => bridgeId),
    ...carried.flatMap(({ calledParties }) => calledParties.map((party) => party.bridgeId)),
  ])
  const recordingIds = new Set([...engagements, ...spoken].map(({ recordingId }) => recordingId))
  return [
    ...snapshot.recordings
      .filter(({ recordingId }) => !recordingIds.has(recordingId))
      .map(({ recordingId }): EdgeCommand => ({ type: 'recording.stop', recordingId })),
    ...snapshot.bridges
      .filter(({ bridgeId }) => !bridgeIds.has(bridgeId))
      .map(({ bridgeId }): EdgeCommand => ({ type: 'bridge.end', bridgeId })),
  ]
}
