import { noWishes, preferredIn, type Wishes } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { knownCustomers } from '../known-customers.ts'
import type { ApiServices } from './api-services.ts'
import { type Refusal, refuse } from './refusal.ts'

/** A telephone of ours, or a number that the rules and limits let be called; never one that helps in need. */
export function reachOf(
  { configuration, dialing }: Pick<ApiServices, 'configuration' | 'dialing'>,
  number: string,
): Result<{ readonly isOverTrunk: boolean }, Refusal> {
  const { numberPlan } = configuration
  if (numberPlan.userOfDialed(number) !== undefined) return success({ isOverTrunk: false })
  // A number of ours would ring at ourselves.
  if (numberPlan.numberRoute(number) !== undefined) return refuse('dial.no-rule')
  const route = dialing.check(number, { kind: 'callback' })
  if (!route.ok) return failure({ code: route.error })
  return route.value.isEmergency ? refuse('dial.blocked') : success({ isOverTrunk: true })
}

/** What is asked for somebody by whose number it is, as when he would call. */
export function wishesByNumber({ db, decider, incidents, logger }: ApiServices) {
  const customers = knownCustomers(db, logger)
  return async (queueId: QueueId, number: string, level = 0): Promise<Wishes> => {
    const known = (await customers([number])).get(number) ?? {}
    const preferred = preferredIn(decider.state?.queues.get(queueId)?.settings ?? {}, known)
    const incidentIds = incidents.marksOf({ callerNumber: number })
    return {
      ...noWishes,
      level,
      ...(incidentIds.length > 0 && { incidentIds }),
      ...(known.facts && { customer: known.facts }),
      ...(preferred.length > 0 && { preferred }),
    }
  }
}
