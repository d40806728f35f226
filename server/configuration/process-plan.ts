import type { Configuration, Dialing } from '../core-services.ts'
import type { ProcessPlan } from '../processes/index.ts'
import type { NumberPlan } from './number-plan.ts'

/** What the processes may ask of the tables, made anew only when these were read anew: the number plan, the rules of recording, and the outbound rules with their limits. */
export function processPlans(
  configuration: Pick<Configuration, 'numberPlan' | 'recordingRules'>,
  dialing: Pick<Dialing, 'route'>,
): () => NumberPlan & ProcessPlan {
  let plan: (NumberPlan & ProcessPlan) | undefined
  let madeOf: Pick<Configuration, 'numberPlan' | 'recordingRules'> | undefined
  return () => {
    const { numberPlan, recordingRules } = configuration
    if (plan === undefined || madeOf?.numberPlan !== numberPlan || madeOf.recordingRules !== recordingRules) {
      madeOf = { numberPlan, recordingRules }
      plan = processPlan(madeOf, dialing)
    }
    return plan
  }
}

function processPlan(
  { numberPlan, recordingRules }: Pick<Configuration, 'numberPlan' | 'recordingRules'>,
  dialing: Pick<Dialing, 'route'>,
): NumberPlan & ProcessPlan {
  return {
    ...numberPlan,
    pausesAtDigits: (queueId, agentId) => recordingRules.for(queueId, agentId).pausesAtDigits,
    outboundRoute(number, { agentId, user }) {
      const caller =
        agentId !== undefined
          ? ({ kind: 'agent', agentId } as const)
          : user !== undefined
            ? ({ kind: 'user', user } as const)
            : ({ kind: 'organization' } as const)
      const route = dialing.route(number, caller)
      return route.ok ? { ok: route.value } : { refusal: route.error }
    },
  }
}
