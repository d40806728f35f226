import type { Incident, Interaction, RoutingState } from '#domain/routing/index.ts'
import { holds } from './truth.ts'

/** By brute force, in words of its own: who stands where, and by what. */
export function prioritiesAreAsExplained(state: RoutingState): void {
  const standing = new Map<string, Interaction[]>()
  for (const interaction of state.interactions.values()) {
    const { waiting } = interaction
    if (!waiting) continue
    incidentsLiftWhatBelongsToThem(state, interaction)
    if (waiting.offerIds.length >= waiting.offersAtOnce) continue
    const others = standing.get(waiting.queueId)
    if (others) others.push(interaction)
    else standing.set(waiting.queueId, [interaction])
  }
  for (const [queueId, interactions] of standing) {
    const wanted = interactions.sort(byWords).map(({ interactionId }) => interactionId)
    const turns = state.indexes.of(queueId as never)?.waiting ?? []
    const found = [...turns].map(({ interactionId }) => interactionId)
    holds(wanted.join() === found.join(), 'whose turn it is follows from what it asks and from what lifts it')
  }
}

/** First who had an agent, then who stands higher, then who has waited longest or counts so, then by the id. */
function byWords(a: Interaction, b: Interaction): number {
  const of = ({ waiting, wishes, interactionId }: Interaction) => {
    const lifts = waiting?.lifts ?? []
    return {
      isReturned: waiting?.isReturned === true,
      level: wishes.level + lifts.reduce((sum, { level }) => sum + level, 0),
      sinceMs: (waiting?.queuedAtMs ?? 0) - wishes.boostMs - lifts.reduce((sum, { boostMs }) => sum + boostMs, 0),
      interactionId,
    }
  }
  const [one, other] = [of(a), of(b)]
  if (one.isReturned !== other.isReturned) return one.isReturned ? -1 : 1
  if (one.level !== other.level) return other.level - one.level
  if (one.sinceMs !== other.sinceMs) return one.sinceMs - other.sinceMs
  return one.interactionId < other.interactionId ? -1 : 1
}

/** Whoever is lifted belongs to it; whoever came while it lasted and belongs to it is lifted; nobody is twice. */
function incidentsLiftWhatBelongsToThem(state: RoutingState, interaction: Interaction): void {
  const { waiting } = interaction
  const lifts = waiting?.lifts ?? []
  const ids = lifts.flatMap((lifted) => (lifted.by === 'incident' ? [lifted.incidentId] : []))
  holds(new Set(ids).size === ids.length, 'an incident lifts nobody twice')
  holds(
    ids.every((incidentId) => state.incidents.has(incidentId)),
    'after an incident everybody stands as he would have without it',
  )
  for (const incident of state.incidents.values()) {
    const isLifted = ids.includes(incident.incidentId)
    const belongs = doesBelong(incident, interaction)
    if (isLifted) holds(belongs, 'an incident lifts nobody who does not belong to it')
    const cameSince = interaction.beganAtMs > incident.declaredAtMs
    if (belongs && cameSince && !incident.isOver) holds(isLifted, 'an incident lifts whoever comes and belongs to it')
  }
}

function doesBelong({ incidentId, match }: Incident, { waiting, wishes }: Interaction): boolean {
  const { queueIds, tierIds, segmentIds, isMarked } = match
  const { customer } = wishes
  return (
    (!queueIds || queueIds.some((queueId) => queueId === waiting?.queueId)) &&
    (!tierIds || tierIds.some((tierId) => tierId === customer?.tierId)) &&
    (!segmentIds || segmentIds.some((segmentId) => segmentId === customer?.segmentId)) &&
    (!isMarked || wishes.incidentIds?.includes(incidentId) === true)
  )
}
