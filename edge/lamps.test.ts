import { expect, it } from 'vitest'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { SipEngine, UserState } from '#telephony/sip/index.ts'
import { CallLeg, type LegOrigin, type LegSignalling } from './call-leg.ts'
import { Lamps } from './lamps.ts'
import { Legs } from './legs.ts'

const clock = { monotonicMs: () => 0, wallMs: () => 0 }
const signalling = {} as LegSignalling

function lamps() {
  const legs = new Legs(clock, () => {})
  const shown: [string, UserState | undefined][] = []
  const engine = { setUserState: (user: string, state: UserState | undefined) => shown.push([user, state]) }
  const made = new Lamps({ legs, use: (deed) => deed(engine as unknown as SipEngine), sipNowMs: () => 0 })
  const leg = (name: string, of: Partial<LegOrigin>) => {
    const origin = {
      legId: name as LegId,
      edgeId: 'edge' as EdgeId,
      transport: 'sip',
      direction: 'inbound',
      callerNumber: '',
      dialedNumber: '',
    } as const
    const one = new CallLeg({ ...origin, ...of }, signalling, 0)
    legs.add(one)
    return one
  }
  return { legs, shown, leg, lamps: made }
}

const later = () => new Promise<void>((resolve) => queueMicrotask(resolve))

it("shows the calls of a user's telephones, once for all that happens together", async () => {
  const { legs, shown, leg } = lamps()
  const out = leg('out', { authenticatedUser: '701' })
  const called = leg('in', { direction: 'outbound', calledUser: '701' })
  leg('stranger', {})
  leg('echo', { authenticatedUser: '701', isPrivate: true })
  legs.connected(out)
  await later()
  expect(shown).toEqual([
    [
      '701',
      {
        isAvailable: true,
        newMessages: 0,
        oldMessages: 0,
        calls: [
          { id: 'out', direction: 'initiator', state: 'confirmed' },
          { id: 'in', direction: 'recipient', state: 'early' },
        ],
      },
    ],
  ])
  legs.ended(out, { reason: 'hung-up' })
  legs.ended(called, { reason: 'no-answer' })
  await later()
  expect(shown.at(-1)?.[1]?.calls).toEqual([])
})

it('adds what the core says: busy elsewhere, away, messages; and keeps it while calls come and go', async () => {
  const { legs, shown, leg, lamps: ours } = lamps()
  const said = { user: '701', isBusy: true, isAvailable: false, newMessages: 2, oldMessages: 1 } as const
  ours.set({ type: 'user.set', ...said })
  await later()
  expect(shown.at(-1)?.[1]).toEqual({
    isAvailable: false,
    newMessages: 2,
    oldMessages: 1,
    calls: [{ id: 'elsewhere', direction: 'initiator', state: 'confirmed' }],
  })
  const out = leg('out', { authenticatedUser: '701' })
  legs.connected(out)
  await later()
  expect(shown.at(-1)?.[1]?.calls.map(({ id }) => id)).toEqual(['out'])
  ours.forget('701')
  expect(shown.at(-1)).toEqual(['701', undefined])
})
