/**
 * Renders the spoken prompts from `prompts/sentences.json` to `prompts/LANGUAGE/NAME.ulaw` (raw G.711 µ-law, 8 kHz, mono), and
 * what announcements are put together from, `prompts/pieces.json`, to `prompts/LANGUAGE/pieces/NAME.ulaw`.
 * For developers only, when a sentence changes: the sound is checked in, and nothing of the voice is needed to run Parley.
 *
 * The voice is eSpeak NG, which is under the GPL and therefore no dependency of ours; what it says is not. Install it
 * anywhere outside of this repository and name the place:
 *
 *   npm install --ignore-scripts --prefix /tmp/voice @echogarden/espeak-ng-emscripten@0.3.5
 *   node tools/prompts/render.mjs /tmp/voice           # all of them
 *   node tools/prompts/render.mjs /tmp/voice closed    # these names only
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [voiceFolder, ...wanted] = process.argv.slice(2)
if (voiceFolder === undefined) {
  process.stderr.write(
    'Name the folder in which @echogarden/espeak-ng-emscripten is installed: see the head of this file.\n',
  )
  process.exit(1)
}
const outRateHz = 8000
const prompts = join(dirname(fileURLToPath(import.meta.url)), '../../prompts')
const engine = join(resolve(voiceFolder), 'node_modules/@echogarden/espeak-ng-emscripten/espeak-ng.js')
const { default: load } = await import(pathToFileURL(engine).href)
const espeak = await load()

/** `+f3` is a calm female variant; the telephone band keeps it clearer than the default. */
function speak(text, language) {
  const worker = new espeak.eSpeakNGWorker()
  if (worker.set_voice(`${language}+f3`, language) !== 0 && worker.set_voice(language, language) !== 0) {
    throw new Error(`no voice for ${language}`)
  }
  worker.set_rate(150)
  const chunks = []
  worker.synthesize(text, (audio) => {
    if (audio) chunks.push(...audio)
    return false
  })
  return { samples: Float64Array.from(chunks, (sample) => sample / 32768), rateHz: worker.get_samplerate?.() ?? 22050 }
}

/** Windowed-sinc resampling, cut at 3.4 kHz: above lies nothing that the telephone carries. */
function resample(samples, rateHz) {
  const cut = 3400 / rateHz
  const reach = 96
  const out = new Float64Array(Math.floor((samples.length * outRateHz) / rateHz))
  for (let n = 0; n < out.length; n++) {
    const centre = (n * rateHz) / outRateHz
    let sum = 0
    for (let k = Math.ceil(centre - reach); k <= Math.floor(centre + reach); k++) {
      const t = k - centre
      const window = 0.5 + 0.5 * Math.cos((Math.PI * t) / reach)
      const sinc = t === 0 ? 2 * cut : Math.sin(2 * Math.PI * cut * t) / (Math.PI * t)
      sum += (samples[k] ?? 0) * sinc * window
    }
    out[n] = sum
  }
  return out
}

/** First-order, 150 Hz: takes away rumble that a handset would only turn into distortion. */
function highPass(samples) {
  const keep = Math.exp((-2 * Math.PI * 150) / outRateHz)
  let last = 0
  let level = 0
  return samples.map((sample) => {
    level = keep * (level + sample - last)
    last = sample
    return level
  })
}

/** The voice alone with ramps of 5 ms, then 60 ms of silence before and 160 ms after it. */
function trim(samples) {
  const loud = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) * 0.01
  const first = samples.findIndex((sample) => Math.abs(sample) > loud)
  const last = samples.findLastIndex((sample) => Math.abs(sample) > loud)
  const ramp = 40
  const from = Math.max(0, first - ramp)
  const voice = samples.slice(from, Math.min(samples.length, last + ramp))
  const whole = new Float64Array(480 + voice.length + 1280)
  whole.set(
    voice.map((sample, i) => sample * Math.min(1, i / ramp, (voice.length - 1 - i) / ramp)),
    480,
  )
  return whole
}

/** The voice, its pauses left out, to -20 dBFS; peaks above half of full scale are bent, not cut. */
function level(samples) {
  const block = 160
  const energies = []
  for (let at = 0; at + block <= samples.length; at += block) {
    energies.push(samples.subarray(at, at + block).reduce((sum, sample) => sum + sample * sample, 0) / block)
  }
  const floor = Math.max(...energies) / 1000
  const voiced = energies.filter((energy) => energy > floor)
  const gain = 0.1 / Math.sqrt(voiced.reduce((sum, energy) => sum + energy, 0) / voiced.length)
  return samples.map((sample) => {
    const value = sample * gain
    const excess = Math.abs(value) - 0.5
    return excess <= 0 ? value : Math.sign(value) * (0.5 + 0.4 * Math.tanh(excess / 0.4))
  })
}

/** ITU-T G.711 µ-law. */
function ulaw(sample) {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(32635, Math.abs(Math.round(sample))) + 0x84
  const exponent = 31 - Math.clz32(magnitude) - 7
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}

for (const [page, folder] of [
  ['sentences.json', ''],
  ['pieces.json', 'pieces'],
]) {
  const sentences = JSON.parse(readFileSync(join(prompts, page), 'utf8'))
  for (const [language, texts] of Object.entries(sentences)) {
    mkdirSync(join(prompts, language, folder), { recursive: true })
    for (const [name, text] of Object.entries(texts)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      const { samples, rateHz } = speak(text, language)
      const sound = level(trim(highPass(resample(samples, rateHz))))
      const bytes = Uint8Array.from(sound, (sample) => ulaw(sample * 32768))
      writeFileSync(join(prompts, language, folder, `${name}.ulaw`), bytes)
      process.stdout.write(`${language}/${name}: ${(bytes.length / outRateHz).toFixed(1)} s\n`)
    }
  }
}
