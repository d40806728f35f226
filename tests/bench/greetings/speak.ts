import { spawnSync } from 'node:child_process'

/** How a voice of eSpeak NG sounds. */
export interface Voice {
  readonly language: string
  /** One of its variants, such as `f2`. */
  readonly variant: string
  readonly wordsPerMinute: number
  /** 0 to 99. */
  readonly pitch: number
}

/** Speaks a sentence, 8 kHz mono, by the program `espeak-ng` (Debian's package of that name). The same call gives the same sound. */
export function speak(text: string, voice: Voice): Int16Array {
  const { language, variant, wordsPerMinute, pitch } = voice
  const name = language === 'en' ? 'en-us' : language
  const how = ['-v', `${name}+${variant}`, '-s', String(wordsPerMinute), '-p', String(pitch), '-b', '1', '--stdout']
  const spoken = spawnSync('espeak-ng', [...how, '--', text], { maxBuffer: 64 << 20 })
  if (spoken.status !== 0)
    throw new Error(`espeak-ng does not speak (apt-get install espeak-ng): ${spoken.error ?? spoken.stderr}`)
  const wav = spoken.stdout
  const data = wav.indexOf('data', 12, 'latin1') + 8
  const samples = new Float64Array((wav.length - data) >> 1)
  for (let n = 0; n < samples.length; n++) samples[n] = wav.readInt16LE(data + 2 * n)
  return trimmed(toTelephone(samples, wav.readUInt32LE(24)))
}

const half = 96
/** Weights by the rate they come from: for each place between two samples, of `phases`, the taps around it. */
const tapsOf = new Map<number, readonly Float64Array[]>()
const phases = 160

/** A windowed sinc that lets 300 to 3400 Hz through, the telephone's band. */
function taps(rateHz: number): readonly Float64Array[] {
  const known = tapsOf.get(rateHz)
  if (known) return known
  const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))
  const [low, high] = [300 / rateHz, 3400 / rateHz]
  const made = Array.from({ length: phases }, (_, phase) =>
    Float64Array.from({ length: 2 * half }, (__, k) => {
      const x = k - half + 1 - phase / phases
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / half)
      return window * (2 * high * sinc(2 * high * x) - 2 * low * sinc(2 * low * x))
    }),
  )
  tapsOf.set(rateHz, made)
  return made
}

function toTelephone(samples: Float64Array, rateHz: number): Int16Array {
  const weights = taps(rateHz)
  const sound = new Int16Array(Math.floor((samples.length * 8000) / rateHz))
  for (let n = 0; n < sound.length; n++) {
    const place = (n * rateHz) / 8000
    const whole = Math.floor(place)
    const weight = weights[Math.floor((place - whole) * phases)]!
    const first = whole - half + 1
    let sum = 0
    for (let k = Math.max(0, -first); k < weight.length && first + k < samples.length; k++)
      sum += samples[first + k]! * weight[k]!
    sound[n] = Math.max(-32_768, Math.min(32_767, Math.round(sum)))
  }
  return sound
}

/** Without the silence before and after, and at -20 dBFS where it is loud. */
function trimmed(sound: Int16Array): Int16Array {
  let first = 0
  let last = sound.length - 1
  while (first < last && Math.abs(sound[first]!) < 100) first++
  while (last > first && Math.abs(sound[last]!) < 100) last--
  const cut = sound.subarray(first, last + 1)
  let energy = 0
  let loud = 0
  for (const sample of cut) {
    if (Math.abs(sample) < 300) continue
    energy += sample * sample
    loud++
  }
  const gain = loud === 0 ? 1 : 3277 / Math.sqrt(energy / loud)
  return cut.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))))
}
