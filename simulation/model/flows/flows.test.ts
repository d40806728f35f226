import { describe, expect, it } from 'vitest'
import { blockOf, english } from '#domain/flows/testing/flow.ts'
import { impatientQueue } from '#domain/workforce/index.ts'
import { type Answer, answerOf } from '../answer.ts'
import { type ReplicationCounts, waysOut } from '../counts.ts'
import { compareWorlds } from '../difference.ts'
import type { Estimate } from '../estimate.ts'
import type { Model, ModelFlow, ModelQueue } from '../model.ts'
import { runModel } from '../run-model.ts'
import { checked, outcomesOf } from '../testing.ts'
import { behindHotline, drawn, hotline, hourMs, menuOf, minuteMs } from './testing.ts'

interface Lived {
  readonly answer: Answer
  readonly counted: readonly ReplicationCounts[]
}

function lived(model: Model, replications = 4, seed = 3): Lived {
  const counted = runModel({ model: checked(model), seed, replications })
  return { answer: answerOf(model, seed, counted), counted }
}

/** Nobody is counted twice, or not at all. */
function everybodyIsCounted({ counted }: Lived): void {
  for (const { queues, flows } of counted) {
    for (const one of queues) expect(outcomesOf(one)).toBe(one.offered)
    for (const flow of flows) expect(waysOut.reduce((sum, way) => sum + flow.ways[way], 0)).toBe(flow.entered)
  }
}

const isWithin = (value: number | null, { low, high }: Estimate): boolean =>
  value !== null && low !== null && high !== null && value >= low && value <= high

const flowOf = ({ answer }: Lived, index = 0) => answer.flows?.[index] as NonNullable<Answer['flows']>[number]
const blockIn = (one: Lived, id: string) => flowOf(one).blocks.find((block) => block.id === id)

