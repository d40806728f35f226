import type { BreakReason, NotReadyReason, Presence } from '#domain/agents/index.ts'
import type { PresenceReason, SetPresence, Presence as ShownPresence } from '#protocol/http/index.ts'

/** A presence as the desk says and shows it, and as the domain knows it: the words of the two differ a little. */
const breakOfShown: Partial<Record<PresenceReason, BreakReason>> = {
  lunch: 'meal',
  rest: 'rest',
  training: 'training',
  meeting: 'meeting',
}
const shownOfBreak: Record<BreakReason, PresenceReason> = {
  meal: 'lunch',
  rest: 'rest',
  training: 'training',
  meeting: 'meeting',
  other: 'other',
}
const shownOfNotReady: Record<NotReadyReason, PresenceReason | undefined> = {
  requested: undefined,
  'missed-offer': 'missed-offer',
  'station-lost': 'station-lost',
  // For the agent it is the same: there was nothing to talk through any more.
  'edge-lost': 'station-lost',
}

/** What an agent asks for; reasons that only the decider gives are taken as the agent's own wish. */
export function presenceFromShown({ presence, reason }: SetPresence): Presence {
  switch (presence) {
    case 'available':
    case 'offline':
      return { kind: presence }
    case 'break':
      return { kind: 'break', reason: (reason && breakOfShown[reason]) ?? 'other' }
    case 'notReady':
      return { kind: 'notReady', reason: 'requested' }
  }
}

export function shownFromPresence(presence: Presence): { presence: ShownPresence; reason?: PresenceReason } {
  const reason =
    presence.kind === 'break'
      ? shownOfBreak[presence.reason]
      : presence.kind === 'notReady'
        ? shownOfNotReady[presence.reason]
        : undefined
  return reason === undefined ? { presence: presence.kind } : { presence: presence.kind, reason }
}
