import { unreachable } from '#kernel/assert.ts'
import type { AgentId } from '#kernel/ids.ts'
import { putSubstituted } from '../bookkeeping.ts'
import { changeInteraction } from '../changes.ts'
import { copyOfWaiting } from '../copies.ts'
import type { RoutingEventOf } from '../events.ts'
import type { RoutingTables } from '../state.ts'
import type { ActiveSubstitution } from '../substitution/standing-in.ts'
import { whomToAsk } from '../substitution/whom-to-ask.ts'

export type SubstitutionEvent = RoutingEventOf<
  'SubstitutionsConfigured' | 'SubstitutionBegan' | 'SubstitutionEnded' | 'WorkHandedOver' | 'WorkHandedBack'
>

/** The part of `apply` that is about who does whose work. */
export function applySubstitution(state: RoutingTables, event: SubstitutionEvent): void {
  const { agentId, atMs } = event
  switch (event.type) {
    case 'SubstitutionsConfigured': {
      const { rules } = event
      const isThere = ({ substitutionId }: ActiveSubstitution) =>
        rules.some((rule) => rule.substitutionId === substitutionId)
      const active = (state.substitutions.get(agentId)?.active ?? []).filter(isThere)
      putSubstituted(state, agentId, rules.length === 0 ? null : { agentId, rules, active, changedMs: atMs })
      return
    }
    case 'SubstitutionBegan':
      changeActive(state, event, (active) => [...active, { substitutionId: event.substitutionId, sinceMs: atMs }])
      return
    case 'SubstitutionEnded':
      changeActive(state, event, (active) =>
        active.filter(({ substitutionId }) => substitutionId !== event.substitutionId),
      )
      return
    case 'WorkHandedOver':
    case 'WorkHandedBack':
      askAnew(state, event)
      return
    default:
      unreachable(event)
  }
}

function changeActive(
  state: RoutingTables,
  { agentId, atMs }: { readonly agentId: AgentId; readonly atMs: number },
  change: (active: readonly ActiveSubstitution[]) => readonly ActiveSubstitution[],
): void {
  const known = state.substitutions.get(agentId)
  if (known) putSubstituted(state, agentId, { ...known, active: change(known.active), changedMs: atMs })
}

/** Whoever is asked now has the patience that it is asked with from its beginning. */
function askAnew(
  state: RoutingTables,
  { interactionId, queueId, atMs }: RoutingEventOf<'WorkHandedOver' | 'WorkHandedBack'>,
): void {
  const queue = state.queues.get(queueId)
  if (!queue) return
  changeInteraction(state, interactionId, (interaction) => {
    if (!interaction.waiting) return interaction
    const { ofAgentIds: _, dependsOn: __, handedOver: ___, ...waiting } = interaction.waiting
    const whom = whomToAsk(state, queue, interaction.wishes)
    // One order of fields, also of what came out of a snapshot.
    const next = copyOfWaiting({ ...waiting, ...whom, step: 0, askedSinceMs: atMs, wasHandedOver: true })
    return { ...interaction, waiting: next }
  })
}
