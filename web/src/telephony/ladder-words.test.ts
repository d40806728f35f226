import { describe, expect, it } from 'vitest'
import en from '../languages/en/telephony.json'
import { ladderWords, sinceFirstMs, startLine } from './ladder-words.ts'

type Step = Parameters<typeof ladderWords>[0][number]
const sent = (method: string, cseq = 1): Step => ({ direction: 'out', method, cseq })
const received = (method: string, cseq = 1): Step => ({ direction: 'in', method, cseq })
const answered = (status: number, method = 'INVITE', cseq = 1): Step => ({ direction: 'in', method, status, cseq })
const said = (steps: readonly Step[]) =>
  ladderWords(steps).map(({ family, names }) => {
    const words: Record<string, string> = en.ladder[family]
    return words[names.find((name) => name in words) ?? ''] ?? 'nothing'
  })

describe('a ladder in words', () => {
  it('tells a call that was challenged, rang, was answered, changed and ended', () => {
    expect(
      said([
        sent('INVITE'),
        answered(407),
        sent('ACK'),
        sent('INVITE', 2),
        answered(100, 'INVITE', 2),
        answered(180, 'INVITE', 2),
        answered(200, 'INVITE', 2),
        sent('ACK', 2),
        received('INVITE', 9),
        { direction: 'out', method: 'INVITE', status: 200, cseq: 9 },
        received('BYE', 10),
        { direction: 'out', method: 'BYE', status: 200, cseq: 10 },
      ]),
    ).toEqual([
      'We asked to call',
      'The other side wants a password',
      'We confirmed',
      'We asked again, with the password',
      'It is being worked on',
      'It is ringing',
      'Answered',
      'We confirmed',
      'The other side asked to change the call',
      'Answered',
      'The other side hung up',
      'The end is confirmed',
    ])
  })
  it('tells a second refusal of the password as what it is', () => {
    expect(
      said([sent('REGISTER'), answered(401, 'REGISTER'), sent('REGISTER', 2), answered(403, 'REGISTER', 2)]),
    ).toEqual([
      'We said where we are',
      'The other side wants a password',
      'We said it again, with the password',
      'Not allowed',
    ])
  })
  it('has a word for every status and every method, known or not', () => {
    const all = [100, 199, 200, 204, 302, 418, 488, 499, 580, 599, 699].map((status) => answered(status))
    expect(said([...all, sent('PUBLISH'), received('MESSAGE')])).not.toContain('nothing')
  })
})

it('keeps the start line for those who read it', () => {
  expect(startLine({ method: 'INVITE' })).toBe('INVITE')
  expect(startLine({ method: 'INVITE', status: 486, reason: 'Busy Here' })).toBe('486 Busy Here (INVITE)')
})

it('counts from the first message and never backwards', () => {
  expect(sinceFirstMs([{ atMs: 1000 }, { atMs: 1250 }, { atMs: 990 }], 1)).toBe(250)
  expect(sinceFirstMs([{ atMs: 1000 }, { atMs: 1250 }, { atMs: 990 }], 2)).toBe(0)
})
