import { describe, expect, it } from 'vitest'
import { changeModel } from './change.ts'
import type { Model } from './model.ts'
import { checkModel, readModel } from './read-model.ts'

/** With every field that a model is said to have at least. */
const full = {
  horizonMs: 28_800_000,
  warmupMs: 0,
  drain: true,
  queues: [
    {
      id: 'support',
      arrivals: { perHourByInterval: [10, 20], intervalMs: 1_800_000 },
      handle: { logNormal: { meanMs: 120_000, sdMs: 60_000 } },
      patience: { exponentialMeanMs: 60_000 },
      priority: 2,
      places: 10,
      strategy: 'roundRobin',
      requires: [{ skill: 'ka', least: 3 }],
      serviceLevel: { thresholdMs: 20_000 },
    },
    {
      id: 'sales',
      arrivals: { poissonPerHour: 30 },
      handle: { constantMs: 1000 },
      patience: null,
      priority: 0,
      places: null,
      strategy: 'longestIdle',
      requires: [],
      serviceLevel: { thresholdMs: 0 },
    },
  ],
  agents: [
    {
      count: 3,
      queues: [
        { id: 'support', priority: 1 },
        { id: 'sales', priority: 0 },
      ],
      skills: [{ skill: 'ka', proficiency: 4 }],
    },
    { count: 1, queues: [{ id: 'sales' }], skills: { ka: 5 } },
  ],
}

/** A requirement within requirements. */
const deep = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => ({ not: inner }), { skill: 'ka', least: 1 })

/** The full model with one thing otherwise. */
function but(path: string, value: unknown): unknown {
  const model = structuredClone(full) as unknown as Record<string, unknown>
  const steps = path.split('.')
  const last = steps.pop() as string
  let inside = model
  for (const step of steps) inside = inside[step] as Record<string, unknown>
  if (value === undefined) delete inside[last]
  else inside[last] = value
  return model
}

