import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import {
  dialedNumber,
  emergencyNumbersOf,
  isOpen,
  type NumberPatterns,
  numberPatterns,
  type OpeningHours,
  openNow,
  spellingsOf,
} from '#domain/dialing/index.ts'
import type { AgentId, BusinessHoursId, NumberRuleId, PersonId, QueueId, StationId } from '#kernel/ids.ts'
import type { DirectTarget, NumberTarget } from '#protocol/http/index.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { NumberRoute } from '../processes/index.ts'

export interface PlannedPhone {
  readonly user: string
  readonly agentId: AgentId | undefined
  readonly newMessages: number
  readonly oldMessages: number
}

/** Where numbers lead and whose stations are whose, in memory: a call is not kept waiting for a query. */
export interface NumberPlan {
  /** The region that bare numbers are read in. */
  readonly region: string
  /** Where a dialled number leads now, hours included; `undefined` when it is not ours, or leads nowhere any more. */
  numberRoute(dialedNumber: string): NumberRoute | undefined
  /** In which language its callers are spoken to; `undefined`: as the installation. */
  numberLanguage(dialedNumber: string): string | undefined
  /** The queue that it leads to, now or when it is open, where customers may ask for callbacks on a web page. */
  webCallbackQueue(dialedNumber: string): QueueId | undefined
  /** Whether it is one of ours at all. */
  numberRuleOf(dialedNumber: string): NumberRuleId | undefined
  /** The patterns as strangers may dial them, for the edge's access policy. */
  readonly ownNumbers: readonly string[]
  readonly emergencyNumbers: readonly string[]
  /** Whose browser, phone or outside number it is; which of them counts is the decider's to say. */
  agentOfStation(stationId: StationId): AgentId | undefined
  /** The SIP user that a phone station registers as. */
  userOfStation(stationId: StationId): string | undefined
  /** The outside number that a station is; called over the outbound rules. */
  numberOfStation(stationId: StationId): string | undefined
  /** The fixed SIP address that a station is. */
  addressOfStation(stationId: StationId): string | undefined
  /** The phone whose user name was dialled: phones call phones. */
  userOfDialed(dialedNumber: string): string | undefined
  /** Whose phone it is; an agent, when its person is one. */
  personOfUser(user: string): PersonId | undefined
  agentOfUser(user: string): AgentId | undefined
  stationOfUser(user: string): StationId | undefined
  /** Every phone, with what its lamps show besides its own calls. */
  readonly phones: readonly PlannedPhone[]
  personOfAgent(agentId: AgentId): PersonId | undefined
  /** Whether these hours are open now; `undefined`: there are none of this id. */
  hoursNow(businessHoursId: BusinessHoursId): 'open' | 'closed' | 'holiday' | undefined
  /** The number outside at a place of a queue's diversions. */
  divertedTo(queueId: QueueId, place: number): string | undefined
}

const nobody = () => undefined
export const emptyNumberPlan: NumberPlan = {
  region: 'GB',
  numberRoute: nobody,
  numberLanguage: nobody,
  webCallbackQueue: nobody,
  numberRuleOf: nobody,
  ownNumbers: [],
  emergencyNumbers: ['112'],
  agentOfStation: nobody,
  userOfStation: nobody,
  numberOfStation: nobody,
  addressOfStation: nobody,
  userOfDialed: nobody,
  personOfUser: nobody,
  agentOfUser: nobody,
  stationOfUser: nobody,
  phones: [],
  personOfAgent: nobody,
  divertedTo: nobody,
  hoursNow: nobody,
}

/** What the edge link's contract takes at once. */
const mostOwnNumbers = 100_000
/** Strangers dial whatever they like: what is remembered is bounded. */
const rememberedNumbers = 10_000
const longestRemembered = 64

