/**
 * Flows: what happens to an interaction before, between and after people.
 *
 *     stepFlow(run, input, facts) -> { run, passed, actions }
 *
 * A run comes to rest at a block that waits for something, and is kept there; blocks that wait for nothing are gone through at
 * once. Whoever carries it (`server/processes/flow.ts` for calls) does what it asks and tells it what happens.
 */

export type { BlockType, Purpose } from './block-type.ts'
export { blockTypes } from './blocks/index.ts'
export { FlowDefinitionSchema } from './definition-schema.ts'
export {
  type Block,
  type BlockId,
  type FlowChannel,
  type FlowDefinition,
  flowChannels,
  type Json,
  type Value,
  type Variable,
} from './flow.ts'
export { cancelFlow, mostPassed, stepFlow } from './interpreter.ts'
export type { PageSettings } from './pages/page-settings.ts'
export {
  answerPage,
  beginPages,
  handedBack,
  inLanguage,
  type PagedRun,
  pageBack,
  pageOf,
  passedBy,
} from './pages/paged-run.ts'
export type { AnswerProblem } from './pages/read-answers.ts'
export { type ShownPage, type ShownQuestion, wordsIn } from './pages/shown-page.ts'
export { type FlowProblem, type FlowProblemCode, flowsCalledBy, type Known, problemsIn } from './problems/index.ts'
export { allPieces } from './reading/all-pieces.ts'
export { piecesOf } from './reading/index.ts'
export { type RenamedThing, renamed } from './renamed.ts'
export type {
  Answer,
  CaseQuestion,
  FlowAction,
  FlowFacts,
  FlowInput,
  FlowRun,
  FlowSource,
  FlowStep,
  HttpQuestion,
  Leaving,
  Passed,
  Question,
  QueueFacts,
  Taking,
} from './run.ts'
export type { ReadAs, Said } from './said.ts'
export { saidIn } from './said-in.ts'
export {
  type Expectation,
  type FlowTestCase,
  leftTo,
  runTest,
  type Situation,
  type Tested,
  walkOf,
} from './trying/test-run.ts'
export { type Deed, draftSource, goOn, type Happened, type Walk } from './trying/walk.ts'
