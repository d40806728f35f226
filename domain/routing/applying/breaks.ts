import { unreachable } from '#kernel/assert.ts'
import { changeAgent } from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { RoutingTables } from '../state.ts'

export type BreakEvent = RoutingEventOf<
  'BreakRulesConfigured' | 'BreakRequested' | 'BreakRefused' | 'BreakGranted' | 'BreakWithdrawn'
>

/** The part of `apply` that is about breaks which have to be granted. */
export function applyBreaks(state: RoutingTables, event: BreakEvent): void {
  switch (event.type) {
    case 'BreakRulesConfigured':
      state.breakRules = event.rules
      return
    case 'BreakRequested':
      changeAgent(state, event.agentId, ({ breakRequest, ...agent }) => ({
        ...agent,
        breakRequest: {
          state: 'asked',
          reason: event.reason,
          sinceMs: breakRequest?.state === 'asked' ? breakRequest.sinceMs : event.atMs,
        },
      }))
      return
    case 'BreakRefused':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        breakRequest: { state: 'refused', reason: event.reason, sinceMs: event.atMs },
      }))
      return
    case 'BreakGranted':
    case 'BreakWithdrawn':
      changeAgent(state, event.agentId, ({ breakRequest: _, ...agent }) => agent)
      return
    default:
      unreachable(event)
  }
}