/** @param wallMs the clock that opening hours are read by */
export async function readNumberPlan(db: Kysely<Database>, wallMs: () => number): Promise<NumberPlan> {
  const [organization, rules, hours, queues, agents, accounts, limits] = await Promise.all([
    db.selectFrom('organization').select('region').executeTakeFirstOrThrow(),
    db.selectFrom('number_rule').select(['number_rule_id', 'pattern', 'target', 'language']).execute(),
    readOpeningHours(db),
    db
      .selectFrom('queue')
      .where('is_active', '=', true)
      .select(['queue_id', 'person_id', 'diversions', 'callback'])
      .execute(),
    db.selectFrom('agent').where('is_active', '=', true).selectAll().execute(),
    db.selectFrom('sip_account').selectAll().execute(),
    db.selectFrom('dial_limits').select('emergency_numbers').executeTakeFirst(),
  ])
  const { region } = organization
  const emergencyNumbers = limits?.emergency_numbers ?? emergencyNumbersOf(region)
  const patterns = numberPatterns(
    rules.map(({ pattern, number_rule_id: numberRuleId, target, language }) => [
      pattern,
      { numberRuleId, target, language: language ?? undefined },
    ]),
  )
  const queueIds = new Set(queues.map((queue) => queue.queue_id))
  const onWeb = new Set(queues.flatMap(({ queue_id, callback }) => (callback?.isOnWeb ? [queue_id] : [])))
  const diverted = new Map(
    queues.map(({ queue_id, diversions }) => [
      queue_id,
      diversions.map(({ to }) => (to.kind === 'number' ? to.number : undefined)),
    ]),
  )
  const routeOf = (target: DirectTarget | undefined): NumberRoute | undefined =>
    target && directRoute(target, queueIds, queueOfPerson)

  const agentByPerson = new Map(agents.map((agent) => [agent.person_id, agent.agent_id]))
  // Whoever takes no calls any more is not waited for.
  const queueOfPerson = new Map(
    queues.flatMap((queue) =>
      queue.person_id && agentByPerson.has(queue.person_id) ? [[queue.person_id, queue.queue_id]] : [],
    ),
  )
  const personByAgent = new Map(agents.map((agent) => [agent.agent_id, agent.person_id]))
  const accountByUser = new Map(accounts.map((account) => [account.user_name, account]))
  const stations = stationsOf(agents, accounts)
  const emergency = new Set(emergencyNumbers)
  const spellings = rules.flatMap((rule) => spellingsOf(rule.pattern, region))

  // Reading a number takes fifty times as long as finding it, and the same few are dialled all day.
  const found = new Map<string, RuleAtNumber | undefined>()
  const ruleAt = (dialed: string): RuleAtNumber | undefined => {
    if (found.has(dialed)) return found.get(dialed)
    const rule = findRule(patterns, dialed, region, emergency)
    if (found.size >= rememberedNumbers) found.clear()
    if (dialed.length <= longestRemembered) found.set(dialed, rule)
    return rule
  }

  return {
    region,
    emergencyNumbers,
    ownNumbers: [...new Set([...rules.map((rule) => rule.pattern), ...spellings])].slice(0, mostOwnNumbers),
    numberRoute: (dialed) => {
      const rule = ruleAt(dialed)
      return rule && routeOf(targetNow(rule.target, hours, wallMs()))
    },
    numberLanguage: (dialed) => ruleAt(dialed)?.language,
    webCallbackQueue: (dialed) => {
      const target = ruleAt(dialed)?.target
      const open = target?.kind === 'hours' ? target.open : target
      return open?.kind === 'queue' && onWeb.has(open.queueId) ? open.queueId : undefined
    },
    numberRuleOf: (dialed) => ruleAt(dialed)?.numberRuleId,
    agentOfStation: (stationId) => stations.agents.get(stationId),
    userOfStation: (stationId) => stations.users.get(stationId),
    numberOfStation: (stationId) => stations.numbers.get(stationId),
    addressOfStation: (stationId) => stations.addresses.get(stationId),
    userOfDialed: (dialed) => (accountByUser.has(dialed) && !emergency.has(dialed) ? dialed : undefined),
    personOfUser: (user) => accountByUser.get(user)?.person_id ?? undefined,
    agentOfUser: (user) => {
      const personId = accountByUser.get(user)?.person_id
      return personId ? agentByPerson.get(personId) : undefined
    },
    stationOfUser: (user) => accountByUser.get(user)?.station_id ?? undefined,
    phones: accounts.map((account) => ({
      user: account.user_name,
      agentId: account.person_id === null ? undefined : agentByPerson.get(account.person_id),
      newMessages: account.new_messages,
      oldMessages: account.old_messages,
    })),
    personOfAgent: (agentId) => personByAgent.get(agentId),
    divertedTo: (queueId, place) => diverted.get(queueId)?.[place],
    hoursNow: (businessHoursId) => {
      const of = hours.get(businessHoursId)
      return of && openNow(of, wallMs())
    },
  }
}

