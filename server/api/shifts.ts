import { type Kysely, sql, type Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database } from '#adapters/postgres/schema.ts'
import { keepingOf, type ShiftAssignment, shiftAt, shiftDayProblem, shiftsBetween } from '#domain/workforce/index.ts'
import { type AgentId, newId, type ShiftPatternId, type TeamId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { OnShift, PlannedShift, ReasonId, ShiftDay, ShiftPattern } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes =
  | 'shiftPatterns'
  | 'createShiftPattern'
  | 'changeShiftPattern'
  | 'removeShiftPattern'
  | 'shiftAssignments'
  | 'assignShifts'
  | 'removeShiftAssignment'
  | 'shifts'
  | 'onShift'

const dayMs = 86_400_000
const mostDays = 42

/** When people are to be there. */
export function shiftHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, decider } = services

  async function wanted(
    transaction: Transaction<Database>,
    id: ShiftPatternId,
    ifMatch: string | undefined,
  ): Promise<Result<{ version: number }, Refusal>> {
    const version = readIfMatch(ifMatch)
    if (!version.ok) return version
    const known = await transaction
      .selectFrom('shift_pattern')
      .select('version')
      .where('shift_pattern_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!known) return refuse('shift-pattern.not-found')
    return version.value !== 'any' && version.value !== known.version ? refuse('request.stale') : success(known)
  }

  return {
    async shiftPatterns() {
      return success({ items: await patterns(db) })
    },

    async createShiftPattern({ caller, body, address, reply }) {
      const problem = problemOf(body.days)
      if (problem) return failure(problem)
      const id = newId('shift-pattern', clock.wallMs(), randomBytes)
      const made = await unlessTaken(() =>
        db.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('shift_pattern')
            .values({ shift_pattern_id: id, ...named(body.name), days: JSON.stringify(body.days) })
            .execute()
          await audit(transaction, { action: 'shift-pattern.created', personId: caller.personId, subject: id, address })
          return only(await patterns(transaction, id))
        }),
      )
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async changeShiftPattern({ caller, id, body, address, request, reply }) {
      const problem = body.days && problemOf(body.days)
      if (problem) return failure(problem)
      const changed = await unlessTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<ShiftPattern, Refusal>> => {
          const known = await wanted(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          await transaction
            .updateTable('shift_pattern')
            .set({
              ...(body.name === undefined ? {} : named(body.name)),
              ...(body.days === undefined ? {} : { days: JSON.stringify(body.days) }),
              version: known.value.version + 1,
            })
            .where('shift_pattern_id', '=', id)
            .execute()
          const note = { action: 'shift-pattern.changed', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address, details: { fields: Object.keys(body) } })
          return only(await patterns(transaction, id))
        }),
      )
      if (changed.ok) reply.header('etag', changed.value.etag)
      return changed
    },

    async removeShiftPattern({ caller, id, address, request }) {
      return unlessTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
          const known = await wanted(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          await transaction.deleteFrom('shift_pattern').where('shift_pattern_id', '=', id).execute()
          await audit(transaction, { action: 'shift-pattern.removed', personId: caller.personId, subject: id, address })
          return success({})
        }),
      )
    },

    async shiftAssignments() {
      const rows = await assignmentRows(db).execute()
      return success({ items: rows.map(showAssignment) })
    },

    async assignShifts({ caller, body, address }) {
      const { shiftPatternId, agentIds, fromDate, untilDate = null } = body
      if (!isDay(fromDate) || (untilDate !== null && (!isDay(untilDate) || untilDate < fromDate))) {
        return refuse('request.malformed', { detail: 'body: the first day is a day, and not after the last.' })
      }
      return db.transaction().execute(async (transaction) => {
        const pattern = await transaction
          .selectFrom('shift_pattern')
          .select('version')
          .where('shift_pattern_id', '=', shiftPatternId)
          .forShare()
          .executeTakeFirst()
        if (!pattern) return refuse('shift-pattern.not-found')
        const agents = await transaction
          .selectFrom('agent')
          .select('agent_id')
          .where('agent_id', 'in', agentIds)
          .where('is_active', '=', true)
          .execute()
        if (agents.length < agentIds.length) return refuse('agent.not-an-agent')
        const ids = agentIds.map(() => newId('shift-assignment', clock.wallMs(), randomBytes))
        await transaction
          .insertInto('shift_assignment')
          .values(
            agentIds.map((agentId, nth) => ({
              shift_assignment_id: ids[nth] as (typeof ids)[number],
              agent_id: agentId,
              shift_pattern_id: shiftPatternId,
              from_date: fromDate,
              until_date: untilDate,
            })),
          )
          .execute()
        const details = { agents: agentIds.length }
        const note = { action: 'shifts.assigned', personId: caller.personId, subject: shiftPatternId } as const
        await audit(transaction, { ...note, address, details })
        const rows = await assignmentRows(transaction).where('shift_assignment_id', 'in', ids).execute()
        return success({ items: rows.map(showAssignment) })
      })
    },

    async removeShiftAssignment({ caller, id, address }) {
      return db.transaction().execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
        const gone = await transaction
          .deleteFrom('shift_assignment')
          .where('shift_assignment_id', '=', id)
          .returning('agent_id')
          .executeTakeFirst()
        if (!gone) return refuse('shift-assignment.not-found')
        const note = { action: 'shifts.unassigned', personId: caller.personId, subject: gone.agent_id } as const
        await audit(transaction, { ...note, address })
        return success({})
      })
    },

    async shifts({ query }) {
      const fromMs = query.from === undefined ? clock.wallMs() : Date.parse(query.from)
      const toMs = query.to === undefined ? fromMs + 7 * dayMs : Date.parse(query.to)
      if (!(toMs > fromMs && toMs - fromMs <= mostDays * dayMs)) {
        return refuse('request.malformed', { detail: `query: from is before to, by ${mostDays} days at most.` })
      }
      const items = (await plansOf(db, query.teamId)).flatMap(({ agentId, name, timeZone, assignments }) =>
        shiftsBetween(assignments, timeZone, fromMs, toMs).map(
          ({ patternId, beginsMs, endsMs, breaks }): PlannedShift => ({
            ...{ agentId, name, shiftPatternId: patternId, beginsAt: shown(beginsMs), endsAt: shown(endsMs) },
            breaks: breaks.map((one) => ({
              reasonId: one.reasonId as ReasonId,
              beginsAt: shown(one.beginsMs),
              endsAt: shown(one.endsMs),
            })),
          }),
        ),
      )
      return success({ items })
    },

    async onShift() {
      const nowMs = clock.wallMs()
      const items = (await plansOf(db)).flatMap(({ agentId, name, timeZone, assignments }): OnShift[] => {
        // Who has no shifts at all is nobody's business here.
        if (assignments.length === 0) return []
        const shift = shiftAt(assignments, timeZone, nowMs)
        const { presence, presenceSinceMs = 0 } = decider.state?.agents.get(agentId) ?? {}
        const isThere = presence !== undefined && presence.kind !== 'offline'
        const keeping = keepingOf(shift, { isThere, sinceMs: presenceSinceMs }, nowMs)
        if (keeping === null) return []
        const when = shift ? { beginsAt: shown(shift.beginsMs), endsAt: shown(shift.endsMs) } : {}
        return [{ agentId, name, keeping, ...when }]
      })
      return success({ items })
    },
  }
}

