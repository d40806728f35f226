import { isDeepStrictEqual } from 'node:util'
import type { Kysely, Selectable } from 'kysely'
import type {
  AgentChannelLoadTable as AgentChannelLoad,
  AgentSkillTable,
  ChannelLoadTable as ChannelLoad,
  Database,
  QueueTable,
  SkillTable,
  SubstitutionTable,
} from '#adapters/postgres/schema.ts'
import type { BreakRules } from '#domain/agents/index.ts'
import type { Geography } from '#domain/geography/index.ts'
import type { RecordingRules } from '#domain/recordings/index.ts'
import {
  type AgentSettings,
  type CustomerTier,
  type Membership,
  type QueueSettings,
  type Reservation,
  type RoutingCommand,
  type RoutingState,
  type Skills,
  type SubstitutionRule,
  usualServiceLevel,
  usualVoicemailSettings,
} from '#domain/routing/index.ts'
import { grouped } from '#kernel/grouped.ts'
import type { AgentId, BusinessUnitId, FlowId, PersonId, QueueId, SkillId } from '#kernel/ids.ts'
import { areasOf } from '../geography.ts'
import { type Breaks, readBreaks } from './break-rules.ts'
import { readMemberships } from './memberships.ts'
import { readOpeningHours } from './number-plan.ts'
import { substitutionsOf, withStandIns } from './substitutions.ts'

export interface RoutingSettings {
  /** Absent: as they are. */
  readonly breakRules?: BreakRules
  readonly queues: ReadonlyMap<QueueId, QueueSettings>
  readonly agents: ReadonlyMap<AgentId, AgentSettings>
  /** Skills for which agents are kept; absent: as it is. */
  readonly reservations?: ReadonlyMap<SkillId, Reservation>
  /** When others do the work of an agent; absent: as it is. */
  readonly substitutions?: ReadonlyMap<AgentId, readonly SubstitutionRule[]>
  /** Absent: as they are. */
  readonly customerTiers?: readonly CustomerTier[]
  /** What each agent chose to talk through; absent: whatever is connected. */
  readonly stationChoices: ReadonlyMap<AgentId, StationChoice>
}
type StationChoice = NonNullable<Extract<RoutingCommand, { type: 'ChooseStation' }>['choice']>

