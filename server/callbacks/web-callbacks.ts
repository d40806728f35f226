import { createHash } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { CallbackTable, Database } from '#adapters/postgres/schema.ts'
import { type CallbackSettings, callableFrom, callableUntil } from '#domain/routing/index.ts'

/** What a page keeps, as the table has it: whoever reads the table can take nothing back. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

const dayMs = 86_400_000
/** So far ahead a customer may choose a time. */
export const webAheadMs = 7 * dayMs
const mostWindows = 20

/** When customers of this queue are called, from now on, by the queue's own clock. Without hours: always. */
export function windowsFrom(settings: CallbackSettings, nowMs: number): readonly (readonly [number, number])[] {
  const lastMs = nowMs + webAheadMs
  const windows: (readonly [number, number])[] = []
  for (let atMs = nowMs; atMs < lastMs && windows.length < mostWindows; ) {
    const fromMs = callableFrom(settings, null, atMs)
    if (fromMs === null || fromMs >= lastMs) break
    const untilMs = Math.min(callableUntil(settings, null, fromMs) ?? lastMs, lastMs)
    windows.push([fromMs, untilMs])
    atMs = untilMs + 1
  }
  return windows
}

/** A number that was asked for on pages so often within a day is not called for pages any more: whoever fills in forms may mean harm. */
export const mostADay = 3

export async function asksOfToday(db: Kysely<Database>, number: string, nowMs: number): Promise<number> {
  const { asked } = await db
    .selectFrom('callback')
    .select(({ fn }) => fn.countAll<number>().as('asked'))
    .where('number', '=', number)
    .where('web_token_hash', 'is not', null)
    .where('asked_at', '>=', new Date(nowMs - dayMs))
    .executeTakeFirstOrThrow()
  return asked
}

/** Whether this number is to be called already, in whatever queue, and not by this page's own asking. */
export async function isAskedAlready(db: Kysely<Database>, number: string): Promise<boolean> {
  const row = await db
    .selectFrom('callback')
    .select('interaction_id')
    .where('number', '=', number)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export const byToken = (db: Kysely<Database>, token: string): Promise<Selectable<CallbackTable> | undefined> =>
  db.selectFrom('callback').selectAll().where('web_token_hash', '=', hashOf(token)).executeTakeFirst()
