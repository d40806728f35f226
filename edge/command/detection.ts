import { findLeg } from '../edge-parts.ts'
import { type CommandHandlers, done, orDone } from './handlers.ts'

export const detectionHandlers: CommandHandlers<'leg.detect' | 'leg.stop-detect'> = {
  'leg.detect': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    return leg.ok ? orDone(parts.detections.start(leg.value, command)) : leg
  },

  'leg.stop-detect': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    parts.detections.stop(leg.value, command.detectionId)
    return done
  },
}
