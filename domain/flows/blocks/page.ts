import type { BlockType, SettingsProblem } from '../block-type.ts'
import { checkCases } from '../cases.ts'
import type { FlowDefinition } from '../flow.ts'
import { type PageSettings, pageSettings } from '../pages/page-settings.ts'
import { readAnswers } from '../pages/read-answers.ts'
import { exitsOf, shownPage } from '../pages/shown-page.ts'
import { repeatedAt } from '../repeated.ts'

/**
 * A page that somebody reads and fills in: of an agent's script, or of a customer who helps himself. It rests until it is
 * answered; what does not answer its questions changes nothing.
 */
export const page: BlockType<typeof pageSettings, true> = {
  kind: 'page',
  purpose: 'say',
  channels: ['script', 'self-service'],
  settings: pageSettings,
  exits: (set) => exitsOf(set).map((name) => ({ name })),
  check: (set, flow) => [...checkCases(set.cases ?? []), ...checkQuestions(set, flow)],
  start: (set, { run, rest }) => ({
    rest: true,
    actions: [{ kind: 'show', rest, page: shownPage(set, run.language, run.variables), language: run.language }],
  }),
  on: (set, input) => {
    if (input.kind !== 'page' || !exitsOf(set).includes(input.exit)) return null
    const { values, problems } = readAnswers(set, input.values)
    return problems.length > 0 ? null : { exit: input.exit, set: values }
  },
}

function checkQuestions({ questions }: PageSettings, { variables }: FlowDefinition): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = repeatedAt(questions.map(({ variable }) => variable)).map((index) => ({
    path: ['questions', index, 'variable'],
    problem: 'asked-twice',
    values: { variable: questions[index]?.variable ?? '' },
  }))
  const secret = new Set(variables.filter(({ isSecret }) => isSecret).map(({ name }) => name))
  for (const [index, { variable, answer, choices = [], least, most }] of questions.entries()) {
    const path = ['questions', index]
    // What is answered on a page is kept from page to page, and shown again to whoever goes back.
    if (secret.has(variable)) {
      problems.push({ path: [...path, 'variable'], problem: 'secret-on-page', values: { variable } })
    }
    if (answer === 'choice' && choices.length === 0)
      problems.push({ path: [...path, 'choices'], problem: 'no-choices' })
    if (least !== undefined && most !== undefined && most < least) {
      problems.push({ path: [...path, 'most'], problem: 'most-below-least' })
    }
  }
  return problems
}
