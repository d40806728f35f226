import { available } from '#domain/agents/index.ts'
import {
  decideInPlace,
  defaultQueueSettings,
  emptyState,
  nextDueMs,
  type RoutingCommand,
  type RoutingState,
  type Skills,
  type Wishes,
} from '#domain/routing/index.ts'
import type { AgentId, EdgeId, InteractionId, LegId, OfferId, QueueId, SkillId, StationId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { asTheCore } from './as-the-core.ts'
import { percentile, type Row, report } from './report.ts'

/**
 * What a decision costs in memory, on one core, as the floor grows: agents of five queues each among 200 and of five skills
 * among 50, more calls than they can take (a line that stands), and fewer (agents who wait). A decision is one command,
 * decided in place.
 *
 *     npm run bench -- routing [decisions a row]
 */
const decisions = Number(process.argv[2] ?? 100_000)
const queueCount = 200
const skillCount = 50
const skillOf = (n: number) => `skl_${n}` as SkillId
/** A skill is asked for by half of the calls, at less and less as they wait, and in the end by none. */
const wishes: Wishes = {
  requirement: null,
  relaxation: [
    { afterMs: 20_000, lowerBy: 1 },
    { afterMs: 60_000, isAnybody: true },
  ],
  level: 0,
  boostMs: 0,
}
const edgeId = 'edg_bench' as EdgeId

interface Case {
  readonly agents: number
  readonly waiting: number
  /** Of a hundred agents, how many are kept busy when nobody waits. */
  readonly busyPercent: number
}

const cases: readonly Case[] = [
  { agents: 100, waiting: 200, busyPercent: 100 },
  { agents: 1000, waiting: 2000, busyPercent: 100 },
  { agents: 5000, waiting: 10_000, busyPercent: 100 },
  { agents: 20_000, waiting: 10_000, busyPercent: 100 },
  { agents: 5000, waiting: 100_000, busyPercent: 100 },
  { agents: 5000, waiting: 0, busyPercent: 80 },
  { agents: 20_000, waiting: 0, busyPercent: 80 },
]

class Floor {
  readonly state: RoutingState = emptyState()
  nowMs = 1_700_000_000_000
  readonly tookUs: number[] = []
  readonly #random = seededRandom(1)
  #ids = 0
  readonly talking: InteractionId[] = []
  events = 0

  do(command: RoutingCommand): void {
    this.nowMs += 3
    const began = process.hrtime.bigint()
    const decided = decideInPlace(this.state, command, {
      nowMs: this.nowMs,
      newOfferId: () => `off_${++this.#ids}` as OfferId,
    })
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.code}`)
    this.tookUs.push(Number(process.hrtime.bigint() - began) / 1000)
    this.events += decided.value.length
    for (const event of decided.value) if (event.type === 'OfferAccepted') this.talking.push(event.interactionId)
  }

  get waiting(): number {
    return this.state.interactions.size - this.talking.length
  }

  pick = (below: number) => this.#random.integer(below)

  /** @param isChoosy asks for a skill every other time */
  arrive(isChoosy = true): void {
    const id = ++this.#ids
    const interactionId = `int_${id}` as InteractionId
    const queueId = `que_${this.pick(queueCount)}` as QueueId
    this.do({
      type: 'BeginInteraction',
      interactionId,
      kind: 'call',
      edgeId,
      customerLegId: `leg_${id}` as LegId,
      entry: { queueId, greeting: null },
    })
    const asks =
      !isChoosy || this.pick(2) === 0
        ? null
        : { skillId: skillOf(this.pick(skillCount)), least: (1 + this.pick(3)) as 1 | 2 | 3 }
    this.do({ type: 'EnqueueInteraction', interactionId, queueId, wishes: { ...wishes, requirement: asks } })
    while ((nextDueMs(this.state) ?? Number.POSITIVE_INFINITY) <= this.nowMs) this.do({ type: 'AdvanceTime' })
  }

  leave(): void {
    const at = this.pick(this.talking.length)
    const interactionId = this.talking[at] as InteractionId
    this.talking[at] = this.talking[this.talking.length - 1] as InteractionId
    this.talking.pop()
    this.do({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
  }
}

function measure({ agents, waiting, busyPercent }: Case): Row {
  const floor = new Floor()
  const text = JSON.stringify({ ...defaultQueueSettings, isAutoAnswered: true, wrapUpLimitMs: 0, isRecorded: false })
  for (let n = 0; n < queueCount; n++) {
    floor.do({ type: 'ConfigureQueue', queueId: `que_${n}` as QueueId, settings: JSON.parse(text) })
  }
  for (let n = 0; n < agents; n++) {
    const agentId = `agt_${n}` as AgentId
    const memberships = [0, 7, 41, 83, 149].map((step) => ({
      queueId: `que_${(n + step) % queueCount}` as QueueId,
      priority: 0,
    }))
    const skills = Object.fromEntries(
      [3, 11, 19, 29, 43].map((step) => [skillOf((n + step) % skillCount), 1 + ((n + step) % 5)]),
    ) as Skills
    floor.do({ type: 'ConfigureAgent', agentId, settings: { memberships, capacity: { voice: 1 }, skills } })
    floor.do({
      type: 'StationReachable',
      agentId,
      stationId: `stn_${n}` as StationId,
      edgeId,
      legId: `leg_s${n}` as LegId,
    })
    floor.do({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
  }
  const busy = Math.floor((agents * busyPercent) / 100)
  while (floor.talking.length < busy) floor.arrive(false)
  while (floor.waiting < waiting) floor.arrive()
  /** One arrives or one leaves, whichever keeps the line or the share of the busy as it is to be. */
  const goOn = () => {
    const isShort = waiting > 0 ? floor.waiting < waiting : floor.talking.length < busy
    if (isShort || floor.talking.length === 0) floor.arrive()
    else floor.leave()
  }
  for (let n = 0; n < 4000; n++) goOn()
  floor.tookUs.length = 0
  floor.events = 0
  const cpu = process.cpuUsage()
  while (floor.tookUs.length < decisions) goOn()
  const { user, system } = process.cpuUsage(cpu)
  const mean = floor.tookUs.reduce((sum, us) => sum + us, 0) / floor.tookUs.length
  return {
    agents,
    waiting,
    'busy %': busyPercent,
    'decisions/s': Math.round(1e6 / mean),
    'p50 us': percentile(floor.tookUs, 0.5),
    'p99 us': percentile(floor.tookUs, 0.99),
    'worst us': percentile(floor.tookUs, 1),
    'events/decision': floor.events / floor.tookUs.length,
    'CPU us/decision': (user + system) / floor.tookUs.length,
  }
}

asTheCore(() => report('routing', cases.map(measure)))
