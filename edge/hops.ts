import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { Legs } from './legs.ts'

type Originate = Pick<EdgeCommandOf<'leg.originate'>, 'onBehalfOf'>

const hopsOf = (legs: Legs, { onBehalfOf }: Originate): number | undefined =>
  onBehalfOf === undefined ? undefined : legs.get(onBehalfOf)?.origin.maxForwards

/** What a call that goes on with another takes along of its Max-Forwards (RFC 3261 16.6, step 3). */
export function hopsFor(legs: Legs, command: Originate): { readonly maxForwards?: number } {
  const left = hopsOf(legs, command)
  return left === undefined ? {} : { maxForwards: left - 1 }
}

/** A call that has been sent on until nothing of its Max-Forwards is left goes round in a circle (RFC 3261 16.3, step 3). */
export function refuseCircle(legs: Legs, command: Originate): Result<void, EdgeError> {
  const left = hopsOf(legs, command)
  if (left === undefined || left > 1) return success(undefined)
  return failure({ code: 'not-reachable', sentence: 'The call has been sent on too often: it goes round in a circle.' })
}
