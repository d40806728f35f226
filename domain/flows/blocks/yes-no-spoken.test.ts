import { describe, expect, it } from 'vitest'
import type { FlowRun } from '../run.ts'
import { askYesNo } from './ask-yes-no.ts'

const asks = (maySay: boolean) => ({
  question: [{ kind: 'text' as const, words: { ka: 'გნებავთ?' } }],
  ...{ yesKey: '1', noKey: '2', variable: 'wants', timeoutMs: 5000, tries: 2, maySay },
})
const at = (wakesAtMs: number | null) => ({
  run: { language: 'ka', wakesAtMs } as FlowRun,
  ...{ memo: { tries: 1, keys: '' }, rest: 1, facts: { nowMs: 0 } as never },
})
const says = (text: string, confidence: number, wakesAtMs: number | null = null) =>
  askYesNo.on?.(asks(true), { kind: 'words', text, confidence }, at(wakesAtMs))

describe('a question that may be answered by yes and no', () => {
  it('listens for both in the language of the caller, only where it is drawn so', () => {
    expect(askYesNo.start(asks(true), at(null))).toMatchObject({
      actions: [{ kind: 'say' }, { kind: 'listen', phrases: ['დიახ', 'კი', 'ხო', 'სწორია', 'არა'] }],
    })
    expect(askYesNo.start(asks(false), at(null))).toMatchObject({ actions: [{ kind: 'say' }] })
  })

  it('goes on by what was said, and keeps it', () => {
    expect(says('დიახ', 0.8)).toMatchObject({ exit: 'yes', set: { wants: true } })
    expect(says('არა', 0.8)).toMatchObject({ exit: 'no', set: { wants: false } })
  })

  it('asks again for what is neither, unless it still speaks itself', () => {
    expect(says('', 0)).toBeNull()
    expect(says('არა', 0.1, 5000)).toMatchObject({ actions: [{ kind: 'say' }, { kind: 'listen' }] })
  })
})
