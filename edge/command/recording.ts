import { findBridge, findLeg } from '../edge-parts.ts'
import { refuse } from '../refusal.ts'
import { type CommandHandlers, done, orDone } from './handlers.ts'

const notThere = () => refuse('no-such-recording', 'That recording does not run here.')

export const recordingHandlers: CommandHandlers<
  | 'recording-key.set'
  | 'recording.start'
  | 'recording.pause'
  | 'recording.resume'
  | 'recording.stop'
  | 'leg.mask-digits'
> = {
  'recording-key.set': (command, parts) => {
    const master = Buffer.from(command.keyBase64, 'base64')
    parts.recordingStore.setKey(command.keyId, master)
    master.fill(0)
    return done
  },

  'recording.start': (command, parts) => {
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    const left = findLeg(parts, command.left)
    if (!left.ok) return left
    if (left.value.bridge !== bridge.value) return refuse('wrong-state', 'The leg is not in that bridge.')
    return orDone(parts.recordings.start(command, bridge.value, left.value))
  },

  'recording.pause': (command, parts) => (parts.recordings.pause(command.recordingId) ? done : notThere()),

  'recording.resume': (command, parts) => (parts.recordings.resume(command.recordingId) ? done : notThere()),

  'recording.stop': (command, parts) => {
    parts.recordings.stop(command.recordingId)
    return done
  },

  'leg.mask-digits': (command, parts) => {
    const leg = findLeg(parts, command.legId)
    if (!leg.ok) return leg
    leg.value.isMasked = command.isOn
    return done
  },
}
