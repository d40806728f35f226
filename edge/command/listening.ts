import { findLeg } from '../edge-parts.ts'
import { type CommandHandlers, done } from './handlers.ts'

export const listeningHandlers: CommandHandlers<'leg.listen' | 'leg.stop-listen'> = {
  'leg.listen': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    parts.listenings.start(leg.value, command)
    return done
  },

  'leg.stop-listen': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    parts.listenings.stop(command.legId)
    return done
  },
}
