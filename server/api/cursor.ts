import { failure, type Result, success } from '#kernel/result.ts'
import type { Refusal } from './refusal.ts'

/**
 * Cursors of long lists: where the page before ended, in keyset form. Ids sort by time, so the last id of a page is all
 * there is to know; it is encoded so that nobody is tempted to build one, and its shape is checked when it comes back.
 */
export const encodeCursor = (lastId: string): string => Buffer.from(`1:${lastId}`).toString('base64url')

/** The id that a cursor stands for; a text that never was a cursor is refused. */
export function decodeCursor<Last extends string>(
  cursor: string | undefined,
  isLast: (text: string) => text is Last,
): Result<Last | undefined, Refusal> {
  if (cursor === undefined) return success(undefined)
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const last = text.slice(2)
  return text.startsWith('1:') && isLast(last) && encodeCursor(last) === cursor
    ? success(last)
    : failure({ code: 'request.malformed', detail: 'The cursor is not one that this route gave out.' })
}

export interface Page<Item> {
  readonly items: Item[]
  readonly next?: string
}

/** Makes a page of `limit` items out of `limit + 1` rows: the extra one says that there is a next page. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
  show: (row: Row) => Item,
): Page<Item> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(show),
    ...(rows.length > limit && last !== undefined ? { next: encodeCursor(idOf(last)) } : {}),
  }
}
