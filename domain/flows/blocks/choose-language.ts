import { Type } from 'typebox'
import type { PromptId } from '#kernel/ids.ts'
import { type Asked, ask, askAgain, asking, heard, stopSaying } from '../asking.ts'
import type { BlockType } from '../block-type.ts'
import { repeatedAt } from '../repeated.ts'
import type { Said } from '../said.ts'
import { closed, LanguageTag, refersTo } from '../settings-schema.ts'

const { timeoutMs, tries } = asking
const settings = Type.Object(
  {
    choices: Type.Array(
      Type.Object(
        {
          key: Type.String({ pattern: '^[0-9*#]$' }),
          language: LanguageTag,
          /** In that language: which key is pressed for it. */
          words: Type.String({ minLength: 1, maxLength: 300 }),
          /** Its recording, in the place of the words. */
          promptId: Type.Optional(refersTo<PromptId>('prompt')),
        },
        closed,
      ),
      { minItems: 1, maxItems: 12 },
    ),
    timeoutMs,
    tries,
  },
  closed,
)

const questionOf = (choices: readonly { language: string; words: string; promptId?: PromptId }[]): readonly Said[] =>
  choices.map(({ language, words, promptId }) =>
    promptId === undefined ? { kind: 'text', words: { [language]: words } } : { kind: 'prompt', promptId },
  )

/** The language in which all that follows is said, by a key; each is offered in itself. Who presses none keeps the one that he had. */
export const chooseLanguage: BlockType<typeof settings, Asked> = {
  kind: 'choose-language',
  purpose: 'ask',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'next' }, { name: 'no-answer' }],
  check: ({ choices }) =>
    repeatedAt(choices.map(({ key }) => key)).map((index) => ({
      path: ['choices', index, 'key'],
      problem: 'key-twice',
      values: { key: choices[index]?.key ?? '' },
    })),
  start: ({ choices }, at) => ask({ question: questionOf(choices) }, at),
  on: (set, input, at) => {
    const again = { question: questionOf(set.choices), tries: set.tries }
    if (input.kind === 'said') return heard(set, at)
    if (input.kind === 'woken') return askAgain(again, 'nothingHeard', at)
    if (input.kind !== 'key') return null
    const chosen = set.choices.find(({ key }) => key === input.key)
    if (!chosen) return askAgain(again, 'notUnderstood', at)
    return { exit: 'next', language: chosen.language, actions: [stopSaying] }
  },
  cancel: () => [stopSaying],
}
