import { type ShiftDay, shiftsBetween } from '#domain/workforce/index.ts'
import type { Model, ModelShift } from './model.ts'

/** A time of being there, with planned breaks in it; milliseconds of the model. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
  readonly breaks: readonly { readonly fromMs: number; readonly toMs: number; readonly reason: string }[]
}

const dayMs = 86_400_000
/** A midnight of a Monday, in whose week a model's days are reckoned: the wall clock of patterns is UTC's. */
const mondayMs = Date.UTC(2024, 0, 1)
/** No longer than patterns are looked at in one go. */
const chunkMs = 60 * dayMs

/** When a group is there, in ascending order. */
export function spansOf(
  shifts: readonly ModelShift[],
  { beginsOn = 1, horizonMs }: Pick<Model, 'beginsOn' | 'horizonMs'>,
): Span[] {
  const times = shifts.flatMap((shift) => ('fromMs' in shift ? [{ ...shift, breaks: [] }] : []))
  const days = shifts.flatMap((shift) => ('weekday' in shift ? [shiftDayOf(shift)] : []))
  if (days.length === 0) return times
  const originMs = mondayMs + (beginsOn - 1) * dayMs
  const assignment = { patternId: 'model', days, fromDate: '0001-01-01', untilDate: null }
  const found = new Map<number, Span>()
  for (let atMs = 0; atMs < horizonMs; atMs += chunkMs) {
    const untilMs = Math.min(horizonMs, atMs + chunkMs)
    for (const shift of shiftsBetween([assignment], 'UTC', originMs + atMs, originMs + untilMs)) {
      const fromMs = Math.max(0, shift.beginsMs - originMs)
      const breaks = shift.breaks
        .map(({ reasonId, beginsMs, endsMs }) => ({
          fromMs: Math.max(0, beginsMs - originMs),
          toMs: endsMs - originMs,
          reason: reasonId,
        }))
        .filter(({ toMs }) => toMs > 0)
      found.set(shift.beginsMs, { fromMs, toMs: shift.endsMs - originMs, breaks })
    }
  }
  return [...times, ...found.values()].sort((a, b) => a.fromMs - b.fromMs)
}

export const shiftDayOf = ({ breaks = [], ...day }: Extract<ModelShift, { weekday: number }>): ShiftDay => ({
  ...day,
  breaks: breaks.map(({ reasonId = 'rest', ...planned }) => ({ reasonId, ...planned })),
})
