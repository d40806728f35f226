import type { Action } from './actions.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/** One input through every process that listens to it. */
export function step(_view: ProcessView, _input: ProcessInput, _environment: ProcessEnvironment): readonly Action[] {
  return []
}
