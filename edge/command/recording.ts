import { findBridge, findLeg } from '../edge-parts.ts'
import { refuse } from '../refusal.ts'
import { type CommandHandlers, done, orDone } from './handlers.ts'

const notThere = () => refuse('no-such-recording', 'That recording does not run here.')

export const recordingHandlers: CommandHandlers<
  'recording.start' | 'recording.pause' | 'recording.resume' | 'recording.stop'
> = {
  'recording.start': async (command, parts) => {
    const bridge = findBridge(parts, command.bridgeId)
    if (!bridge.ok) return bridge
    const left = findLeg(parts, command.left)
    if (!left.ok) return left
    if (left.value.bridge !== bridge.value) return refuse('wrong-state', 'The leg is not in that bridge.')
    return orDone(await parts.recordings.start(command.recordingId, bridge.value, left.value))
  },

  'recording.pause': (command, parts) => {
    const recording = parts.recordings.get(command.recordingId)
    recording?.recorder.pause()
    const isFed = parts.siprec.pause(command.recordingId, true)
    return recording || isFed ? done : notThere()
  },

  'recording.resume': (command, parts) => {
    const recording = parts.recordings.get(command.recordingId)
    recording?.recorder.resume()
    const isFed = parts.siprec.pause(command.recordingId, false)
    return recording || isFed ? done : notThere()
  },

  'recording.stop': (command, parts) => {
    parts.recordings.stop(command.recordingId)
    return done
  },
}
