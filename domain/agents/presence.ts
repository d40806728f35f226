/** What the agent says: may work reach me? Only `available` makes an agent eligible. */
export type Presence =
  | { readonly kind: 'available' }
  | { readonly kind: 'break'; readonly reason: BreakReason }
  | { readonly kind: 'notReady'; readonly reason: NotReadyReason }
  | { readonly kind: 'offline' }
export type PresenceKind = Presence['kind']

export const breakReasons = ['rest', 'lunch', 'meeting', 'training', 'other'] as const
export type BreakReason = (typeof breakReasons)[number]

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
