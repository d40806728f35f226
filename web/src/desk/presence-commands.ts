import type { SetPresence } from '#protocol/http/people.ts'
import type { ReasonId } from '#protocol/http/presence-reasons.ts'
import { reportFailure } from '../app/failures.ts'
import { call } from '../sign-in/api.ts'
import { once } from './pending.ts'
import { stationAtHand } from './station-at-hand.ts'
import { isStationNeeded } from './station-choice.ts'

/** Says whether this agent takes work. Failures are reported. */
export const setPresence = (body: SetPresence): Promise<unknown> =>
  once('presence:set', () => call('setPresence', { body }).catch(reportFailure))

/** Goes available, with a station. One that cannot be had shows its own reason, so nothing is asked of the server then. */
export const goAvailable = (): Promise<unknown> =>
  once('presence:available', async () => {
    if (!isStationNeeded() || (await stationAtHand()))
      await call('setPresence', { body: { presence: 'available' } }).catch(reportFailure)
  })

/** Asks for a break that has to be granted. */
export const requestBreak = (reason: ReasonId): Promise<unknown> =>
  once('presence:set', () => call('requestBreak', { body: { reason } }).catch(reportFailure))

/** Asks for it no more, or takes a refusal off the desk. */
export const withdrawBreak = (): Promise<unknown> =>
  once('presence:set', () => call('withdrawBreak', {}).catch(reportFailure))
