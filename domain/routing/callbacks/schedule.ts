import { closesAt, opensAt } from '../../dialing/index.ts'
import type { CallbackPromise, PutOffCause } from './promise.ts'
import { type CallbackSettings, usualCallbackSettings } from './settings.ts'

/** When a customer is called who was promised it. All times are UTC milliseconds. */

const hoursFor = ({ window }: CallbackSettings, timeZone: string | null) =>
  window && { ...window.hours, ...(window.isCustomersTime && timeZone !== null && { timeZone }) }

/** The first moment from `atMs` on in which he may be called; `null`: there is none within the next weeks. */
export function callableFrom(
  settings: CallbackSettings = usualCallbackSettings,
  timeZone: string | null,
  atMs: number,
): number | null {
  const hours = hoursFor(settings, timeZone)
  return hours ? opensAt(hours, atMs) : atMs
}

/** Until when he may be called who may be at `atMs`; `null`: without end. */
export function callableUntil(
  settings: CallbackSettings = usualCallbackSettings,
  timeZone: string | null,
  atMs: number,
): number | null {
  const hours = hoursFor(settings, timeZone)
  return hours ? closesAt(hours, atMs) : null
}

/** None of the customer's doing, so it uses up none of his chances. */
const uncounted: readonly PutOffCause[] = ['window', 'agent-lost', 'edge-lost']
export const isCounted = (cause: PutOffCause): boolean => !uncounted.includes(cause)

/** What an edge that nobody hears of began to ring may ring on for so long: nobody is dialled twice at once. */
const afterEdgeLostMs = 120_000
const afterAgentLostMs = 5000

/** When he is called again after this dial; `null`: it is given up. */
export function nextDialAt(
  settings: CallbackSettings = usualCallbackSettings,
  { attempts, timeZone }: CallbackPromise,
  cause: PutOffCause,
  nowMs: number,
): number | null {
  if (cause === 'window') return callableFrom(settings, timeZone, nowMs)
  if (cause === 'edge-lost') return callableFrom(settings, timeZone, nowMs + afterEdgeLostMs)
  if (cause === 'agent-lost') return callableFrom(settings, timeZone, nowMs + afterAgentLostMs)
  // A number that nobody has will have nobody tomorrow.
  const afterMs = cause === 'unknown-number' ? undefined : settings.retryAfterMs[attempts]
  return afterMs === undefined ? null : callableFrom(settings, timeZone, nowMs + afterMs)
}
