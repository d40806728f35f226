import { findBridge, findLeg } from '../edge-parts.ts'
import { refuse } from '../refusal.ts'
import { type CommandHandlers, done } from './handlers.ts'

export const siprecHandlers: CommandHandlers<'siprec.start' | 'siprec.stop'> = {
  'siprec.start': (command, parts) => {
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    const left = findLeg(parts, command.left)
    if (!left.ok) return left
    if (left.value.bridge !== bridge.value) return refuse('wrong-state', 'The leg is not in that bridge.')
    parts.siprec.start(command, bridge.value, left.value)
    // What our own recording keeps silent about, the other one is not told either.
    for (const by of parts.recordings.pausedBy(command.recordingId)) parts.siprec.pause(command.recordingId, true, by)
    return done
  },

  'siprec.stop': (command, parts) => {
    parts.siprec.stop(command.recordingId)
    return done
  },
}
