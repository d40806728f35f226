import { setTimeout as delay } from 'node:timers/promises'
import type { BlockId, FlowDefinition, FlowFacts, FlowInput, FlowRun, FlowSource } from '#domain/flows/index.ts'
import { problemsIn, stepFlow } from '#domain/flows/index.ts'
import type { FlowId, FlowVersionId, InteractionId } from '#kernel/ids.ts'
import { percentile, type Row, report } from './report.ts'

/**
 * Flows in memory, on one core: steps a second (a step is one input and all that comes of it, up to the next rest), the same with
 * each run written as JSON and read again at each rest, and runs that live side by side, each with 50 steps a second at its own
 * times: how late a step is, and how many are later than a frame of sound (20 ms).
 *
 *     npm run bench -- flows [steps] [runs] [seconds]
 */
const steps = Number(process.argv[2] ?? 1_000_000)
const runs = Number(process.argv[3] ?? 2000)
const seconds = Number(process.argv[4] ?? 10)
const perSecond = 50
const frameMs = 20

const words = (text: string) => [{ kind: 'text', words: { en: text, az: text, fa: text } }]
const asks = { question: words('?'), timeoutMs: 5000, tries: 3 }
const block = (blockId: string, kind: string, settings: object, exits: Record<string, string> = {}) =>
  ({ blockId, kind, settings, exits, at: { x: 0, y: 0 } }) as unknown as FlowDefinition['blocks'][number]

/** A line that one rings up, changes the language of, is asked for an order, and is told of it; round and round, so that no run ends. */
const definition: FlowDefinition = {
  format: 1,
  start: 'greeting' as BlockId,
  variables: ['order', 'count', 'state'].map((name) => ({ name, label: name })),
  blocks: [
    block('greeting', 'say', { items: words('Good day.'), isInterruptible: true }, { next: 'open' }),
    block('open', 'hours', { businessHoursId: 'hrs', hasHolidays: false }, { open: 'language', closed: 'language' }),
    block(
      'language',
      'choose-language',
      {
        choices: ['en', 'az', 'fa'].map((language, n) => ({ key: `${n + 1}`, language, words: '1' })),
        timeoutMs: 5000,
        tries: 1,
      },
      { next: 'menu', 'no-answer': 'menu' },
    ),
    block(
      'menu',
      'menu',
      { ...asks, choices: ['1', '2'].map((key) => ({ key, label: key })) },
      { 'key-1': 'order', 'key-2': 'greeting', 'no-answer': 'greeting' },
    ),
    block(
      'order',
      'collect-digits',
      {
        ...asks,
        betweenMs: 2000,
        terminator: '#',
        variable: 'order',
        least: 2,
        most: 4,
        check: 'none',
        isSecret: false,
      },
      { next: 'count', 'no-answer': 'greeting' },
    ),
    block('count', 'set-variable', { variable: 'count', to: { kind: 'more-by', number: 1 } }, { next: 'even' }),
    block(
      'even',
      'condition',
      { left: { kind: 'variable', variable: 'count' }, comparison: 'more-than', right: { kind: 'number', number: 3 } },
      { yes: 'shop', no: 'shop' },
    ),
    block(
      'shop',
      'http-request',
      {
        ...{ method: 'POST', url: 'https://shop.example/orders/{order}', headers: [], timeoutMs: 3000, tries: 1 },
        fields: [{ name: 'order', value: '{order}' }],
        take: [{ variable: 'state', path: ['state'] }],
      },
      { next: 'tell', failed: 'tell' },
    ),
    block('tell', 'say', { items: words('Sent.'), isInterruptible: true }, { next: 'menu' }),
  ],
}
const problems = problemsIn(definition, {
  flowId: null,
  channels: ['voice'],
  languages: [],
  ids: {},
  flows: new Map(),
}).filter(({ severity }) => severity === 'error')
if (problems.length > 0) throw new Error(JSON.stringify(problems))

