import { sql } from 'kysely'
import type { BusinessUnitId, OutsideContactId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import { type DirectoryEntry, type DirectoryKind, type DirectoryQuery, directoryKinds } from '#protocol/http/index.ts'
import { type BookOfHouse, directoryBook } from '../directory/directory-book.ts'
import { LiveHouse, unitsBelow } from '../directory/live-house.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { outsideContactRows, showOutsideContact, sought } from './outside-contact-rows.ts'
import { type Refusal, refuse } from './refusal.ts'
import { numberPart } from './search-pattern.ts'

/** The last line of a page: its kind, its name as it sorts, its id. */
type Last = readonly [kind: number, foldedName: string, id: string]
interface Line {
  readonly last: Last
  readonly show: (house: LiveHouse) => DirectoryEntry
}

/** Colleagues, then queues, teams, units and outside contacts, each by name. */
export function directoryHandlers({
  db,
  decider,
  configuration,
  clock,
}: Pick<ApiServices, 'db' | 'decider' | 'configuration' | 'clock'>): Pick<Handlers, 'directory'> {
  const bookNow = directoryBook(db, configuration, () => clock.monotonicMs())

  async function outside(query: DirectoryQuery, after: Last | undefined, limit: number) {
    let rows = sought(outsideContactRows(db), query.search ?? '')
    if (after && after[0] === kindRank('outside'))
      rows = rows.where(
        sql<boolean>`(contact.folded_name, contact.outside_contact_id) > (${after[1]}, ${after[2] as OutsideContactId})`,
      )
    const found = await rows.limit(limit).execute()
    return found.map((row): Line => {
      const entry: DirectoryEntry = { kind: 'outside', ...showOutsideContact(row) }
      return { last: [kindRank('outside'), row.folded_name, row.outside_contact_id], show: () => entry }
    })
  }

  return {
    async directory({ query }) {
      const { state } = decider
      if (state === undefined) return refuse('decider.not-ready', { retryAfterS: 2 })
      const after = readCursor(query.cursor)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      const book = await bookNow()
      const from = after.value
      const lines = linesOf(book, query).filter(({ last }) => from === undefined || isBehind(last, from))
      const isOutsideMeant =
        (query.kind === undefined || query.kind === 'outside') &&
        query.unitId === undefined &&
        query.teamId === undefined
      if (isOutsideMeant && lines.length <= limit) lines.push(...(await outside(query, from, limit + 1 - lines.length)))
      const page = lines.slice(0, limit)
      const house = new LiveHouse(state, book)
      const last = page.at(-1)?.last
      return success({
        items: page.map(({ show }) => show(house)),
        ...(lines.length > limit && last ? { next: cursorOf(last) } : {}),
      })
    },
  }
}

/** What of the house is meant, in the order of the directory. */
function linesOf(book: BookOfHouse, { search, kind, unitId, teamId }: DirectoryQuery): Line[] {
  const folded = foldText(search ?? '')
  const digits = numberPart(folded)
  const within = unitId === undefined ? undefined : unitsBelow(book, unitId)
  const isMeant = (of: DirectoryKind, one: { readonly folded: string; readonly unitId: BusinessUnitId }) =>
    (kind === undefined || kind === of) &&
    (folded === '' || one.folded.includes(folded) || one.folded.includes(digits)) &&
    (within === undefined || within.has(one.unitId))
  const lines: Line[] = []
  const add = (of: DirectoryKind, id: string, foldedName: string, show: Line['show']) =>
    lines.push({ last: [kindRank(of), foldedName, id], show })
  for (const one of book.colleagues) {
    if (!isMeant('agent', one) || (teamId !== undefined && !one.teamIds.includes(teamId))) continue
    add('agent', one.agentId, one.foldedName, (house) => house.colleague(one))
  }
  if (teamId === undefined) {
    for (const one of book.queues)
      if (isMeant('queue', one)) add('queue', one.queueId, one.foldedName, (house) => house.queue(one))
    for (const one of book.teams)
      if (isMeant('team', one)) add('team', one.teamId, one.foldedName, (house) => house.team(one))
    for (const one of book.units)
      if (isMeant('unit', one) && one.unitId !== unitId)
        add('unit', one.unitId, one.foldedName, (house) => house.unit(one))
  }
  return lines.sort((a, b) => (isBehind(a.last, b.last) ? 1 : -1))
}

const kindRank = (kind: DirectoryKind): number => directoryKinds.indexOf(kind)

function isBehind(one: Last, other: Last): boolean {
  for (let i = 0; i < 3; i++) if (one[i] !== other[i]) return (one[i] as string) > (other[i] as string)
  return false
}

const cursorOf = (last: Last): string => Buffer.from(JSON.stringify(last)).toString('base64url')

function readCursor(cursor: string | undefined): Result<Last | undefined, Refusal> {
  if (cursor === undefined) return success(undefined)
  try {
    const last = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown
    if (Array.isArray(last) && last.length === 3 && Number.isInteger(last[0]) && isTexts(last.slice(1)))
      return success(last as unknown as Last)
  } catch {
    // Not one of ours.
  }
  return failure({ code: 'request.malformed', detail: 'The cursor is not one that this route gave out.' })
}
const isTexts = (parts: readonly unknown[]): boolean => parts.every((part) => typeof part === 'string')