describe('a model', () => {
  it('may say everything, and very little', () => {
    expect(checkModel(full)).toMatchObject({ ok: true })
    const little = {
      horizonMs: 1000,
      queues: [{ id: 'a', arrivals: { poissonPerHour: 1 }, handle: { constantMs: 1 } }],
      agents: [],
    }
    expect(checkModel(little)).toMatchObject({ ok: true })
  })

  it.each<[string, unknown, string]>([
    ['horizonMs', undefined, 'the model has no horizonMs: add it.'],
    ['horizonMs', '8h', 'horizonMs is "8h": write a number greater than 0 and at most 34560000000.'],
    ['horizonMs', 0, 'horizonMs is 0: write a number greater than 0'],
    ['warmupMs', 28_800_000, 'warmupMs is 28800000: write less than horizonMs'],
    ['drain', 'yes', 'drain is "yes": write true or false.'],
    ['seed', 1, 'seed is no field that the model has: leave it out. It has $schema, horizonMs,'],
    ['queues.0.arivals', {}, 'queues[0].arivals is no field that queues[0] has: did you mean arrivals?'],
    ['queues.0.arrivals', { poissonPerHour: -1 }, 'queues[0].arrivals.poissonPerHour is -1: write a number from 0 to'],
    ['queues.0.arrivals', { perHour: 3 }, 'queues[0].arrivals is {"perHour":3}: write { "poissonPerHour": … } or {'],
    [
      'queues.0.arrivals',
      { perHourByInterval: [], intervalMs: 5 },
      'queues[0].arrivals.perHourByInterval has 0 entries',
    ],
    [
      'queues.0.arrivals',
      { perHourByInterval: [1, -2], intervalMs: 5 },
      'queues[0].arrivals.perHourByInterval[1] is -2',
    ],
    ['queues.0.arrivals', { atMs: [3, 2] }, 'queues[0].arrivals.atMs[1] is before the one before it'],
    ['queues.0.handle', { logNormal: { meanMs: 5 } }, 'queues[0].handle.logNormal has no sdMs: add it.'],
    ['queues.0.handle', null, 'queues[0].handle is null: write { "exponentialMeanMs": … } or'],
    ['queues.0.patience', 5, 'queues[0].patience is 5: write { "exponentialMeanMs": … } or'],
    ['queues.0.priority', 1.5, 'queues[0].priority is 1.5: write a whole number from -1000 to 1000.'],
    ['queues.0.places', -1, 'queues[0].places is -1: write a whole number from 0 to 1000000.'],
    ['queues.0.strategy', 'fifo', 'queues[0].strategy is "fifo": write one of "longestIdle", "roundRobin",'],
    [
      'queues.0.requires',
      [{ skill: 'ka', least: 9 }],
      'queues[0].requires[0].least is 9: write a whole number from 1 to 5.',
    ],
    ['queues.0.relaxation', [{ afterMs: 5 }, { afterMs: 5, ring: 2 }], 'queues[0].relaxation has two steps after 5 ms'],
    ['queues.1.id', 'support', 'queues[1].id is "support", and so is queues[0].id'],
    ['queues', [], 'queues has 0 entries: write 1 at least.'],
    ['agents.0.count', 2.5, 'agents[0].count is 2.5: write a whole number from 0 to 20000.'],
    [
      'agents.0.queues.0.id',
      'x',
      'agents[0].queues[0].id is "x", and no queue has that id: write one of support, sales.',
    ],
    ['agents.0.queues.1.id', 'support', 'agents[0].queues names "support" twice'],
    ['agents.0.skills', { ka: 6 }, 'agents[0].skills.ka is 6: write a whole number from 1 to 5.'],
    ['agents.0.skills', ['ka'], 'agents[0].skills[0] is "ka": write an object in braces with skill and proficiency.'],
    ['agents.0.shifts', [{ fromMs: 5, toMs: 5 }], 'agents[0].shifts[0] ends before it begins'],
    ['queues.0.channel', 'phone', 'queues[0].channel is "phone": write one of "voice", "video",'],
    [
      'queues.0.diversions',
      [{ when: { kind: 'ful' } }],
      'queues[0].diversions[0].when.kind is "ful": write one of "closed",',
    ],
    [
      'queues.0.diversions',
      [{ when: { kind: 'full' }, to: {} }],
      'queues[0].diversions[0].when has no waiting: add it.',
    ],
    [
      'queues.0.diversions',
      [{ when: { kind: 'closed' }, to: { kind: 'queue', id: 'x' } }],
      'queues[0].diversions[0].to.id is "x", and no queue has that id: write one of support, sales.',
    ],
    [
      'queues.0.diversions',
      [{ when: { kind: 'closed' }, to: { kind: 'queue', id: 'support' } }],
      'queues[0].diversions[0].to.id is the queue itself',
    ],
    [
      'queues.0.diversions',
      [{ when: { kind: 'closed' }, to: { kind: 'callback' } }],
      'queues[0].diversions[0].to.kind is "callback", and queues[0] has no callback: add it.',
    ],
    ['queues.0.callback', { offer: { standardMs: 1 } }, 'queues[0].callback.offer has no acceptShare: add it.'],
    [
      'queues.0.callback',
      { retryAfterMs: [5] },
      'queues[0].callback.retryAfterMs[0] is 5: write a whole number from 10000',
    ],
    [
      'queues.0.regions',
      [{ region: 'GE-XX', share: 1 }],
      'queues[0].regions[0].region is "GE-XX", which is no region of',
    ],
    ['queues.0.regions', [{ region: 'Tbilisi', share: 1 }], 'queues[0].regions[0].region is "Tbilisi": write A region'],
    ['queues.0.reach', { km: 0 }, 'queues[0].reach.km is 0: write a number from 1 to 20000.'],
    ['queues.0.reach', 'near', 'queues[0].reach is "near": write one of "region", "neighbors", "anywhere"'],
    ['queues.0.requirement', { any: [] }, 'queues[0].requirement.any has 0 entries: write 1 at least.'],
    ['queues.0.requirement', { not: { skill: 'ka' } }, 'queues[0].requirement.not has no least: add it.'],
    ['queues.0.requirement', deep(9), 'queues[0].requirement is larger than the decider takes'],
    ['queues.0.requirement', deep(60), 'goes too deep: write at most 50'],
    [
      'queues.0.preferred',
      { share: 1, group: 'x', patienceMs: 1000 },
      'queues[0].preferred.group is "x", and no group',
    ],
    ['queues.0.hours', [{ fromMs: 5, toMs: 4 }], 'queues[0].hours[0] ends before it begins'],
    ['queues.0.arrivals', { everyMs: 1e-9 }, 'customers to expect in all'],
    ['queues.0.retrial', { share: 1, after: { constantMs: -1 } }, 'queues[0].retrial.after.constantMs is -1'],
    [
      'agents.0.shifts',
      [{ weekday: 1, beginsMinute: 60, endsMinute: 30 }],
      'agents[0].shifts[0]: A shift ends after it begins',
    ],
    ['agents.0.shifts', [{ weekday: 8, beginsMinute: 60, endsMinute: 90 }], 'agents[0].shifts[0].weekday is 8: write'],
    ['agents.0.capacity', { voice: 2 }, 'agents[0].capacity.voice is 2: nobody talks to two'],
    ['agents.0.mistakes', { declines: 1 }, 'agents[0].mistakes.declines is no field'],
    [
      'agents.0.breaks',
      { every: { constantMs: 0 }, lasts: { constantMs: 0 } },
      'agents[0].breaks.every is a second at least',
    ],
    [
      'carriers',
      [
        { share: 0.7, fails: [{ fromMs: 1, toMs: 2 }] },
        { share: 0.7, fails: [{ fromMs: 1, toMs: 2 }] },
      ],
      'carriers have shares of 1.4 in all',
    ],
    ['carriers', [{ share: 1, fails: [{ fromMs: 2, toMs: 1 }] }], 'carriers[0].fails[0] ends before it begins'],
    [
      'core',
      { dies: { atMs: [5000, 5500] }, takeOverMs: 1000 },
      'core.dies.atMs[1] is before the core before it was replaced',
    ],
    ['core', { dies: { every: { constantMs: 1 } } }, 'core has no takeOverMs: add it.'],
    ['reservations', [{ skill: 'ka', least: 1, keepFree: 1 }], 'reservations[0] has no untilWaitedMs: add it.'],
    ['agents.1.count', 20_000, 'agents are 20003 in all: write 20000 at most.'],
  ])('with %s %j is refused with where, what, and what to do', (path, value, sentence) => {
    const checked = checkModel(but(path, value))
    expect(checked.ok ? '' : checked.error).toContain(sentence)
  })

  it('that is no JSON, or no object, is refused too', () => {
    expect(readModel('{')).toMatchObject({ ok: false, error: expect.stringContaining('is no JSON') })
    expect(readModel('[]')).toMatchObject({ ok: false, error: expect.stringContaining('write an object in braces') })
    expect(readModel('{"__proto__": {}, "horizonMs": 1}')).toMatchObject({ ok: false })
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expect(readModel(`{ "horizonMs": ${nested} }`)).toMatchObject({ ok: false })
    const not = `${'{"not":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const queue = `{ "id": "a", "arrivals": { "everyMs": 1 }, "handle": { "constantMs": 1 }, "requirement": ${not} }`
    const deepest = readModel(`{ "horizonMs": 1000, "queues": [${queue}], "agents": [] }`)
    expect(deepest).toMatchObject({ ok: false, error: expect.stringContaining('goes too deep') })
  })
})

describe('a change', () => {
  const model = full as unknown as Model
  it('changes one thing of a copy', () => {
    const changed = changeModel(model, 'queue support strategy=fewestHandled')
    expect(changed).toMatchObject({ ok: true, value: { queues: [{ strategy: 'fewestHandled' }, {}] } })
    expect(model.queues[0]?.strategy).toBe('roundRobin')
    expect(changeModel(model, 'queue "support" handle.logNormal.meanMs=90000')).toMatchObject({
      ok: true,
      value: { queues: [{ handle: { logNormal: { meanMs: 90_000 } } }, {}] },
    })
    expect(changeModel(model, 'agents agents[1] count=7')).toMatchObject({
      ok: true,
      value: { agents: [{}, { count: 7 }] },
    })
  })
  it('changes a carrier too', () => {
    const fails = [{ fromMs: 1000, toMs: 2000 }]
    const carried = {
      ...model,
      carriers: [
        { id: 'first', share: 0.5, fails },
        { share: 0.1, fails },
      ],
    }
    expect(changeModel(carried, 'carrier first fails[0].toMs=9000')).toMatchObject({
      ok: true,
      value: { carriers: [{ fails: [{ toMs: 9000 }] }, {}] },
    })
    expect(changeModel(carried, 'carrier carriers[1] share=0.9')).toMatchObject({
      ok: false,
      error: expect.stringContaining('carriers have shares of 1.4 in all'),
    })
  })
  it.each([
    ['support strategy=x', 'write it like'],
    ['carrier first share=1', 'names a carrier that is not there'],
    ['queue nowhere strategy=random', 'write one of support, sales'],
    ['queue support strategy=fifo', 'queues[0].strategy is "fifo"'],
    ['queue support a.b=1', 'names a, which is not there'],
    ['queue support __proto__.x=1', 'write it like'],
  ])('%s is refused', (change, sentence) => {
    const changed = changeModel(model, change)
    expect(changed.ok ? '' : changed.error).toContain(sentence)
  })
})
