import type { SkillId } from '#kernel/ids.ts'
import { holding, isReservation, mostReservations } from '../asking/reservation.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'

/** Agents with this skill are kept for it from now on, or no more. It holds for what comes; who waits goes on as he was told. */
export function configureReservation(
  decision: Decision,
  { skillId, reservation }: RoutingCommandOf<'ConfigureReservation'>,
): RefusalCode | null {
  const { reservations } = decision.draft
  const known = reservations.get(skillId) ?? null
  if (reservation && (reservation.skillId !== skillId || !isReservation(reservation))) return 'wrong-settings'
  if (reservation && !known && reservations.size >= mostReservations) return 'wrong-settings'
  if (JSON.stringify(known) === JSON.stringify(reservation)) return null
  // Whoever was kept back may be no more: they are few, or nobody was.
  if (holding(decision.draft).has(skillId)) touchFree(decision, skillId)
  decision.add({ type: 'ReservationConfigured', skillId, reservation })
  return null
}

/** More of them are free than are kept: those who were kept back may be asked, as many as there were and who came to them. */
export function touchReleased(decision: Decision): void {
  const { draft } = decision
  if (draft.reservations.size === 0) return
  const now = holding(draft)
  for (const skillId of decision.heldSkillIds) if (!now.has(skillId)) touchFree(decision, skillId)
  decision.heldSkillIds = now
}

function touchFree({ draft, agentIds }: Decision, skillId: SkillId): void {
  for (const { agentId } of draft.indexes.free.get(skillId)?.entries ?? []) agentIds.add(agentId)
}
