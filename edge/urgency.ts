import { constants, setPriority } from 'node:os'

/**
 * Sound waits for nobody: a core that starts, a report or a browser on the same machine must not delay a tick of 20 ms. Only root, or who
 * has CAP_SYS_NICE or a RLIMIT_NICE, may ask for that (setpriority(2)); what is asked for early holds for the threads of the WebRTC
 * stack too.
 * @returns whether the system granted it
 */
export function goFirst(): boolean {
  try {
    setPriority(constants.priority.PRIORITY_HIGH)
    return true
  } catch {
    return false
  }
}
