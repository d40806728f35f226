import { sql } from 'kysely'
import { isId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { DeclareIncident, Incident, IncidentMatch } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { unknownKinds } from './customer-kinds.ts'
import { refusalOfDecider } from './decided.ts'
import { unknownRegion } from './geography.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'incidents' | 'incidentSkills' | 'declareIncident' | 'endIncident'

const shownOver = 50

/** Incidents that many call about. */
export function incidentHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, decider, incidents, configuration, clock, randomBytes } = services

  async function read(incidentId?: Incident['incidentId']): Promise<readonly Incident[]> {
    let rows = db
      .selectFrom('incident')
      .leftJoin('person as declarer', 'declarer.person_id', 'incident.declared_by')
      .leftJoin('person as ender', 'ender.person_id', 'incident.ended_by')
      .selectAll('incident')
      .select(['declarer.name as declarer_name', 'ender.name as ender_name'])
    if (incidentId !== undefined) rows = rows.where('incident_id', '=', incidentId)
    const found = await rows
      .orderBy(sql`ended_at IS NOT NULL`)
      .orderBy('declared_at', 'desc')
      .limit(shownOver + 20)
      .execute()
    const lifted = decider.state?.indexes.lifted
    return found.map((row) => ({
      ...{ incidentId: row.incident_id, title: row.title, match: row.match, level: row.level, boostMs: row.boost_ms },
      declaredAt: row.declared_at.toISOString(),
      ...(row.declarer_name !== null && { declaredBy: row.declarer_name }),
      ...(row.ends_at !== null && { endsAt: row.ends_at.toISOString() }),
      ...(row.ended_at !== null && { endedAt: row.ended_at.toISOString() }),
      ...(row.ender_name !== null && { endedBy: row.ender_name }),
      lifted: lifted?.get(row.incident_id)?.entries.size ?? 0,
    }))
  }

  /** What it names has to be there. */
  async function wrongMatch(match: IncidentMatch): Promise<Refusal | undefined> {
    const {
      queueIds = [],
      businessUnitIds = [],
      regionCodes = [],
      tierIds = [],
      segmentIds = [],
      skillIds = [],
    } = match
    if (queueIds.some((queueId) => !decider.state?.queues.has(queueId))) return { code: 'queue.not-found' }
    if (unknownRegion(services, regionCodes)) return { code: 'region.not-found' }
    const unknown = await unknownKinds(db, tierIds, segmentIds)
    if (unknown) return unknown
    if (skillIds.length > 0) {
      const known = await db.selectFrom('skill').select('skill_id').where('skill_id', 'in', skillIds).execute()
      if (known.length < new Set(skillIds).size) return { code: 'skill.not-found' }
    }
    if (businessUnitIds.length === 0) return undefined
    const units = await db
      .selectFrom('business_unit')
      .select('parent_id')
      .where('business_unit_id', 'in', businessUnitIds)
      .execute()
    if (units.length < new Set(businessUnitIds).size) return { code: 'business-unit.not-found' }
    const isOfAll = units.some(({ parent_id }) => parent_id === null)
    return isOfAll ? { code: 'request.malformed', detail: 'body/match/businessUnitIds names all there is.' } : undefined
  }

  /** Numbers as they are compared. */
  function comparable(match: IncidentMatch): Result<IncidentMatch, Refusal> {
    const { region } = configuration.numberPlan
    const dialedNumbers = match.dialedNumbers?.map((number) => comparableNumber(number, region))
    const callerPrefixes = match.callerPrefixes?.map((prefix) => prefix.replace(/[\s().-]/g, '').replace(/^00/, '+'))
    const areNumbers = [...(dialedNumbers ?? []), ...(callerPrefixes ?? [])].every((number) =>
      /^\+?[0-9*#]+$/.test(number),
    )
    if (!areNumbers) return refuse('phone-number.invalid')
    return success({ ...match, ...(dialedNumbers && { dialedNumbers }), ...(callerPrefixes && { callerPrefixes }) })
  }

  function mistakeIn({ match, level, boostMs, endsAt }: DeclareIncident): string | undefined {
    if (Object.keys(match).length === 0) return 'body/match names nothing: it would lift everybody.'
    if (level === 0 && boostMs === 0) return 'body lifts by nothing.'
    if (endsAt === undefined) return undefined
    return Date.parse(endsAt) > clock.wallMs() ? undefined : 'body/endsAt is over already.'
  }

  return {
    async incidents() {
      return success({ items: [...(await read())] })
    },

    async incidentSkills() {
      const items = await db.selectFrom('skill').select(['skill_id as skillId', 'name']).orderBy('name').execute()
      return success({ items })
    },

    async declareIncident({ caller, body, address }) {
      const mistake = mistakeIn(body)
      if (mistake !== undefined) return refuse('request.malformed', { detail: mistake })
      if (!decider.isReady) return refuse('decider.not-ready', { retryAfterS: 2 })
      const match = comparable(body.match)
      if (!match.ok) return match
      const wrong = await wrongMatch(match.value)
      if (wrong) return failure(wrong)
      const incidentId = newId('incident', clock.wallMs(), randomBytes)
      const { title, level, boostMs, endsAt } = body
      const row = { incident_id: incidentId, level, boost_ms: boostMs, ends_at: endsAt ? new Date(endsAt) : null }
      await db
        .insertInto('incident')
        .values({ ...row, title: title.trim(), match: JSON.stringify(match.value), declared_by: caller.personId })
        .execute()
      const declared = await incidents.declare({ ...row, match: match.value })
      if (!declared.ok) {
        if (declared.error.kind === 'refused') {
          await db.deleteFrom('incident').where('incident_id', '=', incidentId).execute()
        }
        return failure(refusalOfDecider(declared.error))
      }
      const about = { personId: caller.personId, subject: incidentId, address }
      await audit(db, {
        action: 'incident.declared',
        ...about,
        details: { level, boostMs, by: Object.keys(match.value) },
      })
      const [incident] = await read(incidentId)
      return incident ? success(incident) : refuse('incident.not-found')
    },

    async endIncident({ caller, id, address }) {
      if (!isId('incident', id)) return refuse('incident.not-found')
      const known = await db.selectFrom('incident').select('ended_at').where('incident_id', '=', id).executeTakeFirst()
      if (!known) return refuse('incident.not-found')
      // What is over is over: ending it twice is ending it once.
      if (known.ended_at !== null) return success({})
      const ended = await incidents.end(id)
      if (!ended.ok) return failure(refusalOfDecider(ended.error))
      await db.updateTable('incident').set({ ended_by: caller.personId }).where('incident_id', '=', id).execute()
      await audit(db, { action: 'incident.ended', personId: caller.personId, subject: id, address })
      return success({})
    },
  }
}
