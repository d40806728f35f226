import { describe, expect, it } from 'vitest'
import type { AgentId, InteractionId, OfferId, SkillId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { restoreState, snapshotSlices } from '../index.ts'
import { Floor } from '../testing/floor.ts'
import { askedNow } from './demand.ts'
import { isMet, type Proficiency, type Requirement, type Skills } from './requirement.ts'
import { noWishes, type Wishes } from './wishes.ts'

const georgian = 'skl_ka' as SkillId
const loans = 'skl_loans' as SkillId
const at = (skillId: SkillId, least: Proficiency): Requirement => ({ skillId, least })
const asks = (requirement: Requirement, others: Partial<Wishes> = {}): Wishes => ({
  ...noWishes,
  requirement,
  ...others,
})

describe('who waits', () => {
  it('is offered to whoever can do what is asked, and waits for him past all others who are idle', () => {
    const floor = new Floor()
    const plain = floor.agent('plain')
    const speaker = floor.agent('speaker', { skills: { [georgian]: 3 } })
    floor.caller('first', asks(at(georgian, 3)))
    expect(floor.offerTo(speaker)).toMatchObject({ interactionId: 'int_first' })
    floor.caller('second', asks(at(georgian, 3)))
    expect(floor.offerTo(plain)).toBeUndefined()
    floor.caller('third')
    expect(floor.offerTo(plain)).toMatchObject({ interactionId: 'int_third' })
  })

  it('asks for what its queue asks too', () => {
    const floor = new Floor({ requirement: at(loans, 1) })
    floor.agent('speaker', { skills: { [georgian]: 5 } })
    const both = floor.agent('both', { skills: { [georgian]: 3, [loans]: 1 } })
    floor.caller('c', asks(at(georgian, 3)))
    expect([...floor.state.offers.values()].map(({ agentId }) => agentId)).toEqual([both])
  })

  it('asks for less as time goes by, and says at which step it was served', () => {
    const floor = new Floor({
      relaxation: [
        { afterMs: 30_000, lowerBy: 2 },
        { afterMs: 60_000, drop: [georgian] },
      ],
    })
    const little = floor.agent('little', { skills: { [georgian]: 2 } })
    floor.caller('a', asks(at(georgian, 4)))
    floor.caller('b', asks(at(georgian, 5)))
    expect(floor.after(29_999)).toEqual([])
    expect(floor.after(1).map(({ type }) => type)).toEqual(['RequirementRelaxed', 'RequirementRelaxed', 'OfferMade'])
    expect(floor.offerTo(little)).toMatchObject({ interactionId: 'int_a' })
    expect(floor.log.at(-1)).toMatchObject({ why: { step: 1 } })
    floor.accepts(little)
    const none = floor.agent('none')
    floor.after(30_000)
    expect(floor.offerTo(none)).toMatchObject({ interactionId: 'int_b' })
  })

  it('asks the next ring of people when its time has come', () => {
    const floor = new Floor({ relaxation: [{ afterMs: 20_000, ring: 2 }] })
    const far = floor.agent('far', { membership: { ring: 2 } })
    floor.caller('c')
    expect(floor.offerTo(far)).toBeUndefined()
    floor.after(20_000)
    expect(floor.offerTo(far)).toMatchObject({ interactionId: 'int_c' })
  })

  it('goes by level, then by how long it has waited or counts as having waited, then by who came first', () => {
    const floor = new Floor()
    floor.caller('early')
    floor.nowMs += 60_000
    floor.caller('boosted', { ...noWishes, boostMs: 90_000 })
    floor.caller('later')
    floor.caller('urgent', { ...noWishes, level: 1 })
    const order: string[] = []
    for (let n = 0; n < 4; n++) {
      const agentId = floor.agent(`a${n}`)
      order.push(`${floor.offerTo(agentId)?.interactionId}`.slice('int_'.length))
    }
    expect(order).toEqual(['urgent', 'boosted', 'early', 'later'])
  })

  it('goes before others when it is raised while it waits', () => {
    const floor = new Floor()
    floor.caller('first')
    const second = floor.caller('second')
    floor.does({ type: 'ChangePriority', interactionId: second, level: 5, boostMs: 0 })
    expect(floor.does({ type: 'ChangePriority', interactionId: second, level: 5, boostMs: 0 })).toEqual([])
    const agentId = floor.agent('a')
    expect(floor.offerTo(agentId)).toMatchObject({ interactionId: second })
  })

  it('is not asked for with what nobody could carry out', () => {
    const floor = new Floor()
    const enqueue = {
      type: 'EnqueueInteraction',
      interactionId: 'int_x' as InteractionId,
      queueId: floor.queueId,
    } as const
    floor.does({
      ...{ type: 'BeginInteraction', interactionId: enqueue.interactionId, kind: 'call', edgeId: floor.edgeId },
      ...{ customerLegId: 'leg_x' as never, entry: { queueId: floor.queueId, greeting: null } },
    })
    const wrong = [{ ...noWishes, level: 1.5 }, { ...noWishes, boostMs: Number.NaN }, asks({ all: [] })]
    for (const wishes of wrong) expect(floor.refusal({ ...enqueue, wishes })).toBe('wrong-settings')
  })
})

describe('several who are asked at once', () => {
  it('all ring; the first to accept has it, and the others are taken back at once', () => {
    const floor = new Floor({ offersAtOnce: 2 })
    const [a, b, c] = ['a', 'b', 'c'].map((name) => floor.agent(name)) as [AgentId, AgentId, AgentId]
    floor.caller('x')
    const offers = [floor.offerTo(a), floor.offerTo(b), floor.offerTo(c)]
    expect(offers.map((offer) => offer?.interactionId)).toEqual(['int_x', 'int_x', undefined])
    expect(floor.accepts(b).map(({ type }) => type)).toEqual(['OfferWithdrawn', 'OfferAccepted'])
    expect([floor.workOf(a), floor.workOf(b)]).toEqual(['idle', 'engaged'])
    expect(floor.refusal({ type: 'AcceptOffer', offerId: offers[0]?.offerId as OfferId, agentId: a })).toBe(
      'offer-over',
    )
  })

  it('are joined by who becomes free while it rings, and one who declines is replaced', () => {
    const floor = new Floor({ offersAtOnce: 2 })
    const a = floor.agent('a')
    floor.caller('x')
    const b = floor.agent('b')
    expect(floor.offerTo(b)).toMatchObject({ interactionId: 'int_x' })
    const c = floor.agent('c')
    expect(floor.offerTo(c)).toBeUndefined()
    floor.does({ type: 'DeclineOffer', agentId: a, offerId: floor.offerTo(a)?.offerId as OfferId })
    expect(floor.offerTo(c)).toMatchObject({ interactionId: 'int_x' })
  })
})

describe('under seeds', () => {
  it('nobody waits while somebody idle could serve him, and the state is what its log and its snapshot say', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = seededRandom(seed)
      const strategy = random.pick(['longestIdle', 'roundRobin', 'random', 'bestSkill', 'fewestHandled'] as const)
      const floor = new Floor({
        strategy,
        wrapUpLimitMs: 0,
        offersAtOnce: 1 + random.integer(2),
        relaxation: random.pick([
          [],
          [{ afterMs: 20_000, lowerBy: 2 }],
          [
            { afterMs: 9000, ring: 2 },
            { afterMs: 30_000, isAnybody: true },
          ],
        ]),
      })
      const agentIds: AgentId[] = []
      for (let n = 0; n < 6; n++) {
        const skills = Object.fromEntries(
          [georgian, loans].flatMap((id) => (random.next() < 0.6 ? [[id, 1 + random.integer(5)]] : [])),
        ) as Skills
        agentIds.push(floor.agent(`${n}`, { skills, membership: { ring: 1 + random.integer(2) } }))
      }
      for (let step = 0; step < 60; step++) {
        floor.nowMs += random.integer(8000)
        const agentId = random.pick(agentIds)
        const offer = random.pick([...floor.state.offers.values(), undefined])
        const talking = random.pick([...floor.state.interactions.values(), undefined])
        const deed = random.integer(6)
        if (deed <= 1) {
          const requirement = random.pick([null, at(georgian, 3), { any: [at(georgian, 4), at(loans, 2)] }])
          floor.caller(`c${step}`, { ...noWishes, requirement, level: random.integer(2) })
        } else if (deed === 2 && offer) floor.accepts(offer.agentId)
        else if (deed === 3 && offer) {
          floor.does({ type: 'DeclineOffer', offerId: offer.offerId, agentId: offer.agentId })
        } else if (deed === 4 && talking) {
          floor.does({ type: 'CustomerLeft', interactionId: talking.interactionId, reason: 'customer-left' })
        } else {
          const presence = random.pick([{ kind: 'available' }, { kind: 'offline' }] as const)
          floor.does({ type: 'SetPresence', agentId, presence, by: 'agent' })
        }
        floor.does({ type: 'AdvanceTime' })
        expect(leftWaiting(floor), `seed ${seed}, step ${step}`).toEqual([])
      }
      const slices = snapshotSlices(floor.state)
      expect(snapshotSlices(restoreState(slices))).toEqual(slices)
    }
  })
})

/** By brute force: who could be asked for whom and is not. */
function leftWaiting({ state }: Floor): string[] {
  const left: string[] = []
  for (const interaction of state.interactions.values()) {
    const { waiting } = interaction
    if (!waiting || waiting.offerIds.length >= waiting.offersAtOnce) continue
    const { ring, requirement } = askedNow(interaction)
    for (const agent of state.agents.values()) {
      const membership = agent.settings.memberships.find(({ queueId }) => queueId === waiting.queueId)
      const isFree = agent.presence.kind === 'available' && agent.nextPresence === null && agent.work.length === 0
      const isAsked = membership && (ring === null || (membership.ring ?? 1) <= ring)
      const isAble = requirement === null || isMet(requirement, agent.settings.skills ?? {})
      const isCooling = waiting.coolDowns.some(({ agentId }) => agentId === agent.agentId)
      if (isFree && isAsked && isAble && !isCooling) left.push(`${interaction.interactionId} and ${agent.agentId}`)
    }
  }
  return left
}
