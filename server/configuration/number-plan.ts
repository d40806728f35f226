import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { AgentId, StationId } from '#kernel/ids.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { NumberRoute } from '../processes/index.ts'

/** Where numbers lead and whose stations are whose, in memory: a call is not kept waiting for a query. */
export interface NumberPlan {
  /** The region that bare numbers are read in. */
  readonly region: string
  numberRoute(dialedNumber: string): NumberRoute | undefined
  agentOfStation(stationId: StationId): AgentId | undefined
  userOfStation(stationId: StationId): string | undefined
}

export const emptyNumberPlan: NumberPlan = {
  region: 'GB',
  numberRoute: () => undefined,
  agentOfStation: () => undefined,
  userOfStation: () => undefined,
}

export async function readNumberPlan(db: Kysely<Database>): Promise<NumberPlan> {
  const [organization, numbers, agents, accounts] = await Promise.all([
    db.selectFrom('organization').select('region').executeTakeFirstOrThrow(),
    db
      .selectFrom('phone_number')
      .innerJoin('queue', 'queue.queue_id', 'phone_number.queue_id')
      .where('queue.is_active', '=', true)
      .select(['phone_number.number', 'phone_number.queue_id', 'phone_number.greeting'])
      .execute(),
    db.selectFrom('agent').where('is_active', '=', true).select(['agent_id', 'station_id']).execute(),
    db.selectFrom('sip_account').select(['user_name', 'agent_id', 'station_id']).execute(),
  ])
  const routes = new Map<string, NumberRoute>()
  for (const { number, queue_id: queueId, greeting } of numbers) {
    const route: NumberRoute =
      greeting === null ? { kind: 'queue', queueId } : { kind: 'greeting-then-queue', queueId, greeting }
    routes.set(comparableNumber(number, organization.region), route)
  }
  const agentByStation = new Map<StationId, AgentId>(agents.map((agent) => [agent.station_id, agent.agent_id]))
  const userByStation = new Map<StationId, string>()
  for (const { station_id: stationId, agent_id: agentId, user_name } of accounts) {
    if (stationId === null) continue
    userByStation.set(stationId, user_name)
    if (agentId !== null) agentByStation.set(stationId, agentId)
  }
  return {
    region: organization.region,
    numberRoute: (dialedNumber) => routes.get(comparableNumber(dialedNumber, organization.region)),
    agentOfStation: (stationId) => agentByStation.get(stationId),
    userOfStation: (stationId) => userByStation.get(stationId),
  }
}
