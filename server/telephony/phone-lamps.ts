import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { EdgeCommandOf } from '#protocol/edge/index.ts'
import type { PlannedPhone } from '../configuration/number-plan.ts'
import type { Configuration, Decider, EdgeLink } from '../core-services.ts'

/**
 * Tells the edges what a phone's lamps show beyond its own calls (RFC 3842, 3856, 4235): whether its agent takes work, talks
 * at a browser, and how many messages wait. Only what differs from what was told is told.
 */
export function createPhoneLamps(services: {
  readonly edge: Pick<EdgeLink, 'send' | 'subscribe' | 'edgeIds'>
  readonly decider: Pick<Decider, 'state' | 'subscribe'>
  readonly configuration: Pick<Configuration, 'numberPlan' | 'subscribe'>
}): () => void {
  const { edge, decider, configuration } = services
  const told = new Map<string, string>()
  const changed = new Set<AgentId>()
  let phonesOf = byAgent()
  let isPlanned = false

  function byAgent(): ReadonlyMap<AgentId, readonly PlannedPhone[]> {
    const phones = new Map<AgentId, PlannedPhone[]>()
    for (const phone of configuration.numberPlan.phones) {
      if (phone.agentId !== undefined) phones.set(phone.agentId, [...(phones.get(phone.agentId) ?? []), phone])
    }
    return phones
  }

  function tell(phone: PlannedPhone): void {
    const command = lampsOf(phone, decider)
    const text = JSON.stringify(command)
    if (told.get(phone.user) === text) return
    told.set(phone.user, text)
    for (const edgeId of edge.edgeIds) void edge.send(command, { edgeId })
  }

  function tellAll(): void {
    for (const phone of configuration.numberPlan.phones) {
      // A phone that is nobody's and has no message shows what every new one does.
      if (phone.agentId === undefined && phone.newMessages + phone.oldMessages === 0 && !told.has(phone.user)) continue
      tell(phone)
    }
  }

  /** A decision of many events (a lost edge) is told of once. */
  function note(events: readonly RoutingEvent[]): void {
    for (const event of events) if ('agentId' in event && event.agentId !== null) changed.add(event.agentId)
    if (isPlanned || changed.size === 0) return
    isPlanned = true
    setImmediate(() => {
      isPlanned = false
      for (const agentId of changed) for (const phone of phonesOf.get(agentId) ?? []) tell(phone)
      changed.clear()
    })
  }

  const unsubscribe = [
    decider.subscribe({ committed: note, reloaded: tellAll }),
    configuration.subscribe(() => {
      phonesOf = byAgent()
      const users = new Set(configuration.numberPlan.phones.map((phone) => phone.user))
      for (const user of told.keys()) if (!users.has(user)) told.delete(user)
      tellAll()
    }),
    edge.subscribe({
      connectionChanged(_edgeId, isConnected) {
        if (!isConnected) return
        // Another edge, or one that has started anew, knows nothing.
        told.clear()
        tellAll()
      },
    }),
  ]
  return () => {
    for (const end of unsubscribe) end()
  }
}

function lampsOf(phone: PlannedPhone, decider: Pick<Decider, 'state'>): EdgeCommandOf<'user.set'> {
  const agent = phone.agentId === undefined ? undefined : decider.state?.agents.get(phone.agentId)
  return {
    type: 'user.set',
    user: phone.user,
    isBusy: agent?.work.some((held) => held.workState === 'engaged') ?? false,
    isAvailable: agent === undefined || agent.presence.kind === 'available',
    newMessages: phone.newMessages,
    oldMessages: phone.oldMessages,
  }
}
