import type { LegId } from '#kernel/ids.ts'
import type { Carried } from '../events.ts'
import { type Call, calledPartyOf } from '../state.ts'

/** What carries a call on its edge, for whoever takes it down when the state knows it no more. */
export function carriedBy(interaction: Call): Carried {
  const { edgeId, customerLegId, engagement, farLegId, calledParties } = interaction
  const bridgeId = engagement?.bridgeId ?? calledPartyOf(interaction, farLegId)?.bridgeId ?? null
  const stationLegIds = stationLegsOf(interaction)
  return {
    edgeId,
    customerLegId,
    bridgeId,
    recordingId: engagement?.recordingId ?? null,
    phoneLegId: engagement?.isPhoneLeg ? engagement.agentLegId : null,
    calledLegIds: calledParties
      .map(({ legId }) => legId)
      .filter((legId) => legId !== customerLegId && !stationLegIds.includes(legId)),
    otherBridgeIds: calledParties.map((party) => party.bridgeId).filter((other) => other !== bridgeId),
    stationLegIds,
    wereDigitsMasked: interaction.areDigitsMasked,
    mutedLegIds: interaction.mutedLegIds.filter((legId) => !calledPartyOf(interaction, legId)?.hasMutedHimself),
  }
}

/** Legs of browsers, which outlive every call. */
function stationLegsOf({ engagement, calledParties }: Call): readonly LegId[] {
  const called = calledParties.filter((party) => party.seat?.stationKind === 'browser').map(({ legId }) => legId)
  return engagement?.stationKind === 'browser' ? [engagement.agentLegId, ...called] : called
}
