import { describe, expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { type Area, Geography, type Place, shippedCountries } from '../../geography/index.ts'
import { brokenTruths, type Membership, previewOf, type QueueSettings, restoreState, snapshotSlices } from '../index.ts'
import { Floor } from '../testing/floor.ts'
import { isInReach, type Reach } from './area.ts'
import { noWishes } from './wishes.ts'

const geography = new Geography(shippedCountries)
const placeOf = (code: string) => geography.place(code) as Place
const areasOf = (...codes: string[]) => codes.map((code) => geography.area(code) as Area)
const from = (code: string) => ({ ...noWishes, place: placeOf(code) })
const reaching = (reach: Reach, others: Partial<QueueSettings> = {}) => new Floor({ reach, ...others })

describe('a queue that asks where agents work', () => {
  it('asks who works in the region of the customer, however long others have been idle', () => {
    const floor = reaching('region')
    const levan = floor.agent('levan', { areas: areasOf('GE-TB') })
    floor.nowMs += 60_000
    const nino = floor.agent('nino', { areas: areasOf('GE-IM', 'GE-GU') })
    floor.caller('kutaisi', from('GE-IM'))
    expect(floor.offerTo(nino)).toMatchObject({ interactionId: 'int_kutaisi' })
    floor.caller('another', from('GE-IM'))
    expect(floor.offerTo(levan)).toBeUndefined()
  })

  it('asks in the neighboring regions and then anywhere, as its steps say', () => {
    const floor = reaching('region', {
      ringTimeoutMs: 90_000,
      relaxation: [
        { afterMs: 20_000, reach: 'neighbors' },
        { afterMs: 40_000, reach: { km: 200 } },
        { afterMs: 60_000, reach: 'anywhere' },
      ],
    })
    const near = floor.agent('batumi', { areas: areasOf('GE-AJ') })
    const next = floor.agent('gori', { areas: areasOf('GE-SK') })
    const far = floor.agent('telavi', { areas: areasOf('GE-KA') })
    const nowhere = floor.agent('nowhere')
    for (const name of ['a', 'b', 'c', 'd']) floor.caller(name, from('GE-IM'))
    expect(floor.state.offers.size).toBe(0)
    floor.after(20_000)
    expect([near, next, far, nowhere].map((agentId) => floor.offerTo(agentId)?.interactionId)).toEqual([
      undefined,
      'int_a',
      undefined,
      undefined,
    ])
    floor.after(20_000)
    expect(floor.offerTo(near)).toMatchObject({ interactionId: 'int_b' })
    expect(floor.offerTo(far)).toBeUndefined()
    floor.after(20_000)
    expect(floor.offerTo(far)).toBeDefined()
    expect(floor.offerTo(nowhere)).toBeDefined()
  })

  it('asks the nearest first, and of those who are as near the one whom its strategy puts first', () => {
    for (const strategy of ['longestIdle', 'random', 'weightedRandom', 'bestSkill'] as const) {
      const floor = reaching('anywhere', { strategy })
      const order = ['GE-TB', 'GE-KA', 'GE-SK', 'GE-SK', 'GE-IM', ''].map((code, n) => {
        floor.nowMs += 1000
        return floor.agent(`${n}`, code === '' ? {} : { areas: areasOf(code) })
      })
      const asked: AgentId[] = []
      for (let n = 0; n < order.length; n++) {
        floor.caller(`c${n}`, from('GE-IM'))
        asked.push([...floor.state.offers.values()].at(-1)?.agentId as AgentId)
      }
      const [tbilisi, telavi, gori, goriToo, kutaisi, nowhere] = order
      expect([asked[0], ...asked.slice(3)], strategy).toEqual([kutaisi, tbilisi, telavi, nowhere])
      expect(new Set(asked.slice(1, 3)), strategy).toEqual(new Set([gori, goriToo]))
      if (strategy === 'longestIdle') expect(asked[1]).toBe(gori)
    }
  })

  it('asks everybody for a customer of whom nobody knows where he is', () => {
    const floor = reaching('region')
    const anybody = floor.agent('anybody')
    floor.caller('mobile')
    expect(floor.offerTo(anybody)).toMatchObject({ interactionId: 'int_mobile' })
  })

  it('says where who was chosen works, and how far away the others are', () => {
    const floor = reaching('neighbors')
    floor.agent('gori', { areas: areasOf('GE-SK') })
    floor.agent('telavi', { areas: areasOf('GE-KA', 'AZ-BA') })
    floor.agent('nowhere')
    floor.agent('kutaisi', { areas: areasOf('GE-IM') })
    floor.caller('c', from('GE-IM'))
    const made = floor.log.findLast(({ type }) => type === 'OfferMade')
    expect(made).toMatchObject({
      agentId: 'agt_kutaisi',
      why: {
        candidates: 2,
        asked: { area: { regionCode: 'GE-IM', reach: 'neighbors' } },
        works: { regionCode: 'GE-IM', km: 0 },
        others: [
          { agentId: 'agt_gori', why: { kind: 'behind', regionCode: 'GE-SK', km: 121 } },
          { agentId: 'agt_telavi', why: { kind: 'too-far', regionCode: 'GE-KA', km: 232 } },
          { agentId: 'agt_nowhere', why: { kind: 'too-far' } },
        ],
      },
    })
    const preview = previewOf(floor.state, floor.queueId, floor.nowMs, { place: placeOf('GE-KA') })
    expect(preview?.members.map(({ agentId, why, place }) => [agentId, why?.kind ?? place])).toEqual([
      ['agt_telavi', 1],
      ['agt_gori', 'too-far'],
      ['agt_kutaisi', 'too-far'],
      ['agt_nowhere', 'too-far'],
    ])
  })

  it('refuses what is no place, no region of work and no reach', () => {
    const floor = new Floor()
    const settings = { memberships: [], capacity: {} }
    const agentId = 'agt_x' as AgentId
    const wrong: readonly Area[][] = [
      [{ ...placeOf('GE-IM'), latitude: 91 }],
      areasOf('GE-IM', 'GE-IM'),
      [{ ...placeOf('GE-IM'), regionCode: 'Imereti' as never }],
    ]
    for (const areas of wrong) {
      expect(floor.refusal({ type: 'ConfigureAgent', agentId, settings: { ...settings, areas } })).toBe(
        'wrong-settings',
      )
    }
    for (const reach of ['far', { km: 0 }, { km: Number.NaN }] as Reach[]) {
      const { queues } = floor.state
      const known = queues.get(floor.queueId)?.settings as QueueSettings
      expect(floor.refusal({ type: 'ConfigureQueue', queueId: floor.queueId, settings: { ...known, reach } })).toBe(
        'wrong-settings',
      )
    }
  })
})

describe('under seeds', () => {
  it('nobody waits beside somebody idle who works near enough, nobody is asked past a nearer one, and all is in the log', () => {
    const codes = ['GE-IM', 'GE-SK', 'GE-TB', 'GE-KA', 'GE-AB', 'AZ-BA', 'AZ-NX']
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed)
      const reaches: Reach[] = ['region', 'neighbors', { km: 150 }, 'anywhere']
      const floor = reaching(random.pick(reaches), {
        strategy: random.pick(['longestIdle', 'roundRobin', 'random', 'weightedRandom', 'bestSkill'] as const),
        wrapUpLimitMs: 0,
        relaxation: random.next() < 0.5 ? [] : [{ afterMs: 15_000, reach: random.pick(reaches) }],
      })
      const agentIds = Array.from({ length: 6 }, (_, n) => {
        const membership: Partial<Membership> = { weight: 1 + random.integer(3) }
        const some = new Set([random.pick(codes), random.pick(codes)])
        return floor.agent(`${n}`, { membership, ...(random.next() < 0.8 && { areas: areasOf(...some) }) })
      })
      for (let step = 0; step < 50; step++) {
        floor.nowMs += random.integer(6000)
        const offer = random.pick([...floor.state.offers.values(), undefined])
        const any = random.pick([...floor.state.interactions.values(), undefined])
        const logged = floor.log.length
        const deed = random.integer(5)
        if (deed <= 1) floor.caller(`c${step}`, random.next() < 0.2 ? noWishes : from(random.pick(codes)))
        else if (deed === 2 && offer) floor.accepts(offer.agentId)
        else if (deed === 3 && any) {
          floor.does({ type: 'CustomerLeft', interactionId: any.interactionId, reason: 'customer-left' })
        } else {
          const presence = random.pick([{ kind: 'available' }, { kind: 'offline' }] as const)
          floor.does({ type: 'SetPresence', agentId: random.pick(agentIds), presence, by: 'agent' })
        }
        floor.does({ type: 'AdvanceTime' })
        const events = floor.log.slice(logged)
        expect(brokenTruths(floor.state, events), `seed ${seed}, step ${step}`).toEqual([])
        expect(leftWaiting(floor), `seed ${seed}, step ${step}`).toEqual([])
        for (const event of events) {
          if (event.type !== 'OfferMade') continue
          const { km = Number.POSITIVE_INFINITY } = event.why.works ?? {}
          const nearer = event.why.others?.filter(({ why }) => why.kind === 'behind' && (why.km ?? km) < km) ?? []
          expect(event.why.asked?.area ? nearer : [], `seed ${seed}, step ${step}`).toEqual([])
        }
      }
      const slices = snapshotSlices(floor.state)
      expect(snapshotSlices(restoreState(slices))).toEqual(slices)
    }
  })
})

/** By brute force: who could be asked for whom and is not. */
function leftWaiting({ state }: Floor): string[] {
  const left: string[] = []
  for (const { interactionId, waiting } of state.interactions.values()) {
    if (!waiting || waiting.offerIds.length > 0) continue
    const area = waiting.asked[waiting.step]?.area
    for (const { agentId, presence, nextPresence, work, settings } of state.agents.values()) {
      const isFree = presence.kind === 'available' && nextPresence === null && work.length === 0
      if (isFree && (!area || isInReach(area, settings.areas ?? []))) left.push(`${interactionId} and ${agentId}`)
    }
  }
  return left
}
