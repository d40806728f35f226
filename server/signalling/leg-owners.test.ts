import { expect, it } from 'vitest'
import type { CalledParty, RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId, LegId } from '#kernel/ids.ts'
import { LegOwners } from './leg-owners.ts'

const interactionId = 'int_1' as InteractionId
const leg = (name: string) => `leg_${name}` as LegId
const called = (name: string) => ({ legId: leg(name), isOverTrunk: true }) as CalledParty
const note = (owners: LegOwners, event: object) => owners.noteRouting({ interactionId, ...event } as RoutingEvent)

it('knows whom an agent calls before he answers, who may never do so', () => {
  const owners = new LegOwners()
  note(owners, { type: 'InteractionDialed', agentLegId: leg('agent'), called: called('far') })
  expect(owners.of(leg('agent'))).toEqual({ interactionId, role: 'agent' })
  expect(owners.of(leg('far'))).toEqual({ interactionId, role: 'customer' })
  note(owners, { type: 'CalledPartyAnswered', legId: leg('far') })
  expect(owners.of(leg('far'))?.role).toBe('customer')
})

it('knows to whom a caller is put through, and whom a transfer rings', () => {
  const owners = new LegOwners()
  note(owners, { type: 'InteractionBegan', customerLegId: leg('caller') })
  note(owners, { type: 'InteractionSentThrough', called: called('far') })
  note(owners, { type: 'TransferStarted', legId: leg('caller'), called: called('third') })
  note(owners, { type: 'CalledPartyAnswered', legId: leg('third') })
  expect(owners.of(leg('caller'))?.role).toBe('customer')
  expect(owners.of(leg('far'))).toEqual({ interactionId, role: 'other' })
  expect(owners.of(leg('third'))).toEqual({ interactionId, role: 'other' })
  note(owners, {
    type: 'InteractionTransferred',
    legId: leg('caller'),
    to: { kind: 'through', called: called('fourth') },
  })
  expect(owners.of(leg('fourth'))?.role).toBe('other')
})

it('gives a leg that takes the place of another the part of that one', () => {
  const owners = new LegOwners()
  note(owners, { type: 'InteractionBegan', customerLegId: leg('caller') })
  note(owners, { type: 'PartyReplaced', legId: leg('caller'), newLegId: leg('new') })
  expect(owners.of(leg('new'))).toEqual({ interactionId, role: 'customer' })
  note(owners, { type: 'EngagementTakenOver', agentLegId: leg('phone'), replacedLegId: leg('browser') })
  expect(owners.of(leg('phone'))?.role).toBe('agent')
})
