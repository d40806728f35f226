import { type FlowSource, type PagedRun, passedBy } from '#domain/flows/index.ts'
import type { FlowId, FlowVersionId } from '#kernel/ids.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'
import { answersAfter } from '../processes/index.ts'

/** The script of one interaction, as it is kept. */
export interface ScriptRun {
  readonly paged: PagedRun
  /** What stood among the answers before it, of those that are its own now: it stands there again when they are taken back. */
  readonly before: readonly CallerAnswer[]
  /** The keys of what is answered by it. */
  readonly own: readonly string[]
}

type SourceOf = (flowId: FlowId, versionId: FlowVersionId | null) => FlowSource | undefined

/**
 * The answers of an interaction with those of its script as it is now: going back takes back what was answered since.
 * @param known as they stand, those of the script before this step among them
 */
export function withScriptAnswers(
  sourceOf: SourceOf,
  known: readonly CallerAnswer[],
  { before, own }: Pick<ScriptRun, 'before' | 'own'>,
  paged: PagedRun,
): { readonly answers: readonly CallerAnswer[]; readonly run: ScriptRun } {
  const isOwn = new Set(own)
  const others = [...before, ...known.filter(({ key }) => !isOwn.has(key) && !before.some((one) => one.key === key))]
  const answers = answersAfter({ sourceOf }, [], passedBy(paged), paged.run)
  const keys = new Set(answers.map(({ key }) => key))
  return {
    answers: [...others.filter(({ key }) => !keys.has(key)), ...answers],
    run: { paged, own: [...keys], before: others.filter(({ key }) => keys.has(key)) },
  }
}
