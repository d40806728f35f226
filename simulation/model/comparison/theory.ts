import { boundedQueue, impatientQueue, patientQueue, priorityWaitsMs } from '#domain/workforce/index.ts'
import type { Answer } from '../answer.ts'
import type { Estimate } from '../estimate.ts'
import type { Model, ModelQueue } from '../model.ts'
import type { Compared, ComparedLoad, Section, Simulate } from './compared.ts'

const hourMs = 3_600_000
const handleMs = 180_000
const thresholdMs = 20_000

/** A house in steady state, and how many replications of it make a narrow interval. */
interface Steady {
  readonly model: Model
  readonly replications: number
}

/**
 * The warm-up is four times the relaxation time of M/M/n, (sqrt(n) - sqrt(a))^-2 services, after which nothing is left of the
 * empty house from which it began; with impatient customers or bounded lines that is more than enough.
 */
function steady(load: number, agents: number, queues: readonly Partial<ModelQueue>[], isBounded = false): Steady {
  const erlangs = load * agents
  const relaxation = isBounded || load >= 1 ? 5 : (Math.sqrt(agents) - Math.sqrt(erlangs)) ** -2
  const warmupMs = Math.ceil((5 + 4 * relaxation) * handleMs)
  const measuredMs = Math.ceil(Math.max(2000 / agents, 6 * relaxation) * handleMs)
  const all = queues.map((queue, i) => ({
    id: `queue${i}`,
    arrivals: { poissonPerHour: (erlangs * hourMs) / handleMs / queues.length },
    handle: { exponentialMeanMs: handleMs },
    serviceLevel: { thresholdMs },
    ...queue,
  }))
  return {
    model: {
      horizonMs: warmupMs + measuredMs,
      warmupMs,
      drain: true,
      queues: all,
      agents: [{ count: agents, queues: all.map(({ id }) => ({ id })) }],
    },
    replications: 20,
  }
}

const perHourOf = ({ queues }: Model) =>
  queues.reduce(
    (sum, { arrivals }) => sum + (arrivals && 'poissonPerHour' in arrivals ? arrivals.poissonPerHour : 0),
    0,
  )
const occupancyOf = ({ agents }: Answer): Estimate => agents[0]?.occupancy ?? { mean: null, low: null, high: null }

type Row = (simulate: Simulate) => Promise<ComparedLoad>

const row =
  (load: string, { model, replications }: Steady, compare: (answer: Answer) => Compared[]): Row =>
  async (simulate) => ({ load, figures: compare(await simulate(model, replications)) })

const erlangCLoads = [
  [1, 0.5],
  [1, 0.7],
  [5, 0.5],
  [5, 0.7],
  [5, 0.8],
  [5, 0.9],
  [10, 0.6],
  [10, 0.7],
  [10, 0.8],
  [10, 0.9],
  [10, 0.95],
  [50, 0.85],
  [50, 0.9],
  [50, 0.95],
] as const

const erlangC = erlangCLoads.map(([agents, load]) => {
  const house = steady(load, agents, [{}])
  const theory = patientQueue({ perHour: perHourOf(house.model), handleMs, agents })
  return row(`n = ${agents}, load ${load}`, house, (answer) => [
    { what: 'had to wait', expected: theory.delayed, ours: answer.all.share.delayed },
    { what: 'mean wait, s', expected: theory.waitMs / 1000, ours: inSeconds(answer.all.waitMs.ofAll) },
    { what: 'within 20 s', expected: theory.answeredWithin(thresholdMs), ours: answer.all.serviceLevel.ofOffered },
    { what: 'occupancy', expected: theory.occupancy, ours: occupancyOf(answer) },
  ])
})

const erlangALoads = [
  [5, 0.8, 2],
  [5, 1, 1],
  [5, 1.2, 0.5],
  [10, 0.7, 1],
  [10, 0.9, 1],
  [10, 1, 0.5],
  [10, 1, 2],
  [10, 1.2, 1],
  [10, 1.5, 1],
  [50, 0.9, 1],
  [50, 1, 0.5],
  [50, 1.1, 2],
] as const