describe('callers who come through a flow', { timeout: 120_000 }, () => {
  it('are split by what they answer, and wait as theory says of such a stream', () => {
    const one = lived(behindHotline(), 8)
    everybodyIsCounted(one)
    expect(one.answer.isWhole).toBe(true)
    const [support, sales] = one.answer.queues
    const share = (support?.offered.mean ?? 0) / (flowOf(one).entered.mean ?? 1)
    expect(share).toBeGreaterThan(0.67)
    expect(share).toBeLessThan(0.73)
    expect(flowOf(one).left.queue).toEqual(flowOf(one).entered)
    // A Poisson stream that is split by lot is two of them: M/M/n+M.
    for (const [queue, perHour, agents] of [
      [support, 105, 6],
      [sales, 45, 3],
    ] as const) {
      const theory = impatientQueue({ perHour, handleMs: 3 * minuteMs, agents }, minuteMs)
      expect(isWithin(theory.abandoned, queue?.share.abandoned as Estimate), JSON.stringify(queue?.share)).toBe(true)
      expect(isWithin(theory.delayed, queue?.share.delayed as Estimate), JSON.stringify(queue?.share)).toBe(true)
    }
  })

  it('of a queue are those who would come without it: they wait alike, and the flow is no wait', () => {
    const queue = (others: Partial<ModelQueue>): Model => ({
      horizonMs: 4 * hourMs,
      drain: true,
      queues: [
        {
          ...{ id: 'support', arrivals: { poissonPerHour: 150 } },
          ...{ handle: { exponentialMeanMs: 3 * minuteMs }, patience: { exponentialMeanMs: minuteMs } },
          ...others,
        },
      ],
      agents: [{ count: 8, queues: [{ id: 'support' }] }],
    })
    const straight: ModelFlow = {
      id: 'straight',
      definition: drawn(
        menuOf('menu', { 'key-1': 'support', 'no-answer': 'support' }),
        blockOf('support', 'enqueue', { queueId: 'support' }),
      ),
      blocks: { menu: { keys: { 1: 1 }, after: { constantMs: 2000 } } },
    }
    const through = lived({ ...queue({ arrivesThrough: 'straight' }), flows: [straight] })
    const without = lived(queue({}))
    everybodyIsCounted(through)
    const [one, other] = [through.answer.all, without.answer.all]
    expect(one.offered).toEqual(other.offered)
    for (const figure of ['answered', 'abandoned', 'queueLength'] as const) {
      expect(isWithin(one[figure].mean, other[figure]) && isWithin(other[figure].mean, one[figure]), figure).toBe(true)
    }
    expect(isWithin(one.waitMs.ofAll.mean, other.waitMs.ofAll)).toBe(true)
    expect(without.answer.isWhole).toBe(false)
    // 17 letters of the question, and two seconds of thinking.
    expect(flowOf(through).timeMs.mean).toBeGreaterThan(3100)
    expect(flowOf(through).timeMs.mean).toBeLessThan(3400)
  })

  it('say nothing, press what means nothing, or hang up; each is counted where it happens', () => {
    const answers = { menu: { keys: { 1: 0.5, 2: 0.2, 7: 0.1 }, hangUp: 0.1 } }
    const one = lived(behindHotline({ flows: [hotline(answers)] }), 6)
    everybodyIsCounted(one)
    const { entered, left } = flowOf(one)
    const of = (estimate: Estimate | undefined) => (estimate?.mean ?? 0) / (entered.mean ?? 1)
    // Two tries: whoever was not understood, or heard nothing, is asked once more.
    const again = 1 + 0.2
    expect(of(left.hungUpByCaller)).toBeCloseTo(0.1 * again, 1)
    expect(of(left.hungUpByFlow)).toBeCloseTo(0.2 * 0.2, 1)
    expect(of(left.queue)).toBeCloseTo(0.7 * again, 1)
    const menu = blockIn(one, 'menu')
    expect(menu?.entered).toEqual(entered)
    expect(menu?.gaveUp).toEqual(left.hungUpByCaller)
    expect(menu?.exits['key-1']).toEqual(one.answer.queues[0]?.offered)
    expect(menu?.exits['no-answer']).toEqual(left.hungUpByFlow)
    expect(blockIn(one, 'bye')?.entered).toEqual(left.hungUpByFlow)
  })

  it('answer the same in a world in which others answer otherwise', () => {
    const world = (first: number) => {
      const model = behindHotline({ flows: [hotline({ menu: { keys: { 1: first, 2: 0.9 - first } } })] })
      return { model, counted: runModel({ model: checked(model), seed: 5, replications: 3 }) }
    }
    const { flows, queues } = compareWorlds(world(0.5), world(0.6))
    const of = (figure: string) => flows?.[0]?.differences.find((one) => one.figure === figure)
    expect(of('entered')).toMatchObject({ change: { mean: 0, low: 0, high: 0 } })
    // Whoever would have said nothing says nothing.
    expect(of('left.hungUpByFlow')).toMatchObject({ change: { mean: 0 } })
    expect(of('blocks.menu.exits.key-1')?.change.low).toBeGreaterThan(0)
    const offered = queues.map(({ differences }) => differences.find(({ figure }) => figure === 'offered')?.change.mean)
    expect((offered[0] ?? 0) + (offered[1] ?? 0)).toBeCloseTo(0, 9)
  })

  it('are the same for the same seed', () => {
    const run = { model: checked(behindHotline({ horizonMs: hourMs })), replications: 1 }
    expect(runModel({ ...run, seed: 5 })).toEqual(runModel({ ...run, seed: 5 }))
    expect(runModel({ ...run, seed: 5 })).not.toEqual(runModel({ ...run, seed: 6 }))
  })

  it('are asked again by the next core when one dies, and none is lost', () => {
    const atMs = Array.from({ length: 40 }, (_, i) => 60_000 + i * 331_000)
    const answers = { menu: { keys: { 1: 0.6, 2: 0.3 }, hangUp: 0.05, bargesIn: 0.5 } }
    const one = lived(behindHotline({ flows: [hotline(answers)], core: { dies: { atMs }, takeOverMs: 3000 } }), 3)
    everybodyIsCounted(one)
    const { left } = flowOf(one)
    expect([left.lost.mean, left.failed.mean, left.unfinished.mean, one.answer.all.unfinished.mean]).toEqual([
      0, 0, 0, 0,
    ])
    expect(left.queue.mean).toBeGreaterThan(500)
  })

  it('hang up at any instant, while they hear something, think, or press keys', () => {
    const hangUp = { hangUp: 0.3, bargesIn: 1, after: { exponentialMeanMs: 1500 } }
    const typed = blockOf(
      'order',
      'collect-digits',
      {
        ...{ question: english('type the number of your order'), timeoutMs: 2000, betweenMs: 1000, tries: 3 },
        ...{ terminator: '#', variable: 'order', least: 3, most: 8, check: 'none', isSecret: false },
      },
      { next: 'menu', 'no-answer': 'menu' },
    )
    const { definition } = hotline()
    const { blocks } = definition as Exclude<typeof definition, string>
    const asks: ModelFlow = {
      id: 'hotline',
      definition: {
        ...drawn(typed, ...blocks),
        variables: [{ name: 'order', label: 'Order' }],
      },
      blocks: {
        order: { keys: { '123#': 0.3, '1': 0.2, '12345678': 0.2 }, ...hangUp },
        menu: { keys: { 1: 0.6 }, ...hangUp },
      },
    }
    const one = lived(
      behindHotline({ flows: [asks], core: { dies: { atMs: [hourMs, 2 * hourMs] }, takeOverMs: 4000 } }),
    )
    everybodyIsCounted(one)
    expect(blockIn(one, 'order')?.gaveUp.mean).toBeGreaterThan(100)
    expect(blockIn(one, 'menu')?.gaveUp.mean).toBeGreaterThan(50)
    expect(flowOf(one).left.failed.mean).toBe(0)
  })

  it('are cut off by carriers wherever they are', () => {
    const fails = Array.from({ length: 60 }, (_, i) => ({ fromMs: 100_000 + i * 200_000, toMs: 101_000 + i * 200_000 }))
    const one = lived(behindHotline({ carriers: [{ share: 1, fails, cutsCalls: true }] }), 2)
    everybodyIsCounted(one)
    expect(flowOf(one).left.lost.mean).toBeGreaterThan(3)
    expect(one.answer.all.lost.mean).toBeGreaterThan(0)
  })

  it('who are still in it at the end are unfinished', () => {
    const slow = hotline({ menu: { keys: { 1: 1 }, lengthMs: 1_800_000, after: { constantMs: 0 } } })
    const one = lived(behindHotline({ horizonMs: hourMs, drain: false, flows: [slow] }), 2)
    everybodyIsCounted(one)
    expect(flowOf(one).left.unfinished.mean).toBeGreaterThan(30)
    const drained = lived(behindHotline({ horizonMs: hourMs, flows: [slow] }), 2)
    expect(flowOf(drained).left.unfinished.mean).toBe(0)
  })
})