const source: FlowSource = { flowId: 'flw_1' as FlowId, versionId: 'flv_1' as FlowVersionId, definition }
let nowMs = 0
const facts: FlowFacts = {
  get nowMs() {
    return nowMs
  },
  chance: () => 0.5,
  channel: 'voice',
  caller: { number: '+994501234567', dialedNumber: '100', isKnown: false, segmentIds: [] },
  queue: () => undefined,
  hours: () => 'open',
  incidentIds: [],
  definition: () => source,
}

const begin = (n: number): FlowRun =>
  kept(
    stepFlow(
      {
        ...{ interactionId: `int_${n}` as InteractionId, flowId: source.flowId, versionId: source.versionId },
        ...{
          blockId: definition.start,
          language: 'en',
          variables: {},
          callers: [],
          memo: null,
          rests: 0,
          wakesAtMs: null,
        },
      },
      { kind: 'started' },
      facts,
    ).run,
  )

function kept(run: FlowRun | null): FlowRun {
  if (!run) throw new Error('a run of this flow never leaves')
  return run
}

/** What a caller does at this block: listens, presses, types an order of two digits and a hash. */
function next({ blockId, rests, memo }: FlowRun): FlowInput {
  if (blockId === 'shop') return { kind: 'answered', rest: rests, answer: { ok: true, values: { state: 'sent' } } }
  if (blockId === 'order') {
    const { keys } = memo as { keys: string }
    return { kind: 'key', key: keys.length < 2 ? '4' : '#' }
  }
  if (blockId === 'greeting' || blockId === 'tell') return { kind: 'said', rest: rests, outcome: 'finished' }
  return { kind: 'key', key: blockId === 'language' ? String(1 + (rests % 3)) : rests % 7 === 0 ? '9' : '1' }
}

function inMemory(isKept: boolean): Row {
  const going = Array.from({ length: runs }, (_, n) => begin(n))
  let passed = 0
  const go = (count: number) => {
    for (let n = 0; n < count; n++) {
      const at = n % runs
      const run = going[at] as FlowRun
      const step = stepFlow(run, next(run), facts)
      passed += step.passed.length
      going[at] = isKept ? JSON.parse(JSON.stringify(kept(step.run))) : kept(step.run)
    }
  }
  go(runs * 20)
  passed = 0
  const began = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  go(steps)
  const tookS = Number(process.hrtime.bigint() - began) / 1e9
  return {
    what: isKept ? 'kept as JSON' : 'in memory',
    runs,
    'steps/s': Math.round(steps / tookS),
    'blocks/s': Math.round(passed / tookS),
    'CPU us/step': cpuUs(cpu) / steps,
    'p50 ms late': '',
    'p99 ms late': '',
    'worst ms late': '',
    'late %': '',
  }
}

/** Used since, in the kernel too: what no neighbor on the machine can bend much. */
function cpuUs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return user + system
}

async function live(): Promise<Row> {
  const going = Array.from({ length: runs }, (_, n) => begin(n))
  const everyMs = 1000 / perSecond
  const lateMs: number[] = []
  const beganMs = performance.now() + 100
  const cpu = process.cpuUsage()
  // Due times are evenly spread and in the order of the runs, so the next one is known without looking.
  const total = runs * perSecond * seconds
  const dueMs = (n: number) => beganMs + (n / runs) * everyMs
  for (let n = 0; n < total; ) {
    for (; n < total && dueMs(n) <= performance.now(); n++) {
      const run = going[n % runs] as FlowRun
      nowMs = Math.round(dueMs(n))
      going[n % runs] = kept(stepFlow(run, next(run), facts).run)
      lateMs.push(performance.now() - dueMs(n))
    }
    await delay(1)
  }
  const tookS = (performance.now() - beganMs) / 1000
  return {
    what: `live, ${perSecond}/s each`,
    runs,
    'steps/s': Math.round(total / tookS),
    'blocks/s': '',
    'CPU us/step': cpuUs(cpu) / total,
    'p50 ms late': percentile(lateMs, 0.5),
    'p99 ms late': percentile(lateMs, 0.99),
    'worst ms late': percentile(lateMs, 1),
    'late %': (100 * lateMs.filter((late) => late > frameMs).length) / total,
  }
}

report('flows', [inMemory(false), inMemory(true), await live()])