export async function readOpeningHours(db: Kysely<Database>): Promise<ReadonlyMap<BusinessHoursId, OpeningHours>> {
  const rows = await db.selectFrom('business_hours').selectAll().execute()
  return new Map(
    rows.map((row) => [
      row.business_hours_id,
      { timeZone: row.time_zone, week: row.week, exceptions: row.exceptions } satisfies OpeningHours,
    ]),
  )
}

interface RuleAtNumber {
  readonly numberRuleId: NumberRuleId
  readonly target: NumberTarget
  readonly language: string | undefined
}

/** As the number is compared everywhere, or, for patterns of bare digits, as it was dialled. */
function findRule(
  patterns: NumberPatterns<RuleAtNumber>,
  dialed: string,
  region: string,
  emergency: ReadonlySet<string>,
): RuleAtNumber | undefined {
  const number = comparableNumber(dialed, region)
  // Whoever dials one wants help, however he wrote it and whatever pattern it may fit.
  const called = dialedNumber(dialed, region, [...emergency])
  if (called.ok && emergency.has(called.value)) return undefined
  const found = patterns.find(number)
  if (found) return found
  const digits = dialed.replace(/[\s().\-/]/g, '')
  return digits === number ? undefined : patterns.find(digits)
}

function targetNow(
  target: NumberTarget,
  hours: ReadonlyMap<BusinessHoursId, OpeningHours>,
  nowMs: number,
): DirectTarget | undefined {
  if (target.kind !== 'hours') return target
  const of = hours.get(target.businessHoursId)
  return of && (isOpen(of, nowMs) ? target.open : target.closed)
}

function directRoute(
  target: DirectTarget,
  queueIds: ReadonlySet<QueueId>,
  queueOfPerson: ReadonlyMap<PersonId, QueueId>,
): NumberRoute | undefined {
  switch (target.kind) {
    case 'queue': {
      const { queueId, greeting } = target
      if (!queueIds.has(queueId)) return undefined
      return greeting === undefined ? { kind: 'queue', queueId } : { kind: 'greeting-then-queue', queueId, greeting }
    }
    case 'person': {
      const queueId = queueOfPerson.get(target.personId)
      return queueId === undefined ? undefined : { kind: 'queue', queueId }
    }
    case 'flow':
      return { kind: 'flow', flowId: target.flowId }
    case 'number':
      return { kind: 'outside', number: target.number }
    case 'announcement':
      return { kind: 'announcement', prompt: target.prompt }
  }
}

interface AgentStations {
  readonly agent_id: AgentId
  readonly person_id: PersonId
  readonly station_id: StationId
  readonly outside_number: string | null
  readonly outside_station_id: StationId | null
  readonly sip_address: string | null
  readonly sip_address_station_id: StationId | null
}

function stationsOf(
  agents: readonly AgentStations[],
  accounts: readonly {
    readonly user_name: string
    readonly station_id: StationId | null
    readonly person_id: PersonId | null
  }[],
) {
  const agentByPerson = new Map(agents.map((agent) => [agent.person_id, agent.agent_id]))
  const byStation = new Map<StationId, AgentId>(agents.map((agent) => [agent.station_id, agent.agent_id]))
  const numbers = new Map<StationId, string>()
  for (const { agent_id: agentId, outside_station_id: stationId, outside_number: number } of agents) {
    if (stationId === null || number === null) continue
    byStation.set(stationId, agentId)
    numbers.set(stationId, number)
  }
  const addresses = new Map<StationId, string>()
  for (const { agent_id: agentId, sip_address: address, sip_address_station_id: stationId } of agents) {
    if (stationId === null || address === null) continue
    byStation.set(stationId, agentId)
    addresses.set(stationId, address)
  }
  const users = new Map<StationId, string>()
  for (const { user_name: user, station_id: stationId, person_id: personId } of accounts) {
    if (stationId === null) continue
    users.set(stationId, user)
    const agentId = personId === null ? undefined : agentByPerson.get(personId)
    if (agentId !== undefined) byStation.set(stationId, agentId)
  }
  return { agents: byStation, users, numbers, addresses }
}
