import type { FlowRun, FlowSource, Passed } from '#domain/flows/index.ts'
import type { Answered, FlowsView } from './flow-book.ts'

/** So much of what a caller said is shown to an agent. */
const mostAnswers = 40
const longestValue = 200

/** What the caller has said and chosen when this was gone through: each question once, by its last answer. */
export function answersAfter(
  { sourceOf }: Pick<FlowsView, 'sourceOf'>,
  known: readonly Answered[],
  passed: readonly Passed[],
  run: FlowRun,
): readonly Answered[] {
  const answers = new Map(known.map((answer) => [answer.key, answer]))
  for (const { flowId, versionId, blockId, exit } of passed) {
    const block = sourceOf(flowId, versionId)?.definition.blocks.find((candidate) => candidate.blockId === blockId)
    const chosen = block?.kind === 'menu' && choicesOf(block.settings).find(({ key }) => exit === `key-${key}`)
    if (block && chosen) answers.set(blockId, { key: blockId, label: block.name ?? '', value: cut(chosen.label) })
  }
  for (const { flowId, versionId } of [...run.callers, run]) {
    for (const { name, label, isSecret } of sourceOf(flowId, versionId)?.definition.variables ?? []) {
      const value = run.variables[name]
      if (isSecret || value === undefined || value === '') continue
      answers.set(name, { key: name, label, value: cut(String(value)) })
    }
  }
  return [...answers.values()].slice(-mostAnswers)
}

const cut = (value: string): string => value.slice(0, longestValue)

/** As the schema of `menu` has it, which was checked when the flow was published. */
const choicesOf = (settings: unknown): readonly { readonly key: string; readonly label: string }[] =>
  (settings as { readonly choices: readonly { readonly key: string; readonly label: string }[] }).choices

/** Whether something secret is among what the run knows. */
export function hasSecret({ sourceOf }: Pick<FlowsView, 'sourceOf'>, run: FlowRun): boolean {
  const sources = [...run.callers, run].map(({ flowId, versionId }) => sourceOf(flowId, versionId))
  return sources.some((source) => source && secretIn(source, run))
}

const secretIn = ({ definition }: FlowSource, { variables }: FlowRun): boolean =>
  definition.variables.some(({ name, isSecret }) => isSecret && variables[name] !== undefined)
