import { describe, expect, it } from 'vitest'
import { readArguments } from './command-line.ts'
import { liveDay } from './day.ts'
import { outcomeOf, tableOf } from './report.ts'

describe('the arguments of parley simulate', () => {
  it('have usual values', () => {
    expect(readArguments([])).toMatchObject({ ok: true, value: { seed: 1, durationMs: 3_600_000, faults: 0 } })
  })
  it('are read in both spellings', () => {
    expect(readArguments(['--seed', '7', '--hours=2'])).toMatchObject({
      ok: true,
      value: { seed: 7, durationMs: 7_200_000 },
    })
  })
  it.each([
    ['--seeds'],
    ['seed'],
    ['--hours'],
    ['--hours', 'x'],
    ['--hours', '0'],
    ['--agents', '-1'],
    ['--toString', '1'],
  ])('are refused with a sentence: %s %s', (...args) => {
    expect(readArguments(args)).toMatchObject({ ok: false, error: expect.stringMatching(/\.$|Usage/) })
  })
})

describe('a simulated quarter of an hour', { timeout: 60_000 }, () => {
  const quarter = readArguments([
    '--seed',
    '3',
    '--agents',
    '6',
    '--faults',
    '2',
    '--talk-seconds',
    '90',
    '--hours',
    '0.3',
  ])

  it('comes out the same for the same seed', () => {
    if (!quarter.ok) throw new Error(quarter.error)
    const first = tableOf(outcomeOf(liveDay(quarter.value).told))
    expect(tableOf(outcomeOf(liveDay(quarter.value).told))).toBe(first)
    expect(first).toMatch(/^calls +\d+$/m)
    expect(tableOf(outcomeOf(liveDay({ ...quarter.value, seed: 4 }).told))).not.toBe(first)
  })

  it('with more agents is answered sooner', () => {
    if (!quarter.ok) throw new Error(quarter.error)
    const of = (agents: number) => outcomeOf(liveDay({ ...quarter.value, agents, faults: 0 }).told)
    const [few, many] = [of(2), of(12)]
    expect(many.answerSpeedMs).toBeLessThan(few.answerSpeedMs ?? 0)
    expect(many.abandoned).toBeLessThan(few.abandoned)
  })
})
