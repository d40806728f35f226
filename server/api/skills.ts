import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database, SkillTable } from '#adapters/postgres/schema.ts'
import { newId, type QueueId, type SkillId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { Skill, SkillReservation } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { skillsNamedBy } from '../configuration/skills-named.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'skills' | 'createSkill' | 'changeSkill' | 'removeSkill' | 'skilledAgents' | 'setSkilledAgents'

/** What agents can do, and how well. */
export function skillHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  /** The skill, locked until the end of the transaction, as the caller knows it. */
  async function wantedSkill(
    transaction: Transaction<Database>,
    id: SkillId,
    ifMatch: string | undefined,
  ): Promise<Result<{ version: number }, Refusal>> {
    const wanted = readIfMatch(ifMatch)
    if (!wanted.ok) return wanted
    const known = await transaction
      .selectFrom('skill')
      .select('version')
      .where('skill_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!known) return refuse('skill.not-found')
    return wanted.value !== 'any' && wanted.value !== known.version ? refuse('request.stale') : success(known)
  }

  return {
    async skills() {
      return success({ items: await read(db) })
    },

    async createSkill({ caller, body, address, reply }) {
      const skillId = newId('skill', clock.wallMs(), randomBytes)
      const made = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction) => {
          const { kind } = body
          await transaction
            .insertInto('skill')
            .values({ skill_id: skillId, kind, ...named(body.name), ...reserved(body.reservation) })
            .execute()
          await audit(transaction, { action: 'skill.created', personId: caller.personId, subject: skillId, address })
          return only(await read(transaction, skillId))
        }),
      )
      if (made.ok && body.reservation) await followChange(services)
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async changeSkill({ caller, id, body, address, request, reply }) {
      const changed = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<Skill, Refusal>> => {
          const known = await wantedSkill(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          await transaction
            .updateTable('skill')
            .set({
              ...(body.name === undefined ? {} : named(body.name)),
              ...(body.kind === undefined ? {} : { kind: body.kind }),
              ...(body.reservation === undefined ? {} : reserved(body.reservation)),
              version: known.value.version + 1,
            })
            .where('skill_id', '=', id)
            .execute()
          const details = { fields: Object.keys(body) }
          const note = { action: 'skill.changed', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address, details })
          return only(await read(transaction, id))
        }),
      )
      if (changed.ok && body.reservation !== undefined) await followChange(services)
      if (changed.ok) reply.header('etag', changed.value.etag)
      return changed
    },

    async removeSkill({ caller, id, address, request }) {
      const removed = await db
        .transaction()
        .execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
          // A queue that begins to ask for it waits here, and finds it gone.
          await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
          const known = await wantedSkill(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          const use = await useOf(transaction, id)
          if (use !== undefined) return refuse('skill.in-use', { detail: use })
          const isNamed = await transaction
            .selectFrom('substitution')
            .select('substitution_id')
            .where(({ eb, or }) => or([eb('of_skill_id', '=', id), eb('team_skill_id', '=', id)]))
            .executeTakeFirst()
          if (isNamed) return refuse('skill.in-use', { detail: 'A substitution names it.' })
          await transaction.deleteFrom('skill').where('skill_id', '=', id).execute()
          await audit(transaction, { action: 'skill.removed', personId: caller.personId, subject: id, address })
          return success({})
        })
      if (removed.ok) await followChange(services)
      return removed
    },

    async skilledAgents({ id }) {
      const skill = await db.selectFrom('skill').select('skill_id').where('skill_id', '=', id).executeTakeFirst()
      if (!skill) return refuse('skill.not-found')
      const rows = await listedWith(db)
        .where('agent_skill.skill_id', '=', id)
        .select(['agent.agent_id as agentId', 'person.name', 'agent_skill.proficiency'])
        .orderBy('agent_skill.proficiency', 'desc')
        .orderBy('person.name')
        .execute()
      return success({ items: rows })
    },

    async setSkilledAgents({ caller, id, body, address, request, reply }) {
      const changed = await db.transaction().execute(async (transaction): Promise<Result<Skill, Refusal>> => {
        const known = await wantedSkill(transaction, id, request.headers['if-match'])
        if (!known.ok) return known
        const proficiencies = new Map(body.agents.map(({ agentId, proficiency }) => [agentId, proficiency]))
        const agentIds = [...proficiencies.keys()]
        const { rows } = await sql<{ count: number }>`
          SELECT count(*)::integer AS count FROM agent JOIN person USING (person_id)
          WHERE agent.is_active AND person.is_active AND agent_id = ANY(${agentIds}::text[])`.execute(transaction)
        if ((rows[0]?.count ?? 0) < agentIds.length) return refuse('agent.not-an-agent')
        // Who is away is in nobody's list: he can do it still when he comes back.
        await sql`
          DELETE FROM agent_skill USING agent JOIN person USING (person_id)
          WHERE agent_skill.agent_id = agent.agent_id AND skill_id = ${id}
            AND agent.is_active AND person.is_active`.execute(transaction)
        await sql`
          INSERT INTO agent_skill (agent_id, skill_id, proficiency)
          SELECT agent_id, ${id}, proficiency
          FROM unnest(${agentIds}::text[], ${[...proficiencies.values()]}::smallint[]) AS given (agent_id, proficiency)`.execute(
          transaction,
        )
        await transaction
          .updateTable('skill')
          .set({ version: known.value.version + 1 })
          .where('skill_id', '=', id)
          .execute()
        const details = { agents: agentIds.length }
        const note = { action: 'skill.agents-changed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address, details })
        return only(await read(transaction, id))
      })
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },
  }
}

