import type { Trunk, TrunkState } from '#protocol/http/trunks.ts'
import type { TelephonyTrunk } from '#protocol/realtime/index.ts'
import type { Tone } from '../design/status-dot.tsx'

/** How it goes with a trunk, for the screen: times in UTC milliseconds. */
export interface ShownTrunkState {
  readonly condition: TrunkState['condition']
  readonly sinceMs?: number | undefined
  readonly sipStatus?: number | undefined
  readonly sipReason?: string | undefined
  readonly expiresAtMs?: number | undefined
  readonly nextTryAtMs?: number | undefined
  readonly target?: string | undefined
  readonly calls: number
}

const ms = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant))

/** The stream's word when there is one, else what was read with the trunk. */
export function shownTrunkState(trunk: Trunk, live: TelephonyTrunk | undefined): ShownTrunkState {
  if (live) return live
  const { condition, since, sipStatus, sipReason, expiresAt, nextTryAt, target, calls } = trunk.state
  return {
    condition,
    sinceMs: ms(since),
    sipStatus,
    sipReason,
    expiresAtMs: ms(expiresAt),
    nextTryAtMs: ms(nextTryAt),
    target,
    calls,
  }
}

export const trunkTone: Readonly<Record<TrunkState['condition'], Tone>> = {
  off: 'neutral',
  unknown: 'neutral',
  connecting: 'caution',
  registered: 'positive',
  reachable: 'positive',
  refused: 'danger',
  unreachable: 'danger',
}
