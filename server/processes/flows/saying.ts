import { type FlowAction, type FlowRun, piecesOf, type Said } from '#domain/flows/index.ts'
import { isId } from '#kernel/ids.ts'
import type { PlayItem } from '#protocol/edge/index.ts'
import { prompt } from '../spoken-language.ts'
import type { ProcessView } from '../view.ts'

/** What one play may hold. */
const mostItems = 32

/** What a caller hears of what his flow says; `undefined`: a part of it has no sound, or it is too long. */
export function heardOf(
  view: ProcessView,
  { items, language }: Extract<FlowAction, { kind: 'say' }>,
  variables: FlowRun['variables'],
): PlayItem[] | undefined {
  const heard: PlayItem[] = []
  for (const item of items) {
    const sound = item.kind === 'value' ? readAloud(view, item, language, variables) : soundOf(view, item, language)
    if (!sound) return undefined
    heard.push(...sound)
  }
  return heard.length > 0 && heard.length <= mostItems ? heard : undefined
}

/** Why a caller hears nothing of what his flow says: the first part of it that has no sound. */
export function whyUnheard(
  view: ProcessView,
  { items, language }: Extract<FlowAction, { kind: 'say' }>,
  variables: FlowRun['variables'],
): { readonly cause: 'no-prompt' | 'no-words' | 'no-value' | 'unreadable' | 'too-long'; readonly detail: string } {
  for (const item of items) {
    if (item.kind !== 'value') {
      if (soundOf(view, item, language)) continue
      return item.kind === 'prompt'
        ? { cause: 'no-prompt', detail: item.promptId }
        : { cause: 'no-words', detail: language }
    }
    if (variables[item.variable] === undefined) return { cause: 'no-value', detail: item.variable }
    if (!readAloud(view, item, language, variables)) return { cause: 'unreadable', detail: language }
  }
  return { cause: 'too-long', detail: '' }
}

/** A prompt that comes with Parley has a name in the place of an id. */
function soundOf({ prompts }: ProcessView, item: Said, language: string): readonly PlayItem[] | undefined {
  if (item.kind === 'prompt' && !isId('prompt', item.promptId)) return [prompt(item.promptId, language)]
  return prompts?.soundOf(item, language)
}

/** A value in pieces that were spoken ahead; nothing where it is not set yet, or one of them was not spoken. */
function readAloud(
  { prompts }: ProcessView,
  { variable, as }: Extract<Said, { kind: 'value' }>,
  language: string,
  variables: FlowRun['variables'],
): readonly PlayItem[] | undefined {
  const value = variables[variable]
  if (value === undefined) return undefined
  const heard: PlayItem[] = []
  for (const piece of piecesOf(value, as, language)) {
    const sound = prompts?.soundOfWords(piece, language)
    if (!sound) return undefined
    heard.push(sound)
  }
  return heard
}
