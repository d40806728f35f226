import type { FlowDefinition, Value } from './flow.ts'
import type { FlowFacts, FlowRun } from './run.ts'

/** Of a text that a block sets: what others answer is bounded too. */
const longestValue = 4000

/** The variables with these set, too long ones cut. */
export function settingOf(
  variables: Readonly<Record<string, Value>>,
  set: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const next: Record<string, Value> = { ...variables }
  for (const [name, value] of Object.entries(set)) {
    next[name] = typeof value === 'string' && value.length > longestValue ? value.slice(0, longestValue) : value
  }
  return next
}

/**
 * A run as it may stand in a log and on a screen: without the secret variables of its flows, and without what its block remembers,
 * which may be the digits of a card.
 */
export function withoutSecrets(run: FlowRun, facts: Pick<FlowFacts, 'definition'>): FlowRun {
  const secret = new Set<string>()
  for (const { flowId, versionId } of [...run.callers, run]) {
    for (const name of secretNames(facts.definition(flowId, versionId)?.definition)) secret.add(name)
  }
  if (secret.size === 0) return run
  const variables = Object.fromEntries(Object.entries(run.variables).filter(([name]) => !secret.has(name)))
  return { ...run, variables, memo: null }
}

const secretNames = (definition: FlowDefinition | undefined): readonly string[] =>
  definition?.variables.filter(({ isSecret }) => isSecret).map(({ name }) => name) ?? []
