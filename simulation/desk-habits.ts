import type { LegId } from '#kernel/ids.ts'
import { outsideBegins } from './outside-telephone.ts'
import type { SimulatedAgent } from './people.ts'
import type { World } from './world.ts'

/** What people do at a desk beyond taking calls: at random, and as often as not at the worst moment. */

/** Whom desks call: telephones outside, extensions, and each other. */
function somebody(world: World, agent: SimulatedAgent): string | SimulatedAgent {
  const chance = world.random
  const colleagues = world.agents.filter((other) => other !== agent)
  if (colleagues.length > 0 && chance.next() < 0.5) return chance.pick(colleagues)
  return chance.pick(['702', '799', '112', ...[0, 1, 2, 3].map((number) => `${outsideBegins}000${number}`)])
}

/** One verb on the call in hand, legal or not. */
export function actOnCall(world: World, agent: SimulatedAgent): void {
  const chance = world.random
  const { interaction } = agent
  if (!interaction) return
  const { consultation, members, customerLegId, engagement } = interaction
  if (engagement?.agentId !== agent.agentId && chance.next() < 0.7) {
    actAsGuest(world, agent)
    return
  }
  const party = (): LegId => chance.pick([customerLegId, ...members])
  const isOn = () => chance.next() < 0.5
  const always = [
    agent.holds,
    agent.retrieves,
    agent.mutes,
    agent.unmutes,
    agent.pausesRecording,
    agent.resumesRecording,
    () => agent.masksDigits(isOn()),
    () => agent.mutesParty(party(), isOn()),
    () => agent.sendsDigits('12#'),
    () => agent.announces(party()),
  ]
  const deciding = consultation
    ? [agent.alternates, agent.alternates, agent.completes, agent.joins, agent.joins, agent.cancels]
    : members.length > 0
      ? [agent.leaves, () => agent.removes(chance.pick(members)), () => agent.consults(somebody(world, agent))]
      : [
          agent.parks,
          () => agent.consults(somebody(world, agent)),
          () => agent.consults(somebody(world, agent)),
          () => agent.sendsOn(chance.pick(['the queue', 'the other queue', somebody(world, agent)])),
        ]
  chance.pick(isOn() ? deciding : always)()
  // Two at once: what the first one meant may be over before the second is carried out.
  if (chance.next() < 0.3)
    world.clock.after(chance.integer(40), () => void chance.pick([...deciding, ...always, agent.hangsUp])())
}

/** Whom another one called, consulted or joined: the call is not his, and his voice is. */
function actAsGuest(world: World, agent: SimulatedAgent): void {
  world.random.pick([agent.mutes, agent.mutes, agent.unmutes, agent.hangsUp])()
}

/** A card number, masked or not: the recording keeps silence meanwhile. */
export function customerTypes(world: World, agent: SimulatedAgent): void {
  const { interaction } = agent
  if (!interaction) return
  if (world.random.next() < 0.5) agent.masksDigits()
  world.clock.after(world.random.integer(500), () => world.edge.types(interaction.customerLegId, '4111'))
}

/** Whoever has nothing in hand calls somebody, picks up who is parked, or sits beside another one's call. */
export function lookAround(world: World, agent: SimulatedAgent): void {
  const chance = world.random
  const { state } = world.core
  const slots = [...(state?.indexes.parkedSlots.keys() ?? [])]
  const talks = [...(state?.calls.values() ?? [])].filter(({ stage }) => stage === 'engaged')
  const mode = () => chance.pick(['listen', 'coach', 'barge'] as const)
  const ways = [() => void agent.dials(somebody(world, agent))]
  if (slots.length > 0)
    ways.push(
      () => void agent.picksUp(chance.pick(slots)),
      () => void agent.picksUp(chance.pick(slots)),
    )
  const [talk] = talks
  if (talk) {
    ways.push(
      () => void agent.monitors(chance.pick(talks).interactionId, mode()),
      () => void agent.monitors(chance.pick(talks).interactionId, mode()),
      () => void agent.takesOver(chance.pick(talks).interactionId),
    )
  }
  chance.pick(ways)()
}

/** Beside another one's call. */
export function supervise(world: World, agent: SimulatedAgent): void {
  const chance = world.random
  const monitored = agent.desk?.monitoring
  if (!monitored) return
  const talker = world.agents.find(({ interaction }) => interaction?.interactionId === monitored)
  const ways = [
    () => agent.monitors(monitored, chance.pick(['listen', 'coach', 'barge'] as const)),
    () => agent.monitors(monitored, chance.pick(['listen', 'coach', 'barge'] as const)),
    agent.stopsMonitoring,
    () => agent.takesOver(monitored),
    () => talker !== undefined && agent.mutesAgent(talker, chance.next() < 0.7),
  ]
  chance.pick(ways).call(agent)
}
