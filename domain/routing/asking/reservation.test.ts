import { describe, expect, it } from 'vitest'
import type { InteractionId, SkillId } from '#kernel/ids.ts'
import { previewOf } from '../preview.ts'
import { Floor } from '../testing/floor.ts'
import { brokenTruths } from '../truths.ts'
import type { Reservation } from './reservation.ts'
import { noWishes } from './wishes.ts'

const georgian = 'skl_georgian' as SkillId
const reservation: Reservation = { skillId: georgian, least: 3, keepFree: 1, untilWaitedMs: null }
const reserve = (floor: Floor, change: Partial<Reservation> | null = {}) =>
  floor.does({
    ...{ type: 'ConfigureReservation', skillId: georgian },
    reservation: change && { ...reservation, ...change },
  })
const asksForIt = { ...noWishes, requirement: { skillId: georgian, least: 3 } as const }

describe('a scarce skill', () => {
  it('keeps the last who has it for work that asks for it, and says so', () => {
    const floor = new Floor()
    reserve(floor)
    const levan = floor.agent('levan', { skills: { [georgian]: 4 } })
    floor.caller('c1')
    expect(floor.offerTo(levan)).toBeUndefined()
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
    const preview = previewOf(floor.state, floor.queueId, floor.nowMs)
    expect(preview?.members).toMatchObject([
      { agentId: levan, why: { kind: 'kept', skillId: georgian, keepFree: 1 }, place: null },
    ])
    const aylin = floor.agent('aylin')
    const made = floor.log.find((event) => event.type === 'OfferMade')
    expect(made).toMatchObject({ agentId: aylin, why: { others: [{ agentId: levan, why: { kind: 'kept' } }] } })
    floor.caller('c2', asksForIt)
    expect(floor.offerTo(levan)?.interactionId).toBe('int_c2')
  })

  it('lets other work have them as soon as more of them are free, whoever of them came', () => {
    const other = 'que_other' as never
    const floor = new Floor()
    floor.opens('other', {})
    reserve(floor)
    const levan = floor.agent('levan', { skills: { [georgian]: 5 } })
    floor.caller('c1')
    expect(floor.offerTo(levan)).toBeUndefined()
    // She serves another queue, and yet he is free for it now.
    const nino = floor.agent('nino', { skills: { [georgian]: 3 }, memberships: [{ queueId: other, priority: 0 }] })
    expect(floor.offerTo(levan)?.interactionId).toBe('int_c1')
    expect(floor.offerTo(nino)).toBeUndefined()
  })

  it('of too low a level keeps nobody', () => {
    const floor = new Floor()
    reserve(floor)
    const levan = floor.agent('levan', { skills: { [georgian]: 2 } })
    floor.caller('c1')
    expect(floor.offerTo(levan)).toBeDefined()
  })

  it('is let go of when other work has waited long enough', () => {
    const floor = new Floor()
    reserve(floor, { untilWaitedMs: 30_000 })
    const levan = floor.agent('levan', { skills: { [georgian]: 4 } })
    floor.caller('c1')
    floor.after(29_999)
    expect(floor.offerTo(levan)).toBeUndefined()
    floor.after(1)
    expect(floor.offerTo(levan)?.interactionId).toBe('int_c1')
  })

  it('keeps nobody from whom asked for it, when in the end anybody would do', () => {
    const floor = new Floor({ relaxation: [{ afterMs: 5000, isAnybody: true }] })
    reserve(floor)
    floor.caller('c1', { ...noWishes, requirement: { skillId: georgian, least: 5 } })
    const levan = floor.agent('levan', { skills: { [georgian]: 4 } })
    expect(floor.offerTo(levan)).toBeUndefined()
    floor.after(5000)
    expect(floor.offerTo(levan)?.interactionId).toBe('int_c1')
  })

  it('keeps nobody any more when it is kept no more, and nobody from who is asked for by name', () => {
    const floor = new Floor()
    reserve(floor)
    const levan = floor.agent('levan', { skills: { [georgian]: 4 } })
    floor.caller('named', { ...noWishes, preferred: [{ agentId: levan, why: 'named', patienceMs: 60_000 }] })
    expect(floor.offerTo(levan)?.interactionId).toBe('int_named')
    floor.does({ type: 'CustomerLeft', interactionId: 'int_named' as InteractionId, reason: 'customer-left' })
    floor.caller('c1')
    expect(floor.offerTo(levan)).toBeUndefined()
    reserve(floor, null)
    expect(floor.offerTo(levan)?.interactionId).toBe('int_c1')
  })

  it('costs no look at the many who wait for others', () => {
    const floor = new Floor()
    reserve(floor)
    for (let i = 0; i < 30; i++) floor.caller(`c${i}`)
    floor.caller('his', asksForIt)
    const levan = floor.agent('levan', { skills: { [georgian]: 4 } })
    expect(floor.offerTo(levan)?.interactionId).toBe('int_his')
  })

  it.each([{ least: 0 }, { keepFree: 0 }, { keepFree: 101 }, { untilWaitedMs: 0 }])('is refused as %j', (change) => {
    const floor = new Floor()
    const command = {
      type: 'ConfigureReservation',
      skillId: georgian,
      reservation: { ...reservation, ...change },
    } as const
    expect(floor.refusal(command)).toBe('wrong-settings')
    expect(floor.state.reservations.size).toBe(0)
  })
})
