import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Lifted as RoutedLift } from '#domain/routing/index.ts'
import type { CustomerTierId, IncidentId } from '#kernel/ids.ts'
import type { Lifted } from '#protocol/http/index.ts'
import { clockOf } from './clock-of.ts'

/** What let something stand before others: its names, and its words. */

export function shownLift(lift: RoutedLift): Lifted {
  const { by, level, boostMs } = lift
  const shown = { by, level, boostMs }
  if (lift.by === 'tier') return { ...shown, tierId: lift.tierId }
  return lift.by === 'rule' ? { ...shown, rule: lift.place + 1 } : { ...shown, incidentId: lift.incidentId }
}

export interface LiftNames {
  readonly tiers: ReadonlyMap<CustomerTierId, string>
  readonly incidents: ReadonlyMap<IncidentId, string>
}

/** Names as they are now; what is gone has none. */
export async function liftNames(db: Kysely<Database>, lifts: readonly Lifted[]): Promise<LiftNames> {
  const tierIds = [...new Set(lifts.flatMap(({ tierId }) => tierId ?? []))]
  const incidentIds = [...new Set(lifts.flatMap(({ incidentId }) => incidentId ?? []))]
  const [tiers, incidents] = await Promise.all([
    tierIds.length === 0
      ? []
      : db
          .selectFrom('customer_tier')
          .select(['customer_tier_id', 'name'])
          .where('customer_tier_id', 'in', tierIds)
          .execute(),
    incidentIds.length === 0
      ? []
      : db.selectFrom('incident').select(['incident_id', 'title']).where('incident_id', 'in', incidentIds).execute(),
  ])
  return {
    tiers: new Map(tiers.map(({ customer_tier_id, name }) => [customer_tier_id, name])),
    incidents: new Map(incidents.map(({ incident_id, title }) => [incident_id, title])),
  }
}

export function namedLift(lift: Lifted, { tiers, incidents }: LiftNames): Lifted {
  const { tierId, incidentId } = lift
  const name = tierId ? tiers.get(tierId) : incidentId ? incidents.get(incidentId) : undefined
  return name === undefined ? lift : { ...lift, name }
}

const sourceWords = ({ by, name, rule }: Lifted): string =>
  by === 'rule' ? `rule ${rule ?? 1} of the queue` : (name ?? (by === 'tier' ? 'a former tier' : 'an incident'))

function amountWords({ level, boostMs }: Lifted): string {
  const levels = level === 0 ? [] : [`${level > 0 ? '+' : ''}${level}`]
  const time = boostMs === 0 ? [] : [`as if it had waited ${clockOf(boostMs)} longer`]
  return [...levels, ...time].join(', ')
}

/** "gold: +20", or nothing. */
export const liftsWords = (lifts: readonly Lifted[] = []): string =>
  lifts.map((lift) => `${sourceWords(lift)}: ${amountWords(lift)}`).join('; ')

/** "lifted by 30: power cut in Kutaisi" */
export function liftedWords(lift: Lifted): string {
  const by = lift.boostMs === 0 ? `by ${lift.level}` : amountWords(lift)
  return `lifted ${by}: ${sourceWords(lift)}`
}

export const loweredWords = (lift: Lifted): string => `no longer lifted: ${sourceWords(lift)}`
