import type { Configuration, Dialing } from '../core-services.ts'
import type { ProcessPlan } from '../processes/index.ts'
import type { NumberPlan } from './number-plan.ts'

/** What the processes may ask of the tables: the number plan, the rules of recording, and the outbound rules with their limits. */
export function processPlan(
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
