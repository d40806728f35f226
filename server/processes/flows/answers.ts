import {
  type Block,
  type FlowDefinition,
  type FlowRun,
  type FlowSource,
  type PageSettings,
  type Passed,
  saidIn,
  type Value,
  wordsIn,
} from '#domain/flows/index.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'
import type { FlowsView } from './flow-book.ts'
import { questionOf } from './question.ts'

/** So much of what a caller said is shown to an agent. */
const mostAnswers = 40
const longestValue = 200

/** What the caller has said and chosen when this was gone through: each question once, by its last answer. */
export function answersAfter(
  { sourceOf }: Pick<FlowsView, 'sourceOf'>,
  known: readonly CallerAnswer[],
  passed: readonly Passed[],
  run: FlowRun,
): readonly CallerAnswer[] {
  const answers = new Map(known.map((answer) => [answer.key, answer]))
  for (const { flowId, versionId, blockId, exit } of passed) {
    const block = sourceOf(flowId, versionId)?.definition.blocks.find((candidate) => candidate.blockId === blockId)
    const answer = block && chosen(block, exit, run.language)
    if (block && answer)
      answers.set(blockId, { key: blockId, label: block.name ?? '', ...questionOf(block), ...answer })
  }
  for (const { flowId, versionId } of [...run.callers, run]) {
    const definition = sourceOf(flowId, versionId)?.definition
    for (const { name, label, isSecret } of definition?.variables ?? []) {
      const value = run.variables[name]
      if (!definition || value === undefined || value === '') continue
      const { isHidden, ...shown } = variablesOf(definition).get(name) ?? {}
      // What was a secret of one flow is none the less one where another flow knows it by the same name.
      const hide = isSecret || isHidden || answers.get(name)?.as === 'hidden'
      const told = hide ? ({ value: '', as: 'hidden' } as const) : typed(value, shown)
      answers.set(name, { key: name, label: label || name, ...shown.question, ...told })
    }
  }
  return [...answers.values()].slice(-mostAnswers)
}

type Told = Pick<CallerAnswer, 'value' | 'as' | 'currency'>

const cut = (value: string): string => value.slice(0, longestValue)

/** What a key chose where no variable keeps it. Settings are as the block's schema has them, which was checked when it was published. */
function chosen({ kind, settings }: Block, exit: string, language: string): Told | undefined {
  if (kind === 'menu') {
    const { choices } = settings as { readonly choices: readonly { readonly key: string; readonly label: string }[] }
    const choice = choices.find(({ key }) => exit === `key-${key}`)
    return choice && { value: cut(choice.label || choice.key) }
  }
  if (kind === 'ask-yes-no' && (exit === 'yes' || exit === 'no')) {
    const isKept = (settings as { readonly variable?: string }).variable !== undefined
    return isKept ? undefined : { value: String(exit === 'yes'), as: 'yes-no' }
  }
  if (kind === 'page') {
    const { cases = [] } = settings as unknown as PageSettings
    const way = cases.find(({ caseId }) => exit === `case-${caseId}`)
    return way && { value: cut(wordsIn(way.words, language, {})) }
  }
  return kind === 'choose-language' && exit === 'next' ? { value: language, as: 'language' } : undefined
}

function typed(value: Value, { as, currency }: ShownVariable): Told {
  const how = typeof value === 'boolean' ? 'yes-no' : (as ?? (typeof value === 'number' ? 'number' : undefined))
  return { value: cut(String(value)), ...(how && { as: how }), ...(how === 'money' && currency && { currency }) }
}

/** How a variable of a flow is read: by the block that asks for it, and as the flow itself reads it aloud. */
interface ShownVariable extends Pick<CallerAnswer, 'as' | 'currency'> {
  readonly question?: Pick<CallerAnswer, 'question'>
  readonly isHidden?: boolean
}

const asked: Readonly<Record<string, CallerAnswer['as']>> = {
  'ask-date': 'date',
  'ask-number': 'number',
  'ask-yes-no': 'yes-no',
  'collect-digits': 'digits',
  'offer-callback': 'phone',
}

const askedOnPages: Readonly<Partial<Record<string, CallerAnswer['as']>>> = {
  'yes-no': 'yes-no',
  number: 'number',
  date: 'date',
}

/** Questions of a page with their words, which are written and never recorded. */
const askedOn = ({ settings }: Block): readonly (readonly [string, ShownVariable])[] =>
  (settings as unknown as PageSettings).questions.map(({ variable, words, answer }) => {
    const as = askedOnPages[answer]
    return [variable, { question: { question: words }, ...(as && { as }) }]
  })

const found = new WeakMap<FlowDefinition, ReadonlyMap<string, ShownVariable>>()

/** A definition is gone through once, however many answer by it. */
function variablesOf(definition: FlowDefinition): ReadonlyMap<string, ShownVariable> {
  const known = found.get(definition)
  if (known) return known
  const variables = new Map<string, ShownVariable>()
  for (const block of definition.blocks) {
    if (block.kind === 'page') {
      for (const [name, shown] of askedOn(block)) variables.set(name, shown)
      continue
    }
    const as = asked[block.kind]
    const { variable, isSecret } = block.settings as { readonly variable?: string; readonly isSecret?: boolean }
    if (!as || variable === undefined) continue
    const isHidden = isSecret === true || variables.get(variable)?.isHidden === true
    variables.set(variable, { as, question: questionOf(block), isHidden })
  }
  for (const said of saidIn(definition)) {
    if (said.kind !== 'value') continue
    const known = variables.get(said.variable)
    // An amount is asked for as a number, and says by how it is read aloud what it is an amount of.
    if (known && !(known.as === 'number' && said.as.kind === 'money')) continue
    const { kind } = said.as
    variables.set(said.variable, { ...known, as: kind, ...('currency' in said.as && { currency: said.as.currency }) })
  }
  found.set(definition, variables)
  return variables
}

/** Whether something secret is among what the run knows. */
export function hasSecret({ sourceOf }: Pick<FlowsView, 'sourceOf'>, run: FlowRun): boolean {
  const sources = [...run.callers, run].map(({ flowId, versionId }) => sourceOf(flowId, versionId))
  return sources.some((source) => source && secretIn(source, run))
}

/** Also where it is the block that says so, and its variable does not. */
const secretIn = ({ definition }: FlowSource, { variables }: FlowRun): boolean =>
  definition.variables.some(
    ({ name, isSecret }) =>
      variables[name] !== undefined && (isSecret || variablesOf(definition).get(name)?.isHidden === true),
  )
