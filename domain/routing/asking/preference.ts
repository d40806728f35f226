import type { AgentId } from '#kernel/ids.ts'
import type { Asked } from './relaxation.ts'
import type { Requirement } from './requirement.ts'

/** Somebody whom an interaction shall reach, and for how long he is waited for. */
export interface Preference {
  readonly agentId: AgentId
  /** Whom the customer had last, who looks after him, who has his case in hand, or whom he asked for. */
  readonly why: 'last-agent' | 'owner' | 'case-owner' | 'named'
  /** So long only he is asked, and those who are preferred before him; then the next one too, and at last everybody. */
  readonly patienceMs: number
}

/** Whom a customer knows here; absent: nobody. */
export interface KnownPeople {
  /** Who has the case in hand to which this belongs. */
  readonly caseOwnerAgentId?: AgentId | undefined
  /** Who looks after the customer. */
  readonly ownerAgentId?: AgentId | undefined
  readonly lastAgentId?: AgentId | undefined
}

/** How long a queue waits for each of them; absent: not at all. */
interface Patience {
  readonly caseOwnerPatienceMs?: number
  readonly ownerPatienceMs?: number
  readonly lastAgentPatienceMs?: number
}

/**
 * Whom a queue waits for, of those whom a customer knows, and for how long: who knows the matter before who knows the
 * customer, and him before whoever talked with him last. Nobody is asked again for the same one.
 */
export function preferredIn(patience: Patience, known: KnownPeople): readonly Preference[] {
  const { caseOwnerPatienceMs = 0, ownerPatienceMs = 0, lastAgentPatienceMs = 0 } = patience
  const preferred: Preference[] = []
  const prefer = (agentId: AgentId | undefined, why: Preference['why'], patienceMs: number): void => {
    if (!agentId || patienceMs === 0 || preferred.some((other) => other.agentId === agentId)) return
    preferred.push({ agentId, why, patienceMs })
  }
  prefer(known.caseOwnerAgentId, 'case-owner', caseOwnerPatienceMs)
  prefer(known.ownerAgentId, 'owner', ownerPatienceMs)
  prefer(known.lastAgentId, 'last-agent', lastAgentPatienceMs)
  return preferred
}

export const mostPreferred = 5
const longestPatienceMs = 86_400_000

export const isPreference = ({ patienceMs }: Preference): boolean =>
  Number.isSafeInteger(patienceMs) && patienceMs >= 1000 && patienceMs <= longestPatienceMs

/** Who is asked for so long before everybody is: certain people, or a team. */
export interface KeptFor {
  readonly patienceMs: number
  /** With those who were asked before them. */
  readonly agentIds?: readonly AgentId[]
  /** What is asked of a team. */
  readonly team?: Requirement
}

/** The preferred first, then whoever would be asked by then. */
export function preferring(asked: readonly Asked[], kept: readonly KeptFor[]): readonly Asked[] {
  const steps: Asked[] = []
  const known = new Set<AgentId>()
  let afterMs = 0
  for (const { agentIds = [], team, patienceMs } of kept) {
    for (const agentId of agentIds) known.add(agentId)
    const who = team ? { requirement: team, isOfTeam: true as const } : { requirement: null, agentIds: [...known] }
    steps.push({ afterMs, ring: null, ...who })
    afterMs += patienceMs
  }
  const until = afterMs
  const passed = asked.filter((step) => step.afterMs <= until)
  const then = passed.at(-1)
  return [...steps, ...(then ? [{ ...then, afterMs: until }] : []), ...asked.slice(passed.length)]
}
