import type { OfferId } from '#kernel/ids.ts'
import { failure, type Result } from '#kernel/result.ts'
import type { RoutingCommand } from './commands.ts'
import type { RoutingEvent } from './events.ts'
import { type Refusal, refusal } from './refusals.ts'
import type { RoutingState } from './state.ts'

/** Clock and chance, which the decider has none of its own. */
export interface DecideEnvironment {
  /** UTC milliseconds. */
  readonly nowMs: number
  readonly newOfferId: () => OfferId
}

/**
 * What `command` leads to. Reads only. After the command's own events come the offers that it made possible, so nobody
 * waits while an eligible agent is idle.
 */
export function decide(
  _state: RoutingState,
  _command: RoutingCommand,
  _environment: DecideEnvironment,
): Result<readonly RoutingEvent[], Refusal> {
  return failure(refusal('no-such-agent'))
}
