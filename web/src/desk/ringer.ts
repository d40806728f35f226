import { audioContext } from '../station/audio-context.ts'

/** Our own ringing: two soft strokes a fourth apart, each with its octave, and a rest. Notes as Hz, times in seconds. */
const strokes = [
  { atS: 0, hz: 587.33 },
  { atS: 0.16, hz: 783.99 },
  { atS: 0.62, hz: 587.33 },
  { atS: 0.78, hz: 783.99 },
]
const roundS = 2.6

/** Rings until it is stopped. Silent, without complaint, while the browser gives the page no sound. */
export class Ringer {
  #timer: ReturnType<typeof setTimeout> | undefined
  #gain: GainNode | undefined

  start(volume: number): void {
    if (this.#gain) return
    const context = audioContext()
    if (!context) return
    const gain = context.createGain()
    gain.gain.value = volume * 0.5
    gain.connect(context.destination)
    this.#gain = gain
    const round = () => {
      if (context.state === 'running') for (const { atS, hz } of strokes) stroke(context, gain, atS, hz)
      else void context.resume().catch(() => undefined)
      this.#timer = setTimeout(round, roundS * 1000)
    }
    round()
  }

  stop(): void {
    clearTimeout(this.#timer)
    // Also what was already planned falls silent, without a click.
    const gain = this.#gain
    this.#gain = undefined
    if (!gain) return
    gain.gain.setTargetAtTime(0, gain.context.currentTime, 0.015)
    setTimeout(() => gain.disconnect(), 200)
  }
}

function stroke(context: AudioContext, out: AudioNode, atS: number, hz: number): void {
  const startS = context.currentTime + 0.02 + atS
  for (const [multiple, level] of [
    [1, 0.8],
    [2, 0.25],
    [4, 0.06],
  ] as const) {
    const tone = context.createOscillator()
    const envelope = context.createGain()
    tone.frequency.value = hz * multiple
    envelope.gain.setValueAtTime(0, startS)
    envelope.gain.linearRampToValueAtTime(level, startS + 0.012)
    envelope.gain.exponentialRampToValueAtTime(0.001, startS + 0.55 / Math.sqrt(multiple))
    tone.connect(envelope).connect(out)
    tone.start(startS)
    tone.stop(startS + 0.6)
  }
}
