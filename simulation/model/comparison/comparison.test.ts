import { describe, expect, it } from 'vitest'
import { type Answer, answerOf } from '../answer.ts'
import type { Model } from '../model.ts'
import { publishedCases } from '../published/contact-centers.ts'
import { checkModel } from '../read-model.ts'
import { runModel } from '../run-model.ts'
import { chained } from './chaining.ts'
import { agrees, type Compared, deviation } from './compared.ts'
import { comparedCase, comparisonPage } from './page.ts'
import { theorySections } from './theory.ts'

const simulate = (model: Model, replications: number, seed = 3): Answer =>
  answerOf(model, seed, runModel({ model, seed, replications }))

describe('the models of the Montréal library', { timeout: 60_000 }, () => {
  it.each(publishedCases)('$id comes out as published', (published) => {
    const { figures } = comparedCase(published, simulate(published.model, 6))
    // One of twenty figures is outside of its interval by chance; three half-widths outside is none.
    expect(figures.filter((figure) => deviation(figure) > 3 * 1.96)).toEqual([])
    expect(figures.filter(agrees).length).toBeGreaterThan(figures.length / 2)
    // With four agents less nothing would be the same: the comparison does not pass by being vague.
    const [group] = published.model.agents
    if (!group) throw new Error('the model has agents')
    const fewer = { ...published.model, agents: [{ ...group, count: 8 }] }
    const others = comparedCase(published, simulate(fewer, 4)).figures
    expect(others.filter(agrees).length).toBeLessThan(figures.length / 2)
  })
})

it('two skills in a chain regain most of what all skills gain', { timeout: 60_000 }, () => {
  const wait = (skills: number) => {
    const model = { ...chained(skills), horizonMs: 8 * 3_600_000, warmupMs: 2 * 3_600_000 }
    return simulate(model, 2).all.waitMs.ofAll.mean as number
  }
  const [one, two, all] = [wait(1), wait(2), wait(6)]
  expect((one - two) / (one - all)).toBeGreaterThan(0.8)
  expect(two).toBeGreaterThan(all)
})

it('all that is compared is a model that a file could hold', async () => {
  const seen: Model[] = []
  const note = async (model: Model) => {
    seen.push(model)
    return simulate({ ...model, warmupMs: 0, horizonMs: 600_000 }, 2)
  }
  const loads = []
  for (const { rows } of theorySections) for (const row of rows) loads.push(await row(note))
  for (const model of [...seen, chained(1), chained(2), ...publishedCases.map((one) => one.model)]) {
    expect(checkModel(model)).toMatchObject({ ok: true })
  }
  const page = comparisonPage([{ title: 'T', text: 'x', loads }], 1)
  expect(page.split('\n').filter((line) => line.startsWith('| ')).length).toBe(
    1 + loads.reduce((sum, { figures }) => sum + figures.length, 0),
  )
})

it('a figure agrees when theory is inside of its interval, or a published interval meets it', () => {
  const ours = { mean: 5, low: 4, high: 6 }
  const of = (expected: Compared['expected']) => ({ what: '', expected, ours })
  expect([4, 6, 3.9, 6.1].map((value) => agrees(of(value)))).toEqual([true, true, false, false])
  const upTo = (high: number, rounding = 0) => of({ low: 1, high, rounding })
  expect([upTo(4), upTo(3.9), upTo(3.9, 0.1)].map(agrees)).toEqual([true, false, true])
  expect(deviation(upTo(9))).toBe(0)
  expect(deviation(of(7))).toBeCloseTo(2 * 1.96)
})
