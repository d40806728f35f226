import Value from 'typebox/value'
import { expect, test } from 'vitest'
import type { FlowId, FlowVersionId } from '#kernel/ids.ts'
import { type Random, seededRandom } from '#kernel/random.ts'
import { blockTypes } from './blocks/index.ts'
import type { FlowDefinition, Json } from './flow.ts'
import { cancelFlow, mostCallers, mostPassed, stepFlow } from './interpreter.ts'
import { type Known, problemsIn } from './problems/index.ts'
import { walkSettings } from './problems/walk-settings.ts'
import type { FlowAction, FlowFacts, FlowInput, FlowRun, FlowStep } from './run.ts'
import { factsOf, flowId, runOf, versionId } from './testing/flow.ts'
import { randomFlow, randomSettings } from './testing/random-flow.ts'

const seeds = Number(process.env.PARLEY_FLOW_SEEDS ?? 300)
const inner = 'flw_inner' as FlowId

/** Whoever carries the run: what he is saying, hiding and was asked, as far as he was told. */
class Host {
  saying: number | null = null
  isHiding = false

  do(actions: readonly FlowAction[]): void {
    for (const action of actions) {
      if (action.kind === 'say') this.saying = action.rest
      if (action.kind === 'stop-saying' || action.kind === 'leave') this.saying = null
      if (action.kind === 'hide-keys') this.isHiding = action.isHidden
    }
  }
}

function randomFacts(
  definitions: ReadonlyMap<string, FlowDefinition>,
  channel: FlowFacts['channel'],
  random: Random,
): FlowFacts {
  const chance = random.next()
  const source = (asked: FlowId) => {
    const definition = definitions.get(asked)
    return (
      definition && { flowId: asked, versionId: asked === flowId ? versionId : ('flv_2' as FlowVersionId), definition }
    )
  }
  return {
    ...factsOf(definitions.get(flowId) as FlowDefinition),
    nowMs: Date.UTC(2026, 10, 23) + random.integer(1e9),
    chance: () => chance,
    channel,
    caller: {
      ...{ number: random.pick([null, '+994501234567']), dialedNumber: '100', isKnown: random.integer(2) === 0 },
      segmentIds: random.pick([[], ['1']]),
    },
    queue: () =>
      random.pick([undefined, { waiting: 3, expectedWaitMs: null, agents: chance > 0.5 ? 1 : 0, isClosed: false }]),
    hours: () => (chance > 0.5 ? 'open' : chance > 0.2 ? 'holiday' : undefined),
    definition: source,
  }
}

