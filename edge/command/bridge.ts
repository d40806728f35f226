import { findBridge, findLeg } from '../edge-parts.ts'
import { refuse } from '../refusal.ts'
import { type CommandHandlers, done, orDone } from './handlers.ts'

const notInIt = () => refuse('wrong-state', 'The leg is not in that bridge.')

export const bridgeHandlers: CommandHandlers<
  | 'bridge.join'
  | 'bridge.play'
  | 'bridge.monitor'
  | 'bridge.leave'
  | 'bridge.hold'
  | 'bridge.retrieve'
  | 'bridge.gain'
  | 'bridge.end'
> = {
  'bridge.join': (command, parts) => {
    // What people say to each other is for no machine that listened for an answer.
    for (const legId of command.legIds) parts.listenings.stop(legId)
    return orDone(parts.bridges.join(command.bridgeId, command.legIds))
  },

  'bridge.play': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    if (leg.value.bridge !== bridge.value) return notInIt()
    return orDone(parts.playing.announce(leg.value, command.playId, command.items, command.isOver))
  },

  'bridge.monitor': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    return orDone(parts.bridges.monitor(bridge.value, leg.value, command.heardBy))
  },

  'bridge.leave': (command, parts) => {
    const leg = parts.legs.get(command.legId)
    if (leg?.bridge?.bridgeId === command.bridgeId) parts.bridges.leave(leg)
    return done
  },

  'bridge.hold': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    if (leg.value.bridge !== bridge.value) return notInIt()
    return orDone(parts.bridges.hold(bridge.value, leg.value, command.items))
  },

  'bridge.retrieve': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    return bridge.value.mix.retrieve(command.legId) ? done : notInIt()
  },

  'bridge.gain': (command, parts) => {
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    return bridge.value.mix.setGain(command.listener, command.speaker, command.gain) ? done : notInIt()
  },

  'bridge.end': (command, parts) => {
    const bridge = parts.bridges.get(command.bridgeId)
    if (bridge) parts.bridges.end(bridge)
    return done
  },
}
