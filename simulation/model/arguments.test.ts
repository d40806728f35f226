import { describe, expect, it } from 'vitest'
import { isModelRequest, readModelRequest, readSeed } from './arguments.ts'

describe('the arguments of a model', () => {
  it('are read in both spellings, in any order', () => {
    const asked = {
      ok: true,
      value: { path: 'M.json', isHistory: false, isWhole: false, isJson: true, seed: 7, replications: 200 },
    }
    expect(readModelRequest(['M.json', '--replications', '200', '--seed=7', '--json'])).toMatchObject(asked)
    expect(readModelRequest(['--json', '--seed', '7', '--replications=200', 'M.json'])).toMatchObject(asked)
    const changed = readModelRequest(['m', '--change', 'queue a strategy=random', '--change=agents b count=2'])
    expect(changed).toMatchObject({
      ok: true,
      value: { seed: 1, changes: ['queue a strategy=random', 'agents b count=2'] },
    })
    expect(readModelRequest(['--history', 'h.json'])).toMatchObject({ ok: true, value: { isHistory: true } })
    expect(readModelRequest(['m', '--whole'])).toMatchObject({ ok: true, value: { isWhole: true } })
    expect(readModelRequest(['m', '--against', 'n.json'])).toMatchObject({ ok: true, value: { against: 'n.json' } })
  })

  it.each([
    [[], 'Name a model'],
    [['a.json', 'b.json'], 'One model at a time'],
    [['a.json', '--replications', '0'], '--replications takes a whole number from 1'],
    [['a.json', '--replications', '2.5'], '--replications takes'],
    [['a.json', '--seed', '-1'], '--seed takes a whole number from 0'],
    [['a.json', '--seed'], '--seed takes'],
    [['a.json', '--change'], '--change takes a change'],
    [['a.json', '--against'], '--against takes the file'],
    [['a.json', '--against=b.json', '--change', 'queue a strategy=random'], '--change or --against'],
    [['a.json', '--fast'], 'I do not know --fast'],
    [['a.json', '--json=yes'], 'I do not know --json=yes'],
    [['a.json', '--whole=yes'], 'I do not know --whole=yes'],
  ])('%j are refused with a sentence', (args, sentence) => {
    const request = readModelRequest(args)
    expect(request.ok ? '' : request.error).toContain(sentence)
  })

  it('are told from those of a day of the house', () => {
    expect([['m.json'], ['--json', 'm'], ['folder/m'], ['--seed', '1', 'm.JSON']].map(isModelRequest)).toEqual([
      ...[true, true, true, true],
    ])
    expect([[], ['--seed', '3'], ['--hours=2', '--faults', '4']].map(isModelRequest)).toEqual([false, false, false])
  })

  it('of a comparison are a seed alone', () => {
    expect([readSeed([]), readSeed(['--seed', '5'])]).toEqual([
      { ok: true, value: 1 },
      { ok: true, value: 5 },
    ])
    expect(readSeed(['--json'])).toMatchObject({ ok: false })
  })
})
