import { audioContext } from '../station/audio-context.ts'
import type { RingSound } from './alerting/alert-settings.ts'

/** Notes as Hz, times in seconds: when each begins in a round, and when the next round does. */
interface Tune {
  readonly strokes: readonly { readonly atS: number; readonly hz: number }[]
  readonly roundS: number
}
const tunes: Readonly<Record<RingSound, Tune>> = {
  /** Our own ringing: two soft strokes a fourth apart, each with its octave, and a rest. */
  call: {
    strokes: [
      { atS: 0, hz: 587.33 },
      { atS: 0.16, hz: 783.99 },
      { atS: 0.62, hz: 587.33 },
      { atS: 0.78, hz: 783.99 },
    ],
    roundS: 2.6,
  },
  /** One step down, seldom: a task waits more patiently than a caller. */
  task: {
    strokes: [
      { atS: 0, hz: 783.99 },
      { atS: 0.2, hz: 659.25 },
    ],
    roundS: 6,
  },
  /** Once, and a step up: somebody has something to say, and nobody waits on the line. */
  note: {
    strokes: [
      { atS: 0, hz: 659.25 },
      { atS: 0.14, hz: 987.77 },
    ],
    roundS: 3600,
  },
}

/** Rings until it is stopped. Silent, without complaint, while the browser gives the page no sound. */
export class Ringer {
  #timer: ReturnType<typeof setTimeout> | undefined
  #gain: GainNode | undefined
  #element: HTMLAudioElement | undefined
  #now = ''

  /** @param outputId the device that it rings on; absent, or gone: where the page's other sound goes */
  start(volume: number, sound: RingSound = 'call', outputId?: string): void {
    const now = `${sound} ${outputId ?? ''}`
    if (this.#gain && this.#now === now) return
    this.stop()
    const context = audioContext()
    if (!context) return
    const gain = context.createGain()
    gain.gain.value = volume * 0.5
    this.#gain = gain
    this.#now = now
    if (outputId) this.#throughDevice(context, gain, outputId)
    else gain.connect(context.destination)
    const { strokes, roundS } = tunes[sound]
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
    const [gain, element] = [this.#gain, this.#element]
    this.#gain = undefined
    this.#element = undefined
    if (!gain) return
    gain.gain.setTargetAtTime(0, gain.context.currentTime, 0.015)
    setTimeout(() => {
      gain.disconnect()
      element?.pause()
    }, 200)
  }

  #throughDevice(context: AudioContext, gain: GainNode, outputId: string): void {
    const out = context.createMediaStreamDestination()
    gain.connect(out)
    const element = new Audio()
    element.srcObject = out.stream
    this.#element = element
    const started = (element.setSinkId?.(outputId) ?? Promise.reject(new Error('no choice of device'))).then(() =>
      element.play(),
    )
    // Pulled out since: it is better heard elsewhere than nowhere.
    started.catch(() => {
      element.pause()
      gain.connect(context.destination)
    })
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
