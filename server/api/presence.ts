import { type BreakReason, builtInReasons, type NotReadyReason, type Presence } from '#domain/agents/index.ts'
import { isId } from '#kernel/ids.ts'
import type { PresenceReason, SetPresence, Presence as ShownPresence } from '#protocol/http/index.ts'

/** Whether it could be a reason; whether there is such a one the tables say. */
export const isBreakReason = (reason: string | undefined): reason is BreakReason =>
  (builtInReasons as readonly (string | undefined)[]).includes(reason) ||
  (reason !== undefined && isId('presence-reason', reason))

/** Only the decider gives these, and `requested` is the agent's own wish, which needs no reason to be shown. */
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
      return { kind: 'break', reason: isBreakReason(reason) ? reason : 'other' }
    case 'notReady':
      return { kind: 'notReady', reason: 'requested' }
  }
}

export function shownFromPresence(presence: Presence): { presence: ShownPresence; reason?: PresenceReason } {
  const reason =
    presence.kind === 'break'
      ? presence.reason
      : presence.kind === 'notReady'
        ? shownOfNotReady[presence.reason]
        : undefined
  return reason === undefined ? { presence: presence.kind } : { presence: presence.kind, reason }
}
