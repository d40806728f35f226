/**
 * What is known of a trunk.
 *
 *   off --on--> unknown (neither registers nor is probed) | connecting
 *   connecting, registered, reachable, refused, unreachable --by what was heard last--> one another
 *
 * A trunk that registers is `registered` or not by its registrar's word; OPTIONS only take that away while nobody answers them.
 */
export type TrunkCondition = 'off' | 'unknown' | 'connecting' | 'registered' | 'reachable' | 'refused' | 'unreachable'

export interface TrunkSigns {
  readonly isOn: boolean
  readonly registers: boolean
  readonly isProbed: boolean
  /** The last outcome of registering. */
  readonly registration?: 'registered' | 'refused' | 'unreachable'
  /** The last outcome of OPTIONS. */
  readonly probe?: 'answered' | 'silent'
}

export function conditionOf(signs: TrunkSigns): TrunkCondition {
  if (!signs.isOn) return 'off'
  if (signs.registers) {
    if (signs.registration === undefined) return 'connecting'
    if (signs.registration === 'registered' && signs.probe === 'silent') return 'unreachable'
    return signs.registration
  }
  if (!signs.isProbed) return 'unknown'
  if (signs.probe === undefined) return 'connecting'
  return signs.probe === 'answered' ? 'reachable' : 'unreachable'
}

/** Whether calls are worth trying there before others. */
export const isUsable = (condition: TrunkCondition): boolean =>
  condition === 'registered' || condition === 'reachable' || condition === 'unknown' || condition === 'connecting'

/** RFC 3261 11: every final answer shows life, but for one that says it has none to give. */
export const isSignOfLife = (status: number | undefined): boolean =>
  status !== undefined && status !== 503 && status !== 408