function reserved(reservation: SkillReservation | null | undefined) {
  return {
    reserved_level: reservation?.least ?? null,
    reserved_keep_free: reservation?.keepFree ?? null,
    reserved_until_waited_ms: reservation?.untilWaitedMs ?? null,
  }
}

function reservationOf(row: Selectable<SkillTable>): Pick<Skill, 'reservation'> {
  const { reserved_level: least, reserved_keep_free: keepFree, reserved_until_waited_ms: untilWaitedMs } = row
  if (least === null || keepFree === null) return {}
  return { reservation: { least, keepFree, ...(untilWaitedMs !== null && { untilWaitedMs }) } }
}

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

const listedWith = (db: Kysely<Database>) =>
  db
    .selectFrom('agent_skill')
    .innerJoin('agent', 'agent.agent_id', 'agent_skill.agent_id')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .where('agent.is_active', '=', true)
    .where('person.is_active', '=', true)

async function read(db: Kysely<Database>, skillId?: SkillId): Promise<Skill[]> {
  let skills = db.selectFrom('skill').selectAll()
  let having = listedWith(db).groupBy('agent_skill.skill_id')
  if (skillId !== undefined) {
    skills = skills.where('skill_id', '=', skillId)
    having = having.where('agent_skill.skill_id', '=', skillId)
  }
  const [rows, counts, asking] = await Promise.all([
    skills.orderBy('kind').orderBy('name').execute(),
    having.select(['agent_skill.skill_id', ({ fn }) => fn.countAll<number>().as('agents')]).execute(),
    queuesBySkill(db),
  ])
  const agentsOf = new Map(counts.map(({ skill_id, agents }) => [skill_id, agents]))
  return rows.map((row) => ({
    skillId: row.skill_id,
    name: row.name,
    kind: row.kind,
    ...reservationOf(row),
    agents: agentsOf.get(row.skill_id) ?? 0,
    queueIds: (asking.get(row.skill_id) ?? []).map(({ queueId }) => queueId),
    etag: etagOf(row.version),
  }))
}

interface Asking {
  readonly queueId: QueueId
  readonly name: string
}

/** Deactivated queues too: they may come back, and would ask for what nobody knows. */
async function queuesBySkill(db: Kysely<Database>): Promise<ReadonlyMap<SkillId, readonly Asking[]>> {
  const queues = await db
    .selectFrom('queue')
    .select(['queue_id', 'name', 'requirement', 'relaxation', 'customer_rules'])
    .where(sql<boolean>`requirement IS NOT NULL OR relaxation <> '[]' OR customer_rules <> '[]'`)
    .orderBy('name')
    .execute()
  const bySkill = new Map<SkillId, Asking[]>()
  for (const { queue_id: queueId, name, requirement, relaxation, customer_rules: customerRules } of queues) {
    for (const skillId of skillsNamedBy({ requirement, relaxation, customerRules })) {
      bySkill.set(skillId, [...(bySkill.get(skillId) ?? []), { queueId, name }])
    }
  }
  return bySkill
}

/** Who needs it, in words without anybody's name; `undefined`: nobody. */
async function useOf(db: Kysely<Database>, skillId: SkillId): Promise<string | undefined> {
  const asking = (await queuesBySkill(db)).get(skillId) ?? []
  const { agents } = await db
    .selectFrom('agent_skill')
    .select(({ fn }) => fn.countAll<number>().as('agents'))
    .where('skill_id', '=', skillId)
    .executeTakeFirstOrThrow()
  const words = [
    ...(asking.length > 0 ? [`Queues that ask for it: ${asking.map(({ name }) => name).join(', ')}.`] : []),
    ...(agents > 0 ? [`Agents who have it: ${agents}.`] : []),
  ]
  return words.length === 0 ? undefined : words.join(' ').slice(0, 300)
}

const only = ([skill]: readonly Skill[]): Result<Skill, Refusal> => (skill ? success(skill) : refuse('skill.not-found'))

async function unlessNameTaken(work: () => Promise<Result<Skill, Refusal>>): Promise<Result<Skill, Refusal>> {
  try {
    return await work()
  } catch (error) {
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'skill_kind_folded_name_key') {
      return failure({ code: 'skill.name-taken' })
    }
    throw error
  }
}
