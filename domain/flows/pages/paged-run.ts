import { compiledBlock } from '../compiled.ts'
import type { BlockId, ExitName, Value } from '../flow.ts'
import { stepFlow } from '../interpreter.ts'
import type { FlowFacts, FlowInput, FlowRun, FlowStep, Leaving, Passed } from '../run.ts'
import type { PageSettings } from './page-settings.ts'
import { type AnswerProblem, readAnswers } from './read-answers.ts'
import { type ShownPage, shownPage } from './shown-page.ts'

type Values = Readonly<Record<string, Value>>

/**
 * A run that goes from page to page, and back: of an agent's script, or of a customer who helps himself. Plain JSON: it is kept at each
 * rest, and whoever carries it needs nothing else.
 */
export interface PagedRun {
  readonly run: FlowRun
  /** Where it left to; absent: a page is shown. */
  readonly left?: Leaving
  /** Pages that were answered, the first one first: as the run rested there, and the way from there. */
  readonly trail: readonly { readonly run: FlowRun; readonly passed: readonly Passed[] }[]
  /** What was gone through before the first of the trail. */
  readonly opened: readonly Passed[]
  /** By page, what stood on it when somebody left it, in whichever direction: it stands there again. */
  readonly typed: Readonly<Record<BlockId, Values>>
}

/** So far one can go back. */
const mostTrail = 100
/** Whoever goes round in circles forgets how he began to. */
const mostOpened = 1000

export const beginPages = (run: FlowRun, facts: FlowFacts): PagedRun => {
  const step = stepFlow(run, { kind: 'started' }, facts)
  return { ...rested(step, run), trail: [], opened: step.passed, typed: {} }
}

/** Late, or not among the ways of the page: the same run. Wrong answers: what is wrong, and nothing changes. */
export function answerPage(
  paged: PagedRun,
  { rest, exit, values }: { readonly rest: number; readonly exit: ExitName; readonly values: Values },
  facts: FlowFacts,
): PagedRun | { readonly problems: readonly AnswerProblem[] } {
  const page = settingsAt(paged, facts)
  if (!page || rest !== paged.run.rests) return paged
  const { problems } = readAnswers(page, values)
  if (problems.length > 0) return { problems }
  const input: FlowInput = { kind: 'page', rest, exit, values }
  const step = stepFlow(paged.run, input, facts)
  if (step.run === paged.run) return paged
  const trail = [...paged.trail, { run: paged.run, passed: step.passed }]
  const dropped = trail.slice(0, -mostTrail).flatMap(({ passed }) => passed)
  return {
    ...rested(step, paged.run),
    trail: trail.slice(-mostTrail),
    opened: [...paged.opened, ...dropped].slice(-mostOpened),
    typed: { ...paged.typed, [paged.run.blockId]: values },
  }
}

/** Where it was handed over to does not take it: on from there. */
export function handedBack(paged: PagedRun, reason: string, facts: FlowFacts): PagedRun {
  const last = paged.trail.at(-1)
  const step = stepFlow(paged.run, { kind: 'not-taken', reason }, facts)
  const { left: _, ...others } = paged
  if (!last) return { ...others, ...rested(step, paged.run), opened: [...paged.opened, ...step.passed] }
  const trail = [...paged.trail.slice(0, -1), { ...last, passed: [...last.passed, ...step.passed] }]
  return { ...others, ...rested(step, paged.run), trail }
}

/** The same pages in another language. */
export const inLanguage = (paged: PagedRun, language: string): PagedRun => ({
  ...paged,
  run: { ...paged.run, language },
  trail: paged.trail.map(({ run, passed }) => ({ run: { ...run, language }, passed })),
})

/** To the page before, as it was then. What was typed on this one is there when one comes to it again. */
export function pageBack(
  paged: PagedRun,
  { rest, values }: { readonly rest: number; readonly values: Values },
): PagedRun {
  const before = paged.trail.at(-1)
  if (!before || rest !== paged.run.rests) return paged
  const { left, ...others } = paged
  return {
    ...others,
    run: { ...before.run, rests: paged.run.rests + 1 },
    trail: paged.trail.slice(0, -1),
    typed: left ? paged.typed : { ...paged.typed, [paged.run.blockId]: values },
  }
}

/** What is shown now, with what was typed there before; `null`: it has left, or its version is gone. */
export function pageOf(paged: PagedRun, facts: Pick<FlowFacts, 'definition'>): ShownPage | null {
  const settings = settingsAt(paged, facts)
  if (!settings) return null
  const { run, typed } = paged
  const page = shownPage(settings, run.language, run.variables)
  const here = typed[run.blockId]
  if (!here) return page
  const questions = page.questions.map((question) => {
    const value = Object.hasOwn(here, question.variable) ? here[question.variable] : undefined
    return value === undefined ? question : { ...question, value }
  })
  return { ...page, questions }
}

/** Every block that was gone through and not gone back over. */
export const passedBy = ({ opened, trail }: PagedRun): readonly Passed[] => [
  ...opened,
  ...trail.flatMap(({ passed }) => passed),
]

/** A run that has left rests once more: whatever is sent to its last page is late. */
function rested(step: FlowStep, before: FlowRun): Pick<PagedRun, 'run' | 'left'> {
  if (step.run) return { run: step.run }
  const run = step.left ?? before
  const last = step.actions.at(-1)
  const left: Leaving = last?.kind === 'leave' ? last.to : { kind: 'end', reason: 'failed' }
  return { run: { ...run, rests: run.rests + 1 }, left }
}

function settingsAt({ run, left }: PagedRun, facts: Pick<FlowFacts, 'definition'>): PageSettings | undefined {
  const definition = left ? undefined : facts.definition(run.flowId, run.versionId)?.definition
  const found = definition && compiledBlock(definition, run.blockId)
  return found?.block.kind === 'page' ? (found.block.settings as unknown as PageSettings) : undefined
}
