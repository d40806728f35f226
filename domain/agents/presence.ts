import type { PresenceReasonId } from '#kernel/ids.ts'

/** What the agent says: may work reach me? Only `available` makes an agent eligible. */
export type Presence =
  | { readonly kind: 'available' }
  | Away
  | { readonly kind: 'notReady'; readonly reason: NotReadyReason }
  | { readonly kind: 'offline' }
export type PresenceKind = Presence['kind']

/** Away from the desk for a reason, and what that reason meant when it began. */
export interface Away {
  readonly kind: 'break'
  readonly reason: BreakReason
  /** Absent: on neither side of his occupancy. */
  readonly countsAs?: CountsAs
  /** It had to be granted: it takes a place in the limits that hold for him. */
  readonly isLimited?: true
}

/** How time away counts into occupancy: as time in which he worked, or in which he waited for work. */
export type CountsAs = 'work' | 'idle'

/** Those that every installation begins with; an administrator adds others, which have ids. */
export const builtInReasons = ['rest', 'lunch', 'meeting', 'training', 'other'] as const
export type BreakReason = (typeof builtInReasons)[number] | PresenceReasonId

/** `requested` is the agent's own word; the others are set by the decider, and the agent takes them back by going available. */
export const notReadyReasons = ['requested', 'missed-offer', 'station-lost', 'edge-lost'] as const
export type NotReadyReason = (typeof notReadyReasons)[number]

export const available: Presence = { kind: 'available' }
export const offline: Presence = { kind: 'offline' }

/** Whether two presences say the same, reason included. */
export function isSamePresence(a: Presence, b: Presence): boolean {
  const reasonOf = (presence: Presence) => ('reason' in presence ? presence.reason : '')
  return a.kind === b.kind && reasonOf(a) === reasonOf(b)
}
