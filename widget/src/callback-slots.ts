import type { WebCallbackWindow } from '#protocol/http/web-callbacks.ts'

/** Times to choose from, at the customer's own clock: each half hour of the windows in which people are called. */
export interface SlotDay {
  /** Of its first slot. */
  readonly atMs: number
  readonly slotsMs: readonly number[]
}

const slotMs = 30 * 60_000

/** Not sooner than a slot from now: who wants it sooner takes his turn. Nobody chooses a window's last moment. */
export function slotDays(windows: readonly WebCallbackWindow[], nowMs: number): readonly SlotDay[] {
  const days = new Map<string, number[]>()
  for (const window of windows) {
    const untilMs = Date.parse(window.until)
    const fromMs = Math.max(Date.parse(window.from), nowMs + slotMs)
    for (let atMs = Math.ceil(fromMs / slotMs) * slotMs; atMs + slotMs <= untilMs; atMs += slotMs) {
      const day = new Date(atMs).toDateString()
      const slots = days.get(day)
      if (slots) slots.push(atMs)
      else days.set(day, [atMs])
    }
  }
  return [...days.values()].map((slotsMs) => ({ atMs: slotsMs[0] ?? 0, slotsMs }))
}
