import { expect, it } from 'vitest'
import type { AgentId, OfferId, SkillId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { noWishes } from './asking/wishes.ts'
import { decideInPlace, emptyState, type RoutingCommand, snapshotSlices } from './index.ts'
import { Floor } from './testing/floor.ts'

/** A floor whose every command is decided in place on a second state too. */
class TwoFloors extends Floor {
  readonly other = emptyState()
  #offers = 0

  override ask(command: RoutingCommand) {
    const decided = super.ask(command)
    // In the constructor of the floor the second one is not there yet.
    if (!this.other) return decided
    const newOfferId = () => `off_${++this.#offers}` as OfferId
    if (decided.ok) {
      expect(decideInPlace(this.other, command, { nowMs: this.nowMs, newOfferId })).toEqual(decided)
      expect(snapshotSlices(this.other)).toEqual(snapshotSlices(this.state))
    }
    return decided
  }
}

it('decides in place what is decided on a sheet, and leaves the same state', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = seededRandom(seed)
    const floor = new TwoFloors()
    const settings = floor.state.queues.get(floor.queueId)?.settings
    if (!settings) throw new Error('the floor has a queue')
    const strategy = random.pick(['longestIdle', 'random', 'bestSkill', 'fewestHandled'] as const)
    const configured = {
      ...settings,
      strategy,
      offersAtOnce: 1 + random.integer(2),
      wrapUpLimitMs: random.pick([0, 9000]),
    }
    const first = { type: 'ConfigureQueue', queueId: floor.queueId, settings } as const
    decideInPlaceOnce(floor, first)
    floor.does({ type: 'ConfigureQueue', queueId: floor.queueId, settings: configured })
    const agentIds: AgentId[] = []
    for (let n = 0; n < 4; n++) agentIds.push(floor.agent(`${n}`, { skills: { ['skl_ka' as SkillId]: 3 } }))
    for (let step = 0; step < 50; step++) {
      floor.nowMs += random.integer(8000)
      const offer = random.pick([...floor.state.offers.values(), undefined])
      const talking = random.pick([...floor.state.interactions.values(), undefined])
      const deed = random.integer(6)
      if (deed <= 1) floor.caller(`c${step}`, { ...noWishes, level: random.integer(2) })
      else if (deed === 2 && offer) floor.accepts(offer.agentId)
      else if (deed === 3 && offer) {
        floor.does({ type: 'DeclineOffer', offerId: offer.offerId, agentId: offer.agentId })
      } else if (deed === 4 && talking && talking.stage !== 'wrapUp') {
        floor.does({ type: 'CustomerLeft', interactionId: talking.interactionId, reason: 'customer-left' })
      } else {
        const presence = random.pick([{ kind: 'available' }, { kind: 'offline' }] as const)
        floor.does({ type: 'SetPresence', agentId: random.pick(agentIds), presence, by: 'agent' })
      }
      floor.does({ type: 'AdvanceTime' })
    }
  }
})

/** What the floor's constructor did before there was a second state. */
function decideInPlaceOnce(floor: TwoFloors, command: RoutingCommand): void {
  const newOfferId = () => 'off_never' as OfferId
  expect(decideInPlace(floor.other, command, { nowMs: floor.nowMs, newOfferId }).ok).toBe(true)
}
