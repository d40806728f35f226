import { noWishes, type Preference, type Wishes } from '#domain/routing/index.ts'
import type { Customer } from './customer.ts'

/** What he asks for himself; undefined: nothing. */
export function wishesOf({ line, place, wantedAgentId, lastAgentId }: Customer): Wishes | undefined {
  const { lastAgentPatienceMs, preferred: named } = line.queue
  const preferred: Preference[] = []
  if (wantedAgentId && named) preferred.push({ agentId: wantedAgentId, why: 'named', patienceMs: named.patienceMs })
  if (lastAgentId && lastAgentPatienceMs !== undefined && lastAgentId !== wantedAgentId) {
    preferred.push({ agentId: lastAgentId, why: 'last-agent', patienceMs: lastAgentPatienceMs })
  }
  if (!place && preferred.length === 0) return undefined
  return { ...noWishes, ...(place && { place }), ...(preferred.length > 0 && { preferred }) }
}