describe('a flow', { timeout: 120_000 }, () => {
  it('leads to a voicemail, to a callback and to a number, and takes back whom nobody answers there', () => {
    const away: ModelFlow = {
      id: 'away',
      definition: {
        ...drawn(
          menuOf('menu', { 'key-1': 'record', 'key-2': 'call', 'key-3': 'number', 'no-answer': 'wait' }),
          blockOf('record', 'voicemail', { queueId: 'support' }),
          blockOf(
            'call',
            'offer-callback',
            {
              ...{ queueId: 'support', variable: 'number', timeoutMs: 3000, tries: 1 },
              ...{ offer: english('shall we call you?'), askNumber: english('which number?') },
              ...{ yesKey: '1', otherNumberKey: '2', noKey: '3' },
            },
            { declined: 'wait' },
          ),
          blockOf('number', 'transfer', { to: '+44 1632 960001' }, { failed: 'wait' }),
          blockOf('wait', 'enqueue', { queueId: 'support' }),
        ),
        variables: [{ name: 'number', label: 'Number' }],
      },
      blocks: {
        menu: { keys: { 1: 0.25, 2: 0.25, 3: 0.25 } },
        record: { speaks: { constantMs: 10_000 }, handle: { constantMs: minuteMs } },
        call: { keys: { 1: 0.8, 3: 0.1 } },
        number: { answerShare: 0.5, talks: { exponentialMeanMs: minuteMs } },
      },
    }
    const support: ModelQueue = { id: 'support', handle: { exponentialMeanMs: 3 * minuteMs }, callback: {} }
    const one = lived({
      ...{ horizonMs: 4 * hourMs, drain: true, flows: [away], queues: [support] },
      agents: [{ count: 7, queues: [{ id: 'support' }] }],
      entrances: [{ id: 'front', flow: 'away', arrivals: { poissonPerHour: 100 } }],
    })
    everybodyIsCounted(one)
    const { left, entered } = flowOf(one)
    const share = (estimate: Estimate) => (estimate.mean ?? 0) / (entered.mean ?? 1)
    expect(share(left.voicemail)).toBeCloseTo(0.25, 1)
    expect(share(left.callback)).toBeCloseTo(0.2, 1)
    expect(share(left.number)).toBeCloseTo(0.125, 1)
    expect(blockIn(one, 'number')?.exits.failed?.mean).toBeGreaterThan(20)
    const { callbacks, messages } = one.answer.all
    expect(messages.left).toEqual(left.voicemail)
    expect(messages.handled).toEqual(messages.left)
    expect(callbacks.promised).toEqual(left.callback)
    expect(callbacks.reached).toEqual(callbacks.promised)
  })

  it('takes whom a queue sends into it, lets some go, and gives others back with the rest of their patience', () => {
    const overflow: ModelFlow = {
      id: 'overflow',
      definition: drawn(
        menuOf('offer', { 'key-1': 'sales', 'no-answer': 'bye' }),
        blockOf('sales', 'enqueue', { queueId: 'sales' }),
        blockOf('bye', 'hang-up', {}),
      ),
      blocks: { offer: { keys: { 1: 0.6 }, hangUp: 0.2 } },
    }
    const { queues, agents } = behindHotline()
    const [support, sales] = queues as [ModelQueue, ModelQueue]
    const one = lived({
      ...{ horizonMs: 4 * hourMs, drain: true, flows: [overflow], agents },
      queues: [
        {
          ...{ ...support, arrivals: { poissonPerHour: 150 } },
          diversions: [{ when: { kind: 'waited', afterMs: 20_000 }, to: { kind: 'flow', id: 'overflow' } }],
        },
        { ...sales, arrivals: { poissonPerHour: 20 } },
      ],
    })
    everybodyIsCounted(one)
    const [from] = one.answer.queues
    const { left, entered } = flowOf(one)
    expect(entered.mean).toBeGreaterThan(30)
    expect(from?.blocked).toEqual(left.hungUpByFlow)
    expect(from?.diverted).toEqual(left.queue)
    expect(left.hungUpByCaller.mean).toBeGreaterThan(3)
  })

  it('asks for hours, calls another flow, and decides by lot where a model knows nothing', () => {
    const inner: ModelFlow = {
      id: 'inner',
      definition: drawn(
        menuOf('menu', { 'key-1': 'end', 'no-answer': 'end' }),
        blockOf('end', 'end-flow', { outcome: 'done' }),
      ),
      blocks: { menu: { keys: { 1: 1 } } },
    }
    const outer: ModelFlow = {
      id: 'outer',
      definition: drawn(
        blockOf('open', 'hours', { businessHoursId: 'bhs_1', hasHolidays: false }, { open: 'who', closed: 'bye' }),
        blockOf('who', 'caller', { by: 'known' }, { known: 'ask', unknown: 'support' }),
        blockOf('ask', 'call-flow', { flowId: 'flw_1' }, { done: 'support' }),
        blockOf('support', 'enqueue', { queueId: 'que_1' }),
        blockOf('bye', 'hang-up', {}),
      ),
      names: { que_1: 'support', flw_1: 'inner', bhs_1: 'office' },
      blocks: { who: { exits: { known: 0.4, unknown: 0.6 } } },
    }
    const one = lived(
      behindHotline({
        flows: [outer, inner],
        hours: [{ id: 'office', open: [{ fromMs: 0, toMs: 2 * hourMs }] }],
        entrances: [{ id: 'front', flow: 'outer', arrivals: { poissonPerHour: 100 } }],
      }),
    )
    everybodyIsCounted(one)
    const { entered, left } = flowOf(one)
    expect((left.hungUpByFlow.mean ?? 0) / (entered.mean ?? 1)).toBeCloseTo(0.5, 1)
    const who = blockIn(one, 'who')
    expect((who?.exits.known?.mean ?? 0) / (who?.entered.mean ?? 1)).toBeCloseTo(0.4, 1)
    expect(one.answer.flows?.[1]?.blocks[0]?.entered).toEqual(who?.exits.known)
    expect(one.counted[0]?.flows[1]?.entered).toBe(0)
  })
})
