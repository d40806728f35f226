import { unreachable } from '#kernel/assert.ts'
import { changeAgent, changeCall } from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { Call, Monitor, RoutingTables } from '../state.ts'

export type MonitoringEvent = RoutingEventOf<
  'MonitoringStarted' | 'MonitorConnected' | 'MonitoringChanged' | 'MonitoringEnded'
>

/** The part of `apply` that is about supervisors beside a call. */
export function applyMonitoring(state: RoutingTables, event: MonitoringEvent): void {
  const { interactionId, atMs } = event
  const change = (part: (interaction: Call) => Partial<Call>) =>
    changeCall(state, interactionId, (interaction) => ({ ...interaction, ...part(interaction) }))
  switch (event.type) {
    case 'MonitoringStarted': {
      const { agentId, stationId, stationKind, legId, mode } = event
      const isConfirmed = stationKind === 'browser'
      const monitor: Monitor = { agentId, stationId, stationKind, legId, mode, isConfirmed, sinceMs: atMs }
      change(({ monitors }) => ({ monitors: [...monitors, monitor] }))
      changeAgent(state, agentId, (agent) => ({ ...agent, monitoring: interactionId }))
      return
    }
    case 'MonitorConnected':
      changeMonitor(state, event, (monitor) => ({ ...monitor, isConfirmed: true }))
      return
    case 'MonitoringChanged':
      changeMonitor(state, event, (monitor) => ({ ...monitor, mode: event.mode }))
      return
    case 'MonitoringEnded':
      change(({ monitors }) => ({ monitors: monitors.filter(({ agentId }) => agentId !== event.agentId) }))
      changeAgent(state, event.agentId, (agent) => ({ ...agent, monitoring: null, idleSinceMs: atMs }))
      return
    default:
      unreachable(event)
  }
}

function changeMonitor(
  state: RoutingTables,
  { interactionId, agentId }: RoutingEventOf<'MonitorConnected' | 'MonitoringChanged'>,
  change: (monitor: Monitor) => Monitor,
): void {
  changeCall(state, interactionId, (interaction) => ({
    ...interaction,
    monitors: interaction.monitors.map((monitor) => (monitor.agentId === agentId ? change(monitor) : monitor)),
  }))
}