const erlangA = erlangALoads.map(([agents, load, patience]) => {
  const patienceMs = patience * handleMs
  const house = steady(load, agents, [{ patience: { exponentialMeanMs: patienceMs } }], true)
  const theory = impatientQueue({ perHour: perHourOf(house.model), handleMs, agents }, patienceMs)
  return row(`n = ${agents}, load ${load}, patience ${patience}`, house, (answer) => [
    { what: 'abandoned', expected: theory.abandoned, ours: answer.all.share.abandoned },
    { what: 'had to wait', expected: theory.delayed, ours: answer.all.share.delayed },
    { what: 'mean wait, s', expected: theory.waitMs / 1000, ours: inSeconds(answer.all.waitMs.ofAll) },
    {
      what: 'of the answered, s',
      expected: theory.answeredWaitMs / 1000,
      ours: inSeconds(answer.all.waitMs.ofAnswered),
    },
    { what: 'within 20 s', expected: theory.answeredWithin(thresholdMs), ours: answer.all.serviceLevel.ofOffered },
    { what: 'occupancy', expected: theory.occupancy, ours: occupancyOf(answer) },
  ])
})

const boundedLoads = [
  [5, 0.8, 0],
  [5, 0.9, 3],
  [10, 0.9, 5],
  [10, 1.1, 10],
] as const

const bounded = boundedLoads.map(([agents, load, places]) => {
  const house = steady(load, agents, [{ places }], true)
  const theory = boundedQueue({ perHour: perHourOf(house.model), handleMs, agents }, places)
  return row(`n = ${agents}, load ${load}, ${places} places`, house, (answer) => [
    { what: 'blocked', expected: theory.blocked, ours: answer.all.share.blocked },
    ...(places === 0
      ? []
      : [{ what: 'mean wait, s', expected: theory.waitMs / 1000, ours: inSeconds(answer.all.waitMs.ofAll) }]),
    { what: 'occupancy', expected: theory.occupancy, ours: occupancyOf(answer) },
  ])
})

const priorityLoads = [
  [1, 0.7, 0.3],
  [5, 0.8, 0.5],
  [5, 0.9, 0.2],
  [10, 0.8, 0.3],
  [10, 0.9, 0.5],
  [10, 0.9, 0.8],
  [20, 0.9, 0.3],
] as const

const priorities = priorityLoads.map(([agents, load, share]) => {
  const perHour = (load * agents * hourMs) / handleMs
  const rates = [share * perHour, (1 - share) * perHour]
  const house = steady(
    load,
    agents,
    rates.map((poissonPerHour, i) => ({ arrivals: { poissonPerHour }, priority: i === 0 ? 1 : 0 })),
  )
  const [urgentMs = 0, plainMs = 0] = priorityWaitsMs(rates, handleMs, agents)
  return row(`n = ${agents}, load ${load}, ${100 * share} % urgent`, house, ({ queues: [urgent, plain] }) =>
    urgent && plain
      ? [
          { what: 'urgent, wait, s', expected: urgentMs / 1000, ours: inSeconds(urgent.waitMs.ofAll) },
          { what: 'others, wait, s', expected: plainMs / 1000, ours: inSeconds(plain.waitMs.ofAll) },
        ]
      : [],
  )
})

const inSeconds = ({ mean, low, high }: Estimate): Estimate => {
  const of = (ms: number | null) => (ms === null ? null : ms / 1000)
  return { mean: of(mean), low: of(low), high: of(high) }
}

const service = `Customers are served for ${handleMs / 1000} s on average, exponentially distributed; the load is that of each agent.`

/** What theory knows exactly. */
export const theorySections: readonly (Omit<Section, 'loads'> & { readonly rows: readonly Row[] })[] = [
  {
    title: 'Erlang C (M/M/n)',
    text: `Customers wait for ever. ${service}`,
    rows: erlangC,
  },
  {
    title: 'Erlang A (M/M/n+M)',
    text: `Customers leave when their patience is over; its mean is given in handle times. ${service}`,
    rows: erlangA,
  },
  {
    title: 'Bounded lines (M/M/n/K, and with no place Erlang B)',
    text: `So many may wait; who comes then is turned away. ${service}`,
    rows: bounded,
  },
  {
    title: 'Two classes (Cobham)',
    text: `Two queues of the same agents, one of them more urgent; nobody is interrupted. ${service}`,
    rows: priorities,
  },
]