const shown = (ms: number): string => new Date(ms).toISOString()
const isDay = (text: string): boolean => {
  const atMs = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(text)
}
const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

function problemOf(days: readonly ShiftDay[]): Refusal | undefined {
  const problem = days.map(shiftDayProblem).find((one) => one !== undefined)
  if (problem) return { code: 'shift-pattern.invalid', detail: problem }
  const isTwice = days.some((a, nth) => days.some((b, other) => other !== nth && areOverlapping(a, b)))
  return isTwice
    ? { code: 'shift-pattern.invalid', detail: 'Shifts of one pattern lie one after the other.' }
    : undefined
}

/** A week's end is followed by its beginning. */
function areOverlapping(a: ShiftDay, b: ShiftDay): boolean {
  const weekMinutes = 7 * 1440
  const begins = ({ weekday, beginsMinute }: ShiftDay) => (weekday - 1) * 1440 + beginsMinute
  const after = (begins(b) - begins(a) + weekMinutes) % weekMinutes
  return after < a.endsMinute - a.beginsMinute
}

// A date has no zone: it is read as the text that it is.
const assignmentRows = (db: Kysely<Database>) =>
  db
    .selectFrom('shift_assignment')
    .select([
      'shift_assignment_id',
      'agent_id',
      'shift_pattern_id',
      sql<string>`to_char(from_date, 'YYYY-MM-DD')`.as('from_day'),
      sql<string | null>`to_char(until_date, 'YYYY-MM-DD')`.as('until_day'),
    ])
    .orderBy('from_date')
    .orderBy('shift_assignment_id')
