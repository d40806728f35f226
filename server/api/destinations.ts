import { sql } from 'kysely'
import { workStateOf } from '#domain/routing/index.ts'
import { success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { FoundDestination } from '#protocol/http/index.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { outsideContactRows, sought } from './outside-contact-rows.ts'
import { shownFromPresence } from './presence.ts'
import { refuse } from './refusal.ts'

/** A picker shows so many: whoever looks for one of thousands types a name. */
const shownAtMost = 30
/** They stand behind all others, and have their place even so. */
const outsideAtMost = 10

/** Colleagues, queues and flows that a call in hand can go to: who can take it first, by name. */
export function destinationHandlers({
  db,
  decider,
}: Pick<ApiServices, 'db' | 'decider'>): Pick<Handlers, 'destinations'> {
  return {
    async destinations({ caller, query }) {
      const { state } = decider
      if (state === undefined) return refuse('decider.not-ready', { retryAfterS: 2 })
      const [agents, queues, flows] = await Promise.all([
        db
          .selectFrom('agent')
          .innerJoin('person', 'person.person_id', 'agent.person_id')
          .where('agent.is_active', '=', true)
          .where('person.is_active', '=', true)
          .where('person.person_id', '!=', caller.personId)
          .select(['agent.agent_id', 'person.name'])
          .execute(),
        db
          .selectFrom('queue')
          .where('is_active', '=', true)
          .where('person_id', 'is', null)
          .where('channel', '=', 'voice')
          .select(['queue_id', 'name'])
          .execute(),
        db
          .selectFrom('flow')
          .where('archived_at', 'is', null)
          .where('published_version_id', 'is not', null)
          .where(sql<boolean>`'voice' = ANY (channels)`)
          .select(['flow_id', 'name'])
          .orderBy('folded_name')
          .execute(),
      ])
      const wanted = foldText(query.search?.trim() ?? '')
      const isMeant = ({ name }: { readonly name: string }) => wanted === '' || foldText(name).includes(wanted)

      const colleagues = agents.filter(isMeant).flatMap(({ agent_id: agentId, name }): FoundDestination[] => {
        const agent = state.agents.get(agentId)
        if (!agent) return []
        return [
          {
            kind: 'agent',
            agentId,
            name,
            presence: shownFromPresence(agent.presence).presence,
            workState: workStateOf(agent),
            isReachable: agent.station?.isReachable ?? false,
          },
        ]
      })
      const counts = new Map(queues.map(({ queue_id }) => [queue_id, { waiting: 0, agentsAvailable: 0 }]))
      for (const { waiting } of state.interactions.values()) {
        const count = waiting && counts.get(waiting.queueId)
        if (count) count.waiting++
      }
      for (const agent of state.agents.values()) {
        if (agent.presence.kind !== 'available' || !agent.station?.isReachable || workStateOf(agent) !== 'idle')
          continue
        for (const { queueId } of agent.settings.memberships) {
          const count = counts.get(queueId)
          if (count) count.agentsAvailable++
        }
      }
      const lines = queues.filter(isMeant).map(({ queue_id: queueId, name }): FoundDestination => {
        const isOpen = state.queues.get(queueId)?.isClosed !== true
        return { kind: 'queue', queueId, name, isOpen, ...(counts.get(queueId) ?? { waiting: 0, agentsAvailable: 0 }) }
      })
      const isOutsideMeant = wanted !== '' && caller.permissions.has('directory.read')
      const outside = isOutsideMeant ? await outsideContacts(db, wanted) : []
      const self = flows.filter(isMeant).map(({ flow_id: flowId, name }) => ({ kind: 'flow' as const, flowId, name }))
      const house: FoundDestination[] = [
        ...colleagues.sort(byReach),
        ...lines.sort((a, b) => a.name.localeCompare(b.name)),
        ...self,
      ]
      const items = [...house.slice(0, shownAtMost - outside.length), ...outside]
      return success({ items: items.slice(0, shownAtMost) })
    },
  }
}

async function outsideContacts(db: ApiServices['db'], search: string): Promise<FoundDestination[]> {
  const rows = await sought(outsideContactRows(db), search).limit(outsideAtMost).execute()
  return rows.map(({ outside_contact_id: outsideContactId, name, company, department, numbers }) => ({
    kind: 'outside',
    outsideContactId,
    name,
    ...(company === null && department === null ? {} : { of: [company, department].filter(Boolean).join(', ') }),
    numbers,
  }))
}

function byReach(a: FoundDestination, b: FoundDestination): number {
  return Number(canTake(b)) - Number(canTake(a)) || a.name.localeCompare(b.name)
}
const canTake = (one: FoundDestination): boolean =>
  one.kind === 'agent' && one.isReachable && one.workState === 'idle' && one.presence === 'available'
