import type { Configuration, Dialing } from '../core-services.ts'
import { placeOf } from '../geography.ts'
import type { ProcessPlan } from '../processes/index.ts'
import type { NumberPlan } from './number-plan.ts'

type PlanParts = Pick<Configuration, 'numberPlan' | 'recordingRules' | 'geography' | 'prompts'>

/** What the processes may ask of the tables, made anew only when these were read anew: the number plan, the rules of recording, and the outbound rules with their limits. */
export function processPlans(
  configuration: PlanParts,
  dialing: Pick<Dialing, 'route'>,
): () => NumberPlan & ProcessPlan {
  let plan: (NumberPlan & ProcessPlan) | undefined
  let madeOf: PlanParts | undefined
  return () => {
    const { numberPlan, recordingRules, geography, prompts } = configuration
    const isAsBefore = madeOf?.numberPlan === numberPlan && madeOf.recordingRules === recordingRules
    const isOfTheSame = madeOf?.geography === geography && madeOf.prompts === prompts
    if (plan === undefined || !isAsBefore || !isOfTheSame) {
      madeOf = { numberPlan, recordingRules, geography, prompts }
      plan = processPlan(madeOf, dialing)
    }
    return plan
  }
}

function processPlan(
  { numberPlan, recordingRules, geography, prompts }: PlanParts,
  dialing: Pick<Dialing, 'route'>,
): NumberPlan & ProcessPlan {
  return {
    ...numberPlan,
    placeOf: (traces) => placeOf(geography, traces, numberPlan.region),
    prompts,
    pausesAtDigits: (queueId, agentId) => recordingRules.for(queueId, agentId).pausesAtDigits,
    outboundRoute(number, { agentId, user, isCallback }) {
      const caller = isCallback
        ? ({ kind: 'callback' } as const)
        : agentId !== undefined
          ? ({ kind: 'agent', agentId } as const)
          : user !== undefined
            ? ({ kind: 'user', user } as const)
            : ({ kind: 'organization' } as const)
      const route = dialing.route(number, caller)
      return route.ok ? { ok: route.value } : { refusal: route.error }
    },
  }
}