type AssignmentRow = Awaited<ReturnType<ReturnType<typeof assignmentRows>['execute']>>[number]

const showAssignment = (row: AssignmentRow) => ({
  shiftAssignmentId: row.shift_assignment_id,
  agentId: row.agent_id,
  shiftPatternId: row.shift_pattern_id,
  fromDate: row.from_day,
  ...(row.until_day === null ? {} : { untilDate: row.until_day }),
})

interface Plan {
  readonly agentId: AgentId
  readonly name: string
  readonly timeZone: string
  readonly assignments: readonly ShiftAssignment<ShiftPatternId>[]
}

/** Whoever is an agent, with his shifts, by name. */
async function plansOf(db: Kysely<Database>, teamId?: TeamId): Promise<readonly Plan[]> {
  let agents = db
    .selectFrom('agent')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .innerJoin('business_unit', 'business_unit.business_unit_id', 'person.business_unit_id')
    .where('agent.is_active', '=', true)
    .where('person.is_active', '=', true)
    .select(['agent.agent_id', 'person.name', 'business_unit.time_zone'])
    .orderBy('person.name')
  if (teamId !== undefined) {
    agents = agents.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('team_member')
          .select('team_id')
          .whereRef('team_member.agent_id', '=', 'agent.agent_id')
          .where('team_id', '=', teamId),
      ),
    )
  }
  const [people, rows, kinds] = await Promise.all([
    agents.execute(),
    assignmentRows(db).execute(),
    db.selectFrom('shift_pattern').select(['shift_pattern_id', 'days']).execute(),
  ])
  const daysOf = new Map(kinds.map(({ shift_pattern_id, days }) => [shift_pattern_id, days]))
  const assignmentsOf = new Map<AgentId, ShiftAssignment<ShiftPatternId>[]>()
  for (const row of rows) {
    const assignment = {
      patternId: row.shift_pattern_id,
      days: daysOf.get(row.shift_pattern_id) ?? [],
      fromDate: row.from_day,
      untilDate: row.until_day,
    }
    const known = assignmentsOf.get(row.agent_id)
    if (known) known.push(assignment)
    else assignmentsOf.set(row.agent_id, [assignment])
  }
  return people.map(({ agent_id, name, time_zone }) => ({
    ...{ agentId: agent_id, name, timeZone: time_zone },
    assignments: assignmentsOf.get(agent_id) ?? [],
  }))
}

async function patterns(db: Kysely<Database>, id?: ShiftPatternId): Promise<ShiftPattern[]> {
  let rows = db
    .selectFrom('shift_pattern')
    .selectAll()
    .select(
      sql<number>`(SELECT count(DISTINCT agent_id)::integer FROM shift_assignment
        WHERE shift_assignment.shift_pattern_id = shift_pattern.shift_pattern_id
          AND (until_date IS NULL OR until_date >= current_date - 1))`.as('agents'),
    )
  if (id !== undefined) rows = rows.where('shift_pattern_id', '=', id)
  return (await rows.orderBy('name').execute()).map((row) => ({
    shiftPatternId: row.shift_pattern_id,
    name: row.name,
    days: row.days,
    agents: row.agents,
    etag: etagOf(row.version),
  }))
}

const only = ([pattern]: readonly ShiftPattern[]): Result<ShiftPattern, Refusal> =>
  pattern ? success(pattern) : refuse('shift-pattern.not-found')

async function unlessTaken<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    const verdict = verdictOf(error)
    if (verdict.kind !== 'conflict') throw error
    if (verdict.constraint === 'shift_pattern_folded_name_key') return failure({ code: 'shift-pattern.name-taken' })
    if (verdict.constraint === 'shift_assignment_shift_pattern_id_fkey')
      return failure({ code: 'shift-pattern.in-use' })
    throw error
  }
}
