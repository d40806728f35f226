import type { AgentSettings, QueueSettings, WrapUpRule } from './settings.ts'

/** How this agent writes up what came from this queue: as was said of him, else as was said of the queue. */
export function wrapUpRuleOf(agent: AgentSettings | undefined, queue: QueueSettings): WrapUpRule {
  if (agent?.wrapUp) return agent.wrapUp
  const { wrapUpLimitMs: limitMs, wrapUpExtensions: extensions, wrapUpExtensionMs, isWrapUpOptional = false } = queue
  return {
    limitMs,
    extensions,
    isOptional: isWrapUpOptional,
    ...(wrapUpExtensionMs !== undefined && { extensionMs: wrapUpExtensionMs }),
  }
}

const dayMs = 86_400_000
const isWithin = (value: number, least: number, most: number) =>
  Number.isSafeInteger(value) && value >= least && value <= most

/** Whether it can be carried out. */
export const isWorkableWrapUp = ({ limitMs, extensions, extensionMs }: WrapUpRule): boolean =>
  isWithin(limitMs, 0, dayMs) &&
  isWithin(extensions, 0, 1000) &&
  (extensionMs === undefined || isWithin(extensionMs, 1000, dayMs))
