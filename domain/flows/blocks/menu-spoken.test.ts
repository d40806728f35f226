import { describe, expect, it } from 'vitest'
import type { FlowAction, FlowInput, FlowRun } from '../run.ts'
import { menu } from './menu.ts'

const settings = {
  question: [{ kind: 'text' as const, words: { en: 'Which?' } }],
  choices: [
    { key: '1', label: 'Sales', spoken: [{ language: 'en', words: 'Sales, buy something' }] },
    {
      key: '2',
      label: 'Service',
      spoken: [
        { language: 'en', words: 'service' },
        { language: 'ka', words: 'სერვისი' },
      ],
    },
  ],
  timeoutMs: 5000,
  tries: 2,
}

/** Goes through the menu as its run would: what it says and listens for, and by which exit it is left. */
function caller(language = 'en') {
  const run = (wakesAtMs: number | null) => ({ language, wakesAtMs }) as FlowRun
  const facts = { nowMs: 1000 } as never
  const said: string[] = []
  let wakesAtMs: number | null = null
  let memo = null as never
  let exit: string | undefined
  const take = (outcome: ReturnType<typeof menu.start>) => {
    if (!outcome) return
    if ('exit' in outcome) exit = outcome.exit
    if (!('rest' in outcome)) return
    memo = outcome.rest as never
    wakesAtMs = outcome.wakesAtMs ?? null
    said.push(...outcome.actions.map(shown))
  }
  take(menu.start(settings, { run: run(null), memo: null, rest: 1, facts }))
  const on = (input: FlowInput) =>
    take(menu.on?.(settings, input, { run: run(wakesAtMs), memo, rest: 2, facts }) ?? null)
  return {
    said,
    hears: () => on({ kind: 'said', rest: 1, outcome: 'finished' }),
    hearsNothing: () => on({ kind: 'said', rest: 1, outcome: 'failed' }),
    says: (text: string, confidence: number) => on({ kind: 'words', text, confidence }),
    presses: (key: string) => on({ kind: 'key', key }),
    exit: () => exit,
  }
}
const shown = (action: FlowAction): string => {
  if (action.kind === 'listen') return `listens: ${action.phrases.join(', ')}`
  if (action.kind !== 'say') return action.kind
  return action.items
    .map((item) => (item.kind === 'text' ? Object.values(item.words)[0] : item.kind === 'prompt' ? item.promptId : ''))
    .join(' | ')
}

describe('a menu that may be answered in words', () => {
  it('listens for all ways to say its choices, in the language of the caller', () => {
    expect(caller().said).toEqual(['Which?', 'listens: sales, buy something, service'])
    expect(caller('ka').said).toEqual(['Which?', 'listens: სერვისი'])
    expect(caller('hu').said).toEqual(['Which?'])
  })

  it('goes on at once by what was heard for certain', () => {
    const he = caller()
    he.says('Buy something!', 1)
    expect(he.exit()).toBe('key-1')
  })

  it('asks whether it was right where that is not certain, and takes yes by voice and by key', () => {
    for (const answer of ['voice', 'key']) {
      const he = caller()
      he.says('sales', 0.8)
      expect(he.said.slice(2)).toEqual([
        'you-said | Sales | right-or-wrong',
        'listens: yes, yes please, right, correct, no, no thanks, wrong',
      ])
      if (answer === 'voice') he.says('yes', 0.8)
      else he.presses('1')
      expect(he.exit()).toBe('key-1')
    }
  })

  it('asks the question again for no, and leaves by no-answer when that was often enough', () => {
    const he = caller()
    he.says('sales', 0.8)
    he.presses('2')
    expect(he.said.at(-2)).toBe('Which?')
    he.says('service', 0.8)
    he.says('no', 0.8)
    expect(he.exit()).toBe('no-answer')
  })

  it('takes what it understood where it cannot ask about it', () => {
    const he = caller()
    he.says('sales', 0.8)
    he.hearsNothing()
    expect(he.exit()).toBe('key-1')
  })

  it('makes nothing of sounds while it speaks, and asks again for them when it has spoken', () => {
    const he = caller()
    he.says('', 0)
    expect(he.said).toHaveLength(2)
    he.hears()
    he.says('', 0)
    expect(he.said).toHaveLength(4)
    he.presses('2')
    expect(he.exit()).toBe('key-2')
  })
})
