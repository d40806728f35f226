import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf, EdgeCommandType, EdgeValueOf } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { EdgeParts } from '../edge-parts.ts'

export type CommandOutcome<T extends EdgeCommandType> = Result<EdgeValueOf<T>, EdgeError>

/** How commands are carried out, by their type. Each can be given twice: what already stands is a success. */
export type CommandHandlers<T extends EdgeCommandType = EdgeCommandType> = {
  readonly [Type in T]: (
    command: EdgeCommandOf<Type>,
    parts: EdgeParts,
  ) => CommandOutcome<Type> | Promise<CommandOutcome<Type>>
}

export const done: Result<Record<string, never>, never> = success({})
/** Turns an outcome without a value into one that can be answered with. */
export const orDone = (outcome: Result<unknown, EdgeError>): Result<Record<string, never>, EdgeError> =>
  outcome.ok ? done : outcome