/** Queues and agents as the tables have them now. */
export async function readRoutingSettings(
  db: Kysely<Database>,
  recordingRules: RecordingRules,
  geography: Geography,
): Promise<RoutingSettings> {
  const [
    tiers,
    units,
    hours,
    breaks,
    queues,
    agents,
    membershipsOf,
    loads,
    own,
    given,
    skills,
    substitutions,
    reserved,
    published,
  ] = await Promise.all([
    readTiers(db),
    db.selectFrom('business_unit').select(['business_unit_id', 'parent_id']).execute(),
    readOpeningHours(db),
    readBreaks(db),
    db.selectFrom('queue').where('is_active', '=', true).selectAll().orderBy('queue_id').execute(),
    db
      .selectFrom('agent')
      .innerJoin('person', 'person.person_id', 'agent.person_id')
      .where('agent.is_active', '=', true)
      .where('person.is_active', '=', true)
      .leftJoin('sip_account', (join) =>
        join
          .onRef('sip_account.user_name', '=', 'agent.phone_user')
          // A phone that was given to somebody else is his no more.
          .onRef('sip_account.person_id', '=', 'agent.person_id'),
      )
      .select([
        'agent.agent_id',
        'agent.person_id',
        'agent.station_choice',
        'agent.station_id',
        'agent.outside_station_id',
        'agent.sip_address_station_id',
        'agent.is_auto_answered',
        'agent.is_always_available',
        'agent.chooses_by',
        'agent.region_codes',
        'agent.wrap_up',
        'agent.routing_profile_id',
        'sip_account.station_id as phone_station_id',
      ])
      .orderBy('agent.agent_id')
      .execute(),
    readMemberships(db),
    db.selectFrom('channel_load').selectAll().orderBy('channel').execute(),
    db.selectFrom('agent_channel_load').selectAll().execute(),
    db.selectFrom('routing_profile_load').selectAll().execute(),
    db.selectFrom('agent_skill').selectAll().orderBy('skill_id').execute(),
    db
      .selectFrom('substitution')
      .selectAll()
      .where(({ eb, fn }) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', fn<Date>('now'))]))
      .execute(),
    db.selectFrom('skill').selectAll().where('reserved_level', 'is not', null).execute(),
    db
      .selectFrom('flow')
      .select('flow_id')
      .where('published_version_id', 'is not', null)
      .where('archived_at', 'is', null)
      .execute(),
  ])
  const flowIds = new Set(published.map(({ flow_id }) => flow_id))
  const ownLoads = grouped(own, ({ agent_id }) => agent_id)
  const profileLoads = grouped(given, ({ routing_profile_id }) => routing_profile_id)
  const recordedMembers = recordedMembersOf(recordingRules, agents, membershipsOf)
  const skillsByAgent = grouped(skills, ({ agent_id }) => agent_id)
  const parents = new Map(units.map(({ business_unit_id, parent_id }) => [business_unit_id, parent_id]))
  const agentOfPerson = new Map(agents.map(({ person_id, agent_id }) => [person_id, agent_id]))
  return withSubstitutions(substitutions, {
    reservations: new Map(reserved.map((row) => [row.skill_id, reservationOf(row)])),
    breakRules: breaks.rules,
    customerTiers: tiers,
    queues: new Map(
      queues.map((row) => [
        row.queue_id,
        {
          channel: row.channel,
          strategy: row.strategy,
          ringTimeoutMs: row.ring_timeout_ms,
          wrapUpLimitMs: row.wrap_up_limit_ms,
          wrapUpExtensions: row.wrap_up_extensions,
          ...(row.wrap_up_extension_ms === null ? {} : { wrapUpExtensionMs: row.wrap_up_extension_ms }),
          ...(row.is_wrap_up_optional ? { isWrapUpOptional: true } : {}),
          declineCoolDownMs: row.decline_cool_down_ms,
          ...(row.not_ready_after_misses === 1
            ? {}
            : { missedOffers: { notReadyAfter: row.not_ready_after_misses, coolDownMs: row.missed_cool_down_ms } }),
          priority: row.priority,
          isRecorded: true,
          ...recordedIn(recordingRules, row.queue_id, recordedMembers.get(row.queue_id)),
          isAutoAnswered: row.is_auto_answered,
          parkTimeoutMs: row.park_timeout_ms,
          ...(row.requirement === null ? {} : { requirement: row.requirement }),
          ...(row.reach === null ? {} : { reach: row.reach }),
          ...(row.relaxation.length === 0 ? {} : { relaxation: row.relaxation }),
          ...(row.offers_at_once === 1 ? {} : { offersAtOnce: row.offers_at_once }),
          ...diversionsOf(row, flowIds),
          ...(row.last_agent_patience_ms === 0 ? {} : { lastAgentPatienceMs: row.last_agent_patience_ms }),
          ...(row.case_owner_patience_ms === 0 ? {} : { caseOwnerPatienceMs: row.case_owner_patience_ms }),
          ...(row.owner_patience_ms === 0 ? {} : { ownerPatienceMs: row.owner_patience_ms }),
          ...(row.customer_rules.length === 0 ? {} : { customerRules: row.customer_rules }),
          ...unitsOf(row.business_unit_id, parents),
          ...promiseOf(row),
          ...ownerOf(row, agentOfPerson),
          ...callbackOf(row, hours),
          ...announcementsOf(row),
          ...(row.voicemail_longest_ms === usualVoicemailSettings.longestMs
            ? {}
            : { voicemail: { longestMs: row.voicemail_longest_ms } }),
        },
      ]),
    ),
    agents: new Map(
      agents.map(({ agent_id, routing_profile_id: profileId, wrap_up, ...agent }) => {
        const memberships = membershipsOf({ agent_id, routing_profile_id: profileId })
        const settings: AgentSettings = {
          memberships,
          ...bearing(loads, profileId === null ? ownLoads.get(agent_id) : profileLoads.get(profileId)),
          ...(wrap_up === null ? {} : { wrapUp: wrap_up }),
          ...skillsOf(skillsByAgent.get(agent_id)),
          ...workingIn(areasOf(geography, agent.region_codes)),
          isAutoAnswered: agent.is_auto_answered,
          ...(agent.is_always_available ? { isAlwaysAvailable: true } : {}),
          ...(agent.chooses_by === 'turn' ? {} : { choosesBy: agent.chooses_by }),
          ...limitedBy(breaks, agent_id, memberships),
          ...sharesOf(recordingRules, agent_id),
        }
        return [agent_id, settings]
      }),
    ),
    stationChoices: new Map(
      agents.flatMap((row) => {
        const stationId = {
          browser: row.station_id,
          phone: row.phone_station_id,
          number: row.outside_station_id,
          address: row.sip_address_station_id,
        }[row.station_choice ?? 'browser']
        const kind = row.station_choice
        return kind === null || stationId === null ? [] : [[row.agent_id, { stationId, kind }] as const]
      }),
    ),
  })
}

/** Customers are called in hours of their own, by their own clock; without such when the queue is open. */
function callbackOf(
  { callback, callback_hours_id: ownId, business_hours_id: openId }: Selectable<QueueTable>,
  hours: Awaited<ReturnType<typeof readOpeningHours>>,
): Pick<QueueSettings, 'callback'> {
  if (callback === null) return {}
  const { offer, isOnWeb: _, ...settings } = callback
  const own = ownId === null ? undefined : hours.get(ownId)
  const open = openId === null ? undefined : hours.get(openId)
  const window = own
    ? { hours: own, isCustomersTime: true }
    : open
      ? { hours: open, isCustomersTime: false }
      : undefined
  return { callback: { ...settings, ...(window && { window }), ...(offer && { offer }) } }
}

/** The unit whose queue it is and all above it; the root is said of none. */
function unitsOf(
  unitId: BusinessUnitId,
  parents: ReadonlyMap<BusinessUnitId, BusinessUnitId | null>,
): Pick<QueueSettings, 'businessUnitIds'> {
  const businessUnitIds: BusinessUnitId[] = []
  for (let at: BusinessUnitId | null = unitId; at !== null; at = parents.get(at) ?? null) {
    const parentId: BusinessUnitId | null = parents.get(at) ?? null
    if (parentId === null || businessUnitIds.includes(at)) break
    businessUnitIds.push(at)
  }
  return businessUnitIds.length === 0 ? {} : { businessUnitIds }
}

async function readTiers(db: Kysely<Database>): Promise<readonly CustomerTier[]> {
  const rows = await db.selectFrom('customer_tier').selectAll().orderBy('rank').orderBy('customer_tier_id').execute()
  return rows.map(({ customer_tier_id: tierId, rank, level, boost_ms: boostMs }) => ({
    ...{ tierId, rank, lift: { level, boostMs } },
  }))
}

/** Nobody hears anything of a task. */
const announcementsOf = ({ announcements, channel }: Selectable<QueueTable>): Pick<QueueSettings, 'announcements'> =>
  announcements === null || channel === 'task' ? {} : { announcements }

const reservationOf = (row: Selectable<SkillTable>): Reservation => ({
  skillId: row.skill_id,
  least: row.reserved_level ?? 1,
  keepFree: row.reserved_keep_free ?? 1,
  untilWaitedMs: row.reserved_until_waited_ms,
})

/** A queue of one person alone. */
function ownerOf(
  { person_id }: Selectable<QueueTable>,
  agents: ReadonlyMap<PersonId, AgentId>,
): Pick<QueueSettings, 'ownerAgentId'> {
  const ownerAgentId = person_id === null ? undefined : agents.get(person_id)
  return ownerAgentId === undefined ? {} : { ownerAgentId }
}

/** Who does whose work, and who can be asked for it therefore. */
function withSubstitutions(rows: readonly Selectable<SubstitutionTable>[], settings: RoutingSettings): RoutingSettings {
  const substitutions = substitutionsOf(rows, settings.agents)
  return { ...settings, agents: withStandIns(settings.agents, settings.queues, substitutions), substitutions }
}

/** A rule that leads to a flow of which nothing is published does not hold: whom it would have sent away waits. */
function diversionsOf(
  { diversions }: Selectable<QueueTable>,
  flowIds: ReadonlySet<FlowId>,
): Pick<QueueSettings, 'diversions'> {
  const held = diversions.map(routedRule).filter(({ to }) => to.kind !== 'flow' || flowIds.has(to.flowId))
  return held.length === 0 ? {} : { diversions: held }
}

/** What routing knows of a rule: not the number that it leads to. */
const routedRule = (
  { when, to }: Selectable<QueueTable>['diversions'][number],
  place: number,
): NonNullable<QueueSettings['diversions']>[number] => ({
  when,
  to: to.kind === 'number' ? { kind: 'outside', place } : to,
})

/** What an agent bears, channel by channel; by his profile, or by himself, otherwise than everybody. */
function bearing(
  usual: readonly ChannelLoad[],
  other: readonly Pick<AgentChannelLoad, 'channel' | 'at_once' | 'weight'>[] = [],
): Pick<AgentSettings, 'capacity' | 'weights' | 'interruptedBy'> {
  const loads = usual.map((load) => ({ ...load, ...loadIn(other, load.channel) }))
  return {
    capacity: Object.fromEntries(loads.map(({ channel, at_once }) => [channel, at_once])),
    weights: Object.fromEntries(loads.map(({ channel, weight }) => [channel, weight])),
    interruptedBy: Object.fromEntries(loads.map(({ channel, interrupted_by }) => [channel, interrupted_by])),
  }
}

function loadIn(
  loads: readonly Pick<AgentChannelLoad, 'channel' | 'at_once' | 'weight'>[],
  channel: AgentChannelLoad['channel'],
) {
  const load = loads.find((one) => one.channel === channel)
  return load && { at_once: load.at_once, weight: load.weight }
}

function promiseOf(row: Selectable<QueueTable>): Pick<QueueSettings, 'serviceLevel'> {
  const { thresholdMs, percent } = usualServiceLevel
  if (row.service_level_ms === thresholdMs && row.service_level_percent === percent) return {}
  return { serviceLevel: { thresholdMs: row.service_level_ms, percent: row.service_level_percent } }
}

const skillsOf = (rows: readonly Selectable<AgentSkillTable>[] | undefined): Pick<AgentSettings, 'skills'> =>
  rows === undefined
    ? {}
    : { skills: Object.fromEntries(rows.map(({ skill_id, proficiency }) => [skill_id, proficiency])) as Skills }

const workingIn = (areas: NonNullable<AgentSettings['areas']>): Pick<AgentSettings, 'areas'> =>
  areas.length === 0 ? {} : { areas }

/** The members of each queue who have a rule of recording of their own that tells or asks the customer. */
function recordedMembersOf<Row extends { readonly agent_id: AgentId }>(
  rules: RecordingRules,
  agents: readonly Row[],
  membershipsOf: (agent: Row) => readonly Membership[],
) {
  const members = new Map<QueueId, NonNullable<QueueSettings['memberRecording']>[number][]>()
  for (const agent of agents) {
    const own = rules.ofAgent(agent.agent_id)
    if (!own || own.consent === 'none') continue
    const rule = { recordedPercent: own.sharePercent, recordingConsent: own.consent }
    for (const { queueId } of membershipsOf(agent)) members.set(queueId, [...(members.get(queueId) ?? []), rule])
  }
  return members
}

const recordedIn = (
  rules: RecordingRules,
  queueId: QueueId,
  memberRecording: QueueSettings['memberRecording'],
): Pick<QueueSettings, 'recordedPercent' | 'recordingConsent' | 'memberRecording'> => {
  const { sharePercent, consent } = rules.forQueue(queueId)
  return {
    recordedPercent: sharePercent,
    recordingConsent: consent,
    ...(memberRecording && { memberRecording }),
  }
}

function limitedBy(
  breaks: Breaks,
  agentId: AgentId,
  memberships: readonly Membership[],
): Pick<AgentSettings, 'breakLimits'> {
  const queueIds = memberships.map(({ queueId }) => queueId)
  const breakLimits = breaks.limitsOf(agentId, queueIds)
  return breakLimits.length === 0 ? {} : { breakLimits }
}

function sharesOf(rules: RecordingRules, agentId: AgentId) {
  const own = rules.ofAgent(agentId)
  const { sharePercent, consent } = rules.forQueue(null)
  return {
    ...(own === undefined ? {} : { recordedPercent: own.sharePercent, recordingConsent: own.consent }),
    recordedPercentWithoutQueue: sharePercent,
    recordingConsentWithoutQueue: consent,
  }
}

/** The commands that bring the decider from what it knows to what the tables say; none when they agree. */
export const settingsCommands = (state: RoutingState, wanted: RoutingSettings): readonly RoutingCommand[] =>
  [...comparedSettings(state, wanted)].flatMap((command) => command ?? [])

/**
 * The same, thing by thing, `undefined` where they agree: whoever has thousands of agents to compare decides calls in between.
 */
export function* comparedSettings(
  state: RoutingState,
  wanted: RoutingSettings,
): Generator<RoutingCommand | undefined, void, undefined> {
  const { breakRules } = wanted
  if (breakRules && !isDeepStrictEqual(state.breakRules, breakRules)) {
    yield { type: 'ConfigureBreaks', rules: breakRules }
  }
  const { customerTiers } = wanted
  if (customerTiers && !isDeepStrictEqual(state.customerTiers, customerTiers)) {
    yield { type: 'ConfigureCustomerTiers', tiers: customerTiers }
  }
  for (const [queueId, settings] of wanted.queues) {
    const isKnown = isDeepStrictEqual(state.queues.get(queueId)?.settings, settings)
    yield isKnown ? undefined : { type: 'ConfigureQueue', queueId, settings }
  }
  for (const [agentId, settings] of wanted.agents) {
    const isKnown = isDeepStrictEqual(state.agents.get(agentId)?.settings, settings)
    yield isKnown ? undefined : { type: 'ConfigureAgent', agentId, settings }
  }
  for (const agentId of wanted.agents.keys()) {
    const choice = wanted.stationChoices.get(agentId) ?? null
    const known = state.agents.get(agentId)?.stationChoice ?? null
    yield isDeepStrictEqual(known, choice) ? undefined : { type: 'ChooseStation', agentId, choice }
  }
  const reservations = wanted.reservations
  for (const skillId of reservations ? new Set([...state.reservations.keys(), ...reservations.keys()]) : []) {
    const reservation = reservations?.get(skillId) ?? null
    if (isDeepStrictEqual(state.reservations.get(skillId) ?? null, reservation)) continue
    yield { type: 'ConfigureReservation', skillId, reservation }
  }
  const rulesOf = (agentId: AgentId) => wanted.substitutions?.get(agentId) ?? []
  const substituted = wanted.substitutions
    ? new Set([...state.substitutions.keys(), ...wanted.substitutions.keys()])
    : new Set<AgentId>()
  for (const agentId of substituted) {
    if (isDeepStrictEqual(state.substitutions.get(agentId)?.rules ?? [], rulesOf(agentId))) continue
    yield { type: 'ConfigureSubstitutions', agentId, rules: rulesOf(agentId) }
  }
  for (const { agentId } of state.agents.values()) {
    if (!wanted.agents.has(agentId)) yield { type: 'RemoveAgent', agentId }
  }
  // After the agents, who serve it no more by now.
  for (const { queueId } of state.queues.values()) {
    if (!wanted.queues.has(queueId)) yield { type: 'RemoveQueue', queueId }
  }
}
