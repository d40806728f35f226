import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Database, SubstitutionTable } from '#adapters/postgres/schema.ts'
import { absenceKinds, areSubstitutionRules } from '#domain/routing/index.ts'
import { type AgentId, newId, type QueueId, type SkillId, type SubstitutionId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { Substitution, WritableSubstitution } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import { ruleOf } from '../configuration/substitutions.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes =
  | 'substitutions'
  | 'createSubstitution'
  | 'changeSubstitution'
  | 'removeSubstitution'
  | 'ownAbsences'
  | 'createOwnAbsence'
  | 'removeOwnAbsence'

type Row = Selectable<SubstitutionTable>
const usualPatienceMs = 600_000
const usualLeastMs = 60_000
const shownAfterwardsMs = 30 * 86_400_000
const mostShown = 2000

/** Who does whose work: said by supervisors of anybody, and by agents of themselves. */
export function substitutionHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, decider } = services

  const shown = (row: Row, names: Names): Substitution => show(row, names, stateOf(row))

  /** As routing has it, where it has; what it has not heard of yet, by the clock. */
  function stateOf(row: Row): Pick<Substitution, 'state' | 'agentsOver'> {
    const isOn = (agentId: AgentId) =>
      decider.state?.substitutions
        .get(agentId)
        ?.active.some(({ substitutionId }) => substitutionId === row.substitution_id) === true
    if (row.from_at === null) {
      let agentsOver = 0
      for (const { agentId } of decider.state?.substitutions.values() ?? []) if (isOn(agentId)) agentsOver++
      return { state: agentsOver > 0 ? 'now' : 'watching', agentsOver }
    }
    const nowMs = clock.wallMs()
    if (row.until_at !== null && row.until_at.getTime() <= nowMs) return { state: 'over' }
    return { state: row.from_at.getTime() <= nowMs ? 'now' : 'coming' }
  }

  async function write(
    { caller, address }: { readonly caller: Caller; readonly address: string },
    body: WritableSubstitution,
    known?: { readonly id: SubstitutionId; readonly version: number },
  ): Promise<Result<Substitution, Refusal>> {
    const substitutionId = known?.id ?? newId('substitution', clock.wallMs(), randomBytes)
    const values = rowOf(substitutionId, body, clock.wallMs())
    const problem = problemOf(values, clock.wallMs()) ?? (await missingOf(db, values))
    if (problem !== undefined) return refuse('substitution.impossible', { detail: problem })
    await db.transaction().execute(async (transaction) => {
      if (known) {
        const { substitution_id: _, ...changed } = values
        await transaction
          .updateTable('substitution')
          .set({ ...changed, version: known.version + 1 })
          .where('substitution_id', '=', substitutionId)
          .execute()
      } else {
        await transaction
          .insertInto('substitution')
          .values({ ...values, made_by: caller.personId })
          .execute()
      }
      const details = { cause: values.cause, agentId: values.agent_id, standIns: values.stand_in_ids?.length ?? 0 }
      const action = known ? 'substitution.changed' : 'substitution.created'
      await audit(transaction, { action, personId: caller.personId, subject: substitutionId, address, details })
    })
    await followChange(services)
    const row = await rows(db).where('substitution_id', '=', substitutionId).executeTakeFirst()
    return row ? success(shown(row, await readNames(db))) : refuse('substitution.not-found')
  }

  async function remove(
    { caller, address, id }: { readonly caller: Caller; readonly address: string; readonly id: SubstitutionId },
    ofAgent: AgentId | undefined,
  ): Promise<Result<Record<string, never>, Refusal>> {
    const removed = await db.transaction().execute(async (transaction) => {
      let gone = transaction.deleteFrom('substitution').where('substitution_id', '=', id)
      // Of himself an agent ends absences; what supervisors set for his whole work stands.
      if (ofAgent !== undefined) gone = gone.where('agent_id', '=', ofAgent).where('from_at', 'is not', null)
      const row = await gone.returning(['agent_id', 'cause']).executeTakeFirst()
      if (!row) return false
      const details = { cause: row.cause, agentId: row.agent_id, isOwn: ofAgent !== undefined }
      const note = { action: 'substitution.removed', personId: caller.personId, subject: id, address, details } as const
      await audit(transaction, note)
      return true
    })
    if (!removed) return refuse('substitution.not-found')
    await followChange(services)
    return success({})
  }

  return {
    async substitutions({ query }) {
      const [found, names] = await Promise.all([recent(db, clock.wallMs()).execute(), readNames(db)])
      const items = found
        .filter(
          ({ agent_id, cause }) =>
            (query.agentId === undefined || agent_id === query.agentId) &&
            (query.cause === undefined || cause === query.cause),
        )
        .map((row) => shown(row, names))
        .filter(({ state }) => query.state === undefined || state === query.state)
      return success({ items, ...choicesOf(names) })
    },

    async createSubstitution({ caller, address, body, reply }) {
      const made = await write({ caller, address }, body)
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async changeSubstitution({ caller, address, body, id, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const known = await rows(db).where('substitution_id', '=', id).executeTakeFirst()
      if (!known) return refuse('substitution.not-found')
      if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
      const changed = await write({ caller, address }, body, { id, version: known.version })
      if (changed.ok) reply.header('etag', changed.value.etag)
      return changed
    },

    removeSubstitution: ({ caller, address, id }) => remove({ caller, address, id }, undefined),

    async ownAbsences({ caller }) {
      if (caller.agentId === undefined) return refuse('agent.not-an-agent')
      const { agentId } = caller
      const [found, names] = await Promise.all([
        recent(db, clock.wallMs()).where('agent_id', '=', agentId).where('from_at', 'is not', null).execute(),
        readNames(db),
      ])
      const items = found.map((row) => shown(row, names)).filter(({ state }) => state !== 'over')
      return success({ items, agents: choicesOf(names).agents.filter(({ id }) => id !== agentId) })
    },

    async createOwnAbsence({ caller, address, body }) {
      if (caller.agentId === undefined) return refuse('agent.not-an-agent')
      return write({ caller, address }, { ...body, agentId: caller.agentId })
    },

    async removeOwnAbsence({ caller, address, id }) {
      if (caller.agentId === undefined) return refuse('agent.not-an-agent')
      return remove({ caller, address, id }, caller.agentId)
    },
  }
}

const rows = (db: Kysely<Database>) => db.selectFrom('substitution').selectAll()
const recent = (db: Kysely<Database>, nowMs: number) =>
  rows(db)
    .where(({ eb }) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', new Date(nowMs - shownAfterwardsMs))]))
    .orderBy('from_at', 'desc')
    .orderBy('substitution_id')
    .limit(mostShown)

function rowOf(
  substitutionId: SubstitutionId,
  body: WritableSubstitution,
  nowMs: number,
): Insertable<SubstitutionTable> & Pick<Row, 'agent_id' | 'of_skill_id' | 'cause'> {
  const { cause } = body
  const isAbsence = (absenceKinds as readonly string[]).includes(cause)
  return {
    substitution_id: substitutionId,
    agent_id: body.agentId ?? null,
    of_skill_id: body.ofSkillId ?? null,
    cause,
    from_at: isAbsence ? (body.from === undefined ? new Date(nowMs) : new Date(body.from)) : null,
    until_at: isAbsence && body.until !== undefined ? new Date(body.until) : null,
    on_limit: isAbsence ? null : (body.on ?? null),
    off_limit: isAbsence ? null : (body.off ?? null),
    least_ms: isAbsence ? null : (body.leastMs ?? usualLeastMs),
    stand_in_ids: body.standInIds,
    team_skill_id: body.teamSkillId ?? null,
    queue_ids: body.queueIds ?? null,
    channels: body.channels ?? null,
    is_any_skill: body.isAnySkill === true,
    patience_ms: body.patienceMs ?? usualPatienceMs,
  }
}

/** Why it cannot be, in a sentence. */
function problemOf(values: ReturnType<typeof rowOf>, nowMs: number): string | undefined {
  const { agent_id, of_skill_id, from_at, until_at, on_limit, off_limit, stand_in_ids = [] } = values
  if ((agent_id === null) === (of_skill_id === null)) return 'Name either whose work it is, or the skill of a team.'
  if (from_at && agent_id === null) return 'An absence is of one agent.'
  if (agent_id !== null && stand_in_ids.includes(agent_id)) return 'Nobody stands in for himself.'
  if (from_at && until_at && until_at <= from_at) return 'It ends before it begins.'
  if (until_at && until_at.getTime() <= nowMs) return 'It is over already.'
  if (!from_at && (on_limit === null || off_limit === null))
    return 'A limit needs a number at which it begins and one at which it ends.'
  if (!from_at && (off_limit ?? 0) >= (on_limit ?? 0))
    return 'The number at which it ends has to be below the one at which it begins.'
  const row = { version: 1, created_at: new Date(nowMs), made_by: null, ...values } as Row
  const whose = agent_id ?? ('' as AgentId)
  return areSubstitutionRules(whose, [ruleOf(row)]) ? undefined : 'A number is outside of what routing can work with.'
}

/** Whether everybody and everything that is named is there. */
async function missingOf(db: Kysely<Database>, values: ReturnType<typeof rowOf>): Promise<string | undefined> {
  const names = await readNames(db)
  const agents = [...(values.stand_in_ids ?? []), ...(values.agent_id === null ? [] : [values.agent_id])]
  const skills = [values.of_skill_id, values.team_skill_id].filter((id) => id != null)
  if (!agents.every((id) => names.agents.has(id))) return 'One of them is no agent any more.'
  if (!skills.every((id) => names.skills.has(id))) return 'The skill is not there any more.'
  return (values.queue_ids ?? []).every((id) => names.queues.has(id)) ? undefined : 'A queue is not there any more.'
}

interface Names {
  readonly agents: ReadonlyMap<AgentId, string>
  readonly skills: ReadonlyMap<SkillId, string>
  readonly queues: ReadonlyMap<QueueId, string>
}

async function readNames(db: Kysely<Database>): Promise<Names> {
  const [agents, skills, queues] = await Promise.all([
    db
      .selectFrom('agent')
      .innerJoin('person', 'person.person_id', 'agent.person_id')
      .where('agent.is_active', '=', true)
      .where('person.is_active', '=', true)
      .select(['agent.agent_id', 'person.name'])
      .orderBy('person.name')
      .execute(),
    db.selectFrom('skill').select(['skill_id', 'name']).orderBy('name').execute(),
    db
      .selectFrom('queue')
      .where('is_active', '=', true)
      .where('person_id', 'is', null)
      .select(['queue_id', 'name'])
      .orderBy('name')
      .execute(),
  ])
  return {
    agents: new Map(agents.map(({ agent_id, name }) => [agent_id, name])),
    skills: new Map(skills.map(({ skill_id, name }) => [skill_id, name])),
    queues: new Map(queues.map(({ queue_id, name }) => [queue_id, name])),
  }
}

const choicesOf = ({ agents, skills, queues }: Names) => ({
  agents: [...agents].map(([id, name]) => ({ id, name })),
  skills: [...skills].map(([id, name]) => ({ id, name })),
  queues: [...queues].map(([id, name]) => ({ id, name })),
})

function show(row: Row, names: Names, state: Pick<Substitution, 'state' | 'agentsOver'>): Substitution {
  const agentName = row.agent_id === null ? undefined : names.agents.get(row.agent_id)
  const ofSkillName = row.of_skill_id === null ? undefined : names.skills.get(row.of_skill_id)
  const teamSkillName = row.team_skill_id === null ? undefined : names.skills.get(row.team_skill_id)
  return {
    substitutionId: row.substitution_id,
    ...(row.agent_id !== null && { agentId: row.agent_id }),
    ...(row.of_skill_id !== null && { ofSkillId: row.of_skill_id }),
    cause: row.cause,
    ...(row.from_at && { from: row.from_at.toISOString() }),
    ...(row.until_at && { until: row.until_at.toISOString() }),
    ...(row.on_limit !== null && { on: row.on_limit }),
    ...(row.off_limit !== null && { off: row.off_limit }),
    ...(row.least_ms !== null && { leastMs: row.least_ms }),
    standInIds: row.stand_in_ids,
    ...(row.team_skill_id !== null && { teamSkillId: row.team_skill_id }),
    ...(row.queue_ids && { queueIds: row.queue_ids }),
    ...(row.channels && { channels: row.channels }),
    isAnySkill: row.is_any_skill,
    patienceMs: row.patience_ms,
    ...(agentName !== undefined && { agentName }),
    ...(ofSkillName !== undefined && { ofSkillName }),
    ...(teamSkillName !== undefined && { teamSkillName }),
    standIns: row.stand_in_ids.map((agentId) => {
      const name = names.agents.get(agentId)
      return { agentId, ...(name !== undefined && { name }) }
    }),
    ...state,
    etag: etagOf(row.version),
  }
}
