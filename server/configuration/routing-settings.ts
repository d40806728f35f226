import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { RecordingRules } from '#domain/recordings/index.ts'
import type { AgentSettings, QueueSettings, RoutingCommand, RoutingState } from '#domain/routing/index.ts'
import type { AgentId, QueueId } from '#kernel/ids.ts'

export interface RoutingSettings {
  readonly queues: ReadonlyMap<QueueId, QueueSettings>
  readonly agents: ReadonlyMap<AgentId, AgentSettings>
  /** What each agent chose to talk through; absent: whatever is connected. */
  readonly stationChoices: ReadonlyMap<AgentId, StationChoice>
}
type StationChoice = NonNullable<Extract<RoutingCommand, { type: 'ChooseStation' }>['choice']>

/** Queues and agents as the tables have them now. */
export async function readRoutingSettings(
  db: Kysely<Database>,
  recordingRules: RecordingRules,
): Promise<RoutingSettings> {
  const [queues, agents, memberships] = await Promise.all([
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
        'agent.station_choice',
        'agent.station_id',
        'agent.outside_station_id',
        'agent.is_auto_answered',
        'sip_account.station_id as phone_station_id',
      ])
      .orderBy('agent.agent_id')
      .execute(),
    db
      .selectFrom('agent_queue')
      .innerJoin('queue', 'queue.queue_id', 'agent_queue.queue_id')
      .where('queue.is_active', '=', true)
      .select(['agent_queue.agent_id', 'agent_queue.queue_id', 'agent_queue.priority'])
      .orderBy('agent_queue.queue_id')
      .execute(),
  ])
  const membersOf = (queueId: QueueId) =>
    memberships.filter(({ queue_id }) => queue_id === queueId).map(({ agent_id }) => agent_id)
  return {
    queues: new Map(
      queues.map((row) => [
        row.queue_id,
        {
          channel: 'voice',
          strategy: row.strategy,
          ringTimeoutMs: row.ring_timeout_ms,
          wrapUpLimitMs: row.wrap_up_limit_ms,
          wrapUpExtensions: row.wrap_up_extensions,
          declineCoolDownMs: row.decline_cool_down_ms,
          priority: row.priority,
          isRecorded: true,
          ...recordedIn(recordingRules, row.queue_id, membersOf(row.queue_id)),
          isAutoAnswered: row.is_auto_answered,
          parkTimeoutMs: row.park_timeout_ms,
        },
      ]),
    ),
    agents: new Map(
      agents.map(({ agent_id, is_auto_answered }) => [
        agent_id,
        {
          memberships: memberships
            .filter((membership) => membership.agent_id === agent_id)
            .map(({ queue_id, priority }) => ({ queueId: queue_id, priority })),
          capacity: { voice: 1 },
          isAutoAnswered: is_auto_answered,
          ...sharesOf(recordingRules, agent_id),
        },
      ]),
    ),
    stationChoices: new Map(
      agents.flatMap((row) => {
        const stationId = {
          browser: row.station_id,
          phone: row.phone_station_id,
          number: row.outside_station_id,
        }[row.station_choice ?? 'browser']
        const kind = row.station_choice
        return kind === null || stationId === null ? [] : [[row.agent_id, { stationId, kind }] as const]
      }),
    ),
  }
}

function recordedIn(rules: RecordingRules, queueId: QueueId, members: readonly AgentId[]) {
  const { sharePercent, consent } = rules.forQueue(queueId)
  const memberRecording = members
    .flatMap((agentId) => rules.ofAgent(agentId) ?? [])
    .filter((own) => own.consent !== 'none')
    .map((own) => ({ recordedPercent: own.sharePercent, recordingConsent: own.consent }))
  return {
    recordedPercent: sharePercent,
    recordingConsent: consent,
    ...(memberRecording.length === 0 ? {} : { memberRecording }),
  }
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
export function settingsCommands(state: RoutingState, wanted: RoutingSettings): readonly RoutingCommand[] {
  const commands: RoutingCommand[] = []
  for (const [queueId, settings] of wanted.queues) {
    if (!isDeepStrictEqual(state.queues.get(queueId)?.settings, settings)) {
      commands.push({ type: 'ConfigureQueue', queueId, settings })
    }
  }
  for (const [agentId, settings] of wanted.agents) {
    if (!isDeepStrictEqual(state.agents.get(agentId)?.settings, settings)) {
      commands.push({ type: 'ConfigureAgent', agentId, settings })
    }
  }
  for (const agentId of wanted.agents.keys()) {
    const choice = wanted.stationChoices.get(agentId) ?? null
    const known = state.agents.get(agentId)?.stationChoice ?? null
    if (!isDeepStrictEqual(known, choice)) commands.push({ type: 'ChooseStation', agentId, choice })
  }
  for (const { agentId } of state.agents.values()) {
    if (!wanted.agents.has(agentId)) commands.push({ type: 'RemoveAgent', agentId })
  }
  // After the agents, who serve it no more by now.
  for (const { queueId } of state.queues.values()) {
    if (!wanted.queues.has(queueId)) commands.push({ type: 'RemoveQueue', queueId })
  }
  return commands
}