function randomInput(run: FlowRun, host: Host, random: Random): FlowInput {
  const rest = run.rests
  if (run.away && random.integer(2) === 0) return { kind: 'not-taken', reason: 'busy' }
  const inputs: FlowInput[] = [
    { kind: 'key', key: random.pick([...'0123456789*#']) },
    { kind: 'key', key: random.pick(['1', '2', '#']) },
    { kind: 'words', text: random.pick(['one', '۱۲۳۴', '', '12.5']), confidence: random.next() },
    { kind: 'started' },
  ]
  const exit = random.pick(['next', 'case-1', 'case-2'])
  inputs.push({ kind: 'page', rest, exit, values: { first: random.pick(['1', 'no', true, 7]), second: '2026-11-23' } })
  if (host.saying === rest)
    inputs.push({ kind: 'said', rest, outcome: random.pick(['finished', 'finished', 'failed']) })
  if (run.wakesAtMs !== null) inputs.push({ kind: 'woken', rest })
  inputs.push({
    kind: 'answered',
    rest,
    answer: random.pick([
      { ok: true, values: { first: 'é'.repeat(5000) } },
      { ok: false, reason: 'no' },
    ]),
  })
  if (run.away) return random.pick(inputs.filter(({ kind }) => kind !== 'started'))
  return random.pick(inputs)
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

function checkStep(step: FlowStep, facts: FlowFacts, host: Host): void {
  expect(step.passed.length).toBeLessThanOrEqual(mostPassed + mostCallers + 1)
  const leaves = step.actions.findIndex(({ kind }) => kind === 'leave')
  expect(leaves, 'leaving is the last thing').toBe(step.run ? -1 : step.actions.length - 1)
  expect(step.left === undefined).toBe(step.run !== null)
  host.do(step.actions)
  if (!step.run) {
    expect(host.isHiding, 'keys are shown again when it leaves').toBe(false)
    return
  }
  for (const value of Object.values(step.run.variables)) expect(String(value).length).toBeLessThanOrEqual(4000)
  const hangsUp = Object.assign(new Host(), host)
  hangsUp.do(cancelFlow(step.run, facts))
  expect({ ...hangsUp }, `cancelled at ${step.run.blockId}`).toEqual({ saying: null, isHiding: false })
}

test('whatever is drawn and whatever happens, a run goes on or leaves', () => {
  for (let seed = 0; seed < seeds; seed++) {
    const random = seededRandom(seed)
    const definitions = frozen(
      new Map([
        [flowId as string, randomFlow(random)],
        [inner as string, randomFlow(random)],
      ]),
    )
    for (const definition of definitions.values()) frozen(definition)
    const host = new Host()
    let run: FlowRun | null = frozen(runOf(definitions.get(flowId) as FlowDefinition))
    let input: FlowInput = { kind: 'started' }
    for (let turn = 0; turn < 60 && run; turn++) {
      const facts = randomFacts(
        definitions,
        (['chat', 'voice', 'script', 'voice', 'self-service'] as const)[seed % 5] ?? 'voice',
        random,
      )
      const fixed: FlowFacts = { ...facts, queue: () => undefined }
      const step: FlowStep = stepFlow(run, input, fixed)
      const again = stepFlow(JSON.parse(JSON.stringify(run)), input, fixed)
      expect(again, `seed ${seed}: from JSON it goes on the same way`).toEqual(step)
      if (input.kind === 'said') host.saying = null
      checkStep(step, fixed, host)
      const next: FlowRun | undefined = step.run ?? (step.left?.away ? step.left : undefined)
      run = next ? frozen(next) : null
      if (!run) break
      const late: FlowInput = random.pick([
        { kind: 'said', rest: run.rests - 1, outcome: 'finished' },
        { kind: 'woken', rest: run.rests - 1 },
        { kind: 'answered', rest: run.rests - 1, answer: { ok: true, values: { first: 1 } } },
      ])
      expect(stepFlow(run, late, fixed), `seed ${seed}: what is late changes nothing`).toEqual({
        run,
        passed: [],
        actions: [],
      })
      input = randomInput(run, host, random)
    }
  }
})

const nothing = { refers: () => undefined, words: () => undefined }
const known: Known = { flowId, channels: ['voice', 'chat'], languages: ['en'], ids: {}, flows: new Map() }

/** Somewhere in it something else stands. */
function spoilt(value: Json, random: Random): Json {
  const odd = random.pick<Json>([null, '', 'x'.repeat(3000), -1, 1e20, true, [], {}, { kind: 'text' }])
  if (typeof value !== 'object' || value === null || random.integer(4) === 0) return odd
  if (Array.isArray(value)) {
    const at = random.integer(value.length + 1)
    return [...value.slice(0, at), spoilt(value[at] ?? null, random), ...value.slice(at + 1)]
  }
  const name = random.pick([...Object.keys(value), 'surplus'])
  const inner = (value as Readonly<Record<string, Json>>)[name]
  return { ...value, [name]: inner === undefined ? odd : spoilt(inner, random) }
}

test('what is said of settings agrees with their schemas, and never throws', () => {
  const random = seededRandom(3)
  const differ: unknown[] = []
  for (let n = 0; n < 6000; n++) {
    const type = random.pick([...blockTypes.values()])
    const right = randomSettings(type.settings as Parameters<typeof randomSettings>[0], random)
    const settings = n % 2 === 0 ? right : spoilt(right, random)
    let isWrong = false
    const isSo = (is: boolean) => {
      isWrong ||= is
    }
    walkSettings(type.settings, settings, {
      ...nothing,
      wrong: () => isSo(true),
      // Its schema says no more than that it is an object.
      requirement: (_path, value) => isSo(typeof value !== 'object' || value === null || Array.isArray(value)),
    })
    const isAllowed = Value.Check(type.settings, settings)
    // A schema cannot say that there are words at all, nor which keys are languages.
    const isAboutWords = isAllowed && /"(words|title|text)":\{/.test(JSON.stringify(settings))
    if (isWrong === isAllowed && !isAboutWords) differ.push([type.kind, settings])
    problemsIn(
      {
        ...randomFlow(random),
        blocks: [{ blockId: 'b0', kind: type.kind, settings, exits: {}, at: { x: 0, y: 0 } } as never],
      },
      known,
    )
  }
  expect(differ).toEqual([])
})
