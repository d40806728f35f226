import type { AgentId } from '#kernel/ids.ts'
import type { Asked } from './relaxation.ts'

/** Somebody whom an interaction shall reach, and for how long he is waited for. */
export interface Preference {
  readonly agentId: AgentId
  /** Whom the customer had last, who keeps the case, or whom he asked for. */
  readonly why: 'last-agent' | 'owner' | 'named'
  /** So long only he is asked, and those who are preferred before him; then the next one too, and at last everybody. */
  readonly patienceMs: number
}

export const mostPreferred = 5
const longestPatienceMs = 86_400_000

export const isPreference = ({ patienceMs }: Preference): boolean =>
  Number.isSafeInteger(patienceMs) && patienceMs >= 1000 && patienceMs <= longestPatienceMs

/** The preferred first, then whoever would be asked by then. */
export function preferring(asked: readonly Asked[], preferred: readonly Preference[]): readonly Asked[] {
  const steps: Asked[] = []
  const agentIds: AgentId[] = []
  let afterMs = 0
  for (const { agentId, patienceMs } of preferred) {
    agentIds.push(agentId)
    steps.push({ afterMs, ring: null, requirement: null, agentIds: [...agentIds] })
    afterMs += patienceMs
  }
  const until = afterMs
  const passed = asked.filter((step) => step.afterMs <= until)
  const then = passed.at(-1)
  return [...steps, ...(then ? [{ ...then, afterMs: until }] : []), ...asked.slice(passed.length)]
}
