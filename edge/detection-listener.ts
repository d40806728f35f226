import type { DetectionReason, DetectionVerdict, Detector } from '#protocol/edge/detection.ts'
import {
  AnsweringMachineDetector,
  BeepDetector,
  FaxDetector,
  ProgressDetector,
  SilenceDetector,
  VoiceDetector,
} from '#telephony/audio/detection/index.ts'

/** One detector as the edge runs it, whatever it listens for. */
export interface RunningDetector {
  /** Says its verdict each time that things turn; the others say theirs once and are done. */
  readonly isRepeating: boolean
  /** Hears nothing before the far end has answered. */
  readonly fromAnswer: boolean
  /** Takes a frame of 20 ms of 8 kHz. Allocates nothing while it has nothing to say. */
  push(frame: Int16Array): DetectionVerdict | undefined
  /** Why, where the verdict alone does not say. */
  reason?(): DetectionReason
}

export function runDetector(wanted: Detector): RunningDetector {
  switch (wanted.kind) {
    case 'voice': {
      const voice = new VoiceDetector(wanted.leastMs)
      return { isRepeating: true, fromAnswer: false, push: (frame) => (voice.push(frame) ? 'voice' : undefined) }
    }
    case 'silence': {
      const silence = new SilenceDetector(wanted.afterMs)
      return { isRepeating: true, fromAnswer: false, push: (frame) => (silence.push(frame) ? 'silence' : undefined) }
    }
    case 'machine': {
      const machine = new AnsweringMachineDetector(wanted.withinMs)
      return {
        isRepeating: false,
        fromAnswer: true,
        push: (frame) => machine.push(frame),
        reason: () => machine.reason,
      }
    }
    case 'beep': {
      const beep = new BeepDetector()
      return { isRepeating: false, fromAnswer: false, push: (frame) => (beep.push(frame) ? 'beep' : undefined) }
    }
    case 'fax': {
      const fax = new FaxDetector()
      return { isRepeating: false, fromAnswer: false, push: (frame) => fax.push(frame) }
    }
    case 'progress': {
      const progress = new ProgressDetector()
      return { isRepeating: false, fromAnswer: false, push: (frame) => progress.push(frame) }
    }
  }
}
