/**
 * Where the contexts meet: each process turns a committed routing event or an edge's event into actions, reads the
 * decider's state and keeps none of its own. The simulator runs the same functions.
 *
 *     step(view, input, { nowMs, newId }) -> actions
 */
export type { Action } from './actions.ts'
export { type CallControl, controlCall } from './call-control.ts'
export { answersAfter } from './flows/answers.ts'
export { queueFacts } from './flows/facts.ts'
export type { FlowFailure } from './flows/failing.ts'
export {
  type CarriedRun,
  FlowBook,
  type FlowPlaceCount,
  type FlowsView,
  foundAgain,
  storedRun,
} from './flows/flow-book.ts'
export { LegBook } from './leg-book.ts'
export { step } from './step.ts'
export type {
  NumberRoute,
  OutboundRoute,
  ProcessEnvironment,
  ProcessInput,
  ProcessPlan,
  ProcessView,
  WhoDials,
} from './view.ts'
