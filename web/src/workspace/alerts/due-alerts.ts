import type { DeskMessage, DeskReminder } from '#protocol/realtime/index.ts'

/** What of a desk's messages and reminders is up now. */
export interface DueAlerts {
  readonly messages: readonly DeskMessage[]
  readonly due: readonly DeskReminder[]
  /** Reminders whose time has not come, the nearest first. */
  readonly ahead: readonly DeskReminder[]
  /** When something of this changes by time alone, UTC milliseconds of the server; `undefined`: never. */
  readonly nextChangeMs: number | undefined
}

/** @param nowMs by the server's clock */
export function dueAlerts(
  { messages, reminders }: { readonly messages: readonly DeskMessage[]; readonly reminders: readonly DeskReminder[] },
  nowMs: number,
): DueAlerts {
  const shown = messages.filter(({ expiresAtMs }) => expiresAtMs > nowMs)
  const due = reminders.filter(({ dueAtMs }) => dueAtMs <= nowMs)
  const ahead = reminders.filter(({ dueAtMs }) => dueAtMs > nowMs).sort((a, b) => a.dueAtMs - b.dueAtMs)
  const changes = [...shown.map(({ expiresAtMs }) => expiresAtMs), ...ahead.slice(0, 1).map(({ dueAtMs }) => dueAtMs)]
  return { messages: shown, due, ahead, nextChangeMs: changes.length === 0 ? undefined : Math.min(...changes) }
}

/** By which it is known that somebody was told of it: a reminder that was moved is a new one. */
export const toldKeys = ({ messages, due }: Pick<DueAlerts, 'messages' | 'due'>): readonly string[] => [
  ...messages.map(({ floorMessageId }) => floorMessageId),
  ...due.map(({ reminderId, dueAtMs }) => `${reminderId} ${dueAtMs}`),
]
