import type { Call } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import type { FlowsView } from '../flows/flow-book.ts'
import { edge } from './snapshot.ts'

/**
 * Masks that the edge does not know of, and such as were taken off while nobody could tell it: also of a browser's leg, which
 * outlives the call in which it was masked. Whom his flow asks for a secret is masked as long as this core knows that it does: one
 * that has just begun asks again, and masks him anew.
 */
export function resumeMasks(
  edgeId: EdgeId,
  carried: readonly Call[],
  { legs }: EdgeSnapshot,
  flows?: Pick<FlowsView, 'runOf'>,
): readonly Action[] {
  const isAskedSecretly = ({ stage, interactionId }: Call) =>
    stage === 'inFlow' && flows?.runOf(interactionId)?.secretly !== undefined
  const masked = new Set(
    carried.flatMap((call) => (call.areDigitsMasked || isAskedSecretly(call) ? [call.customerLegId] : [])),
  )
  return legs
    .filter(({ legId, areDigitsMasked = false }) => areDigitsMasked !== masked.has(legId))
    .map(({ legId }) => edge(edgeId, { type: 'leg.mask-digits', legId, isOn: masked.has(legId) }))
}

/** Also of who waits by now: muting was the agent's, and his effect may have been lost with the core. */
export const resumeMutes = (interaction: Call, { legs }: EdgeSnapshot): readonly Action[] =>
  interaction.stage === 'dialing'
    ? []
    : legs.filter((leg) => isMutedWrong(interaction, leg)).map(({ legId }) => mutedParty(interaction, legId))

const isMutedWrong = (
  { customerLegId, members, consultation, farLegId, mutedLegIds }: Call,
  { legId, muted }: Leg,
): boolean =>
  [customerLegId, consultation?.legId, farLegId, ...members].includes(legId) && muted !== mutedLegIds.includes(legId)

function mutedParty({ edgeId, mutedLegIds }: Call, legId: LegId): Action {
  return edge(edgeId, { type: 'leg.mute', legId, muted: mutedLegIds.includes(legId) })
}
