import { openTranscriber } from '#adapters/speech/index.ts'
import { type Random, seededRandom } from '#kernel/random.ts'
import { frames, joined, mixed, noise, silence, throughUlaw } from '#telephony/audio/detection/test-sound.ts'
import { UtteranceCutter } from '#telephony/audio/utterance.ts'
import { line } from './greetings/line.ts'
import { speak, type Voice } from './greetings/speak.ts'
import { percentile, type Row, report } from './report.ts'

/**
 * How often what a caller says at an English menu is understood, by the engine that this machine has, at the telephone's band: cut
 * out by the edge's end-pointing, told apart by a grammar of that menu alone. The table of docs/flows.md.
 *
 *     npm run bench -- spoken-menu [times each phrase is spoken] [seed]
 *
 * Needs espeak-ng, pocketsphinx and pocketsphinx-en-us.
 */
const times = Number(process.argv[2] ?? 3)
const seed = Number(process.argv[3] ?? 1)

const menus: readonly (readonly string[])[] = [
  ['sales', 'support', 'order status', 'leave a message'],
  ['billing', 'technical help', 'opening hours', 'operator'],
  ['yes', 'no'],
  ['book an appointment', 'change my appointment', 'cancel'],
  ['deliveries', 'returns', 'complaints', 'something else', 'repeat'],
]
/** Said at any menu, and on none. */
const strangers = [
  'elephants',
  'what did you say',
  'the weather is lovely',
  'umbrella',
  'twenty seven',
  'just a moment dear',
]
const variants = ['f2', 'f3', 'f4', 'm1', 'm3', 'm7']

const conditions: Readonly<Record<string, (sound: Int16Array, random: Random) => Int16Array>> = {
  clean: (sound) => throughUlaw(sound),
  'a line (noise, hum, loss)': line,
  'noise 10 dB below': (sound, random) =>
    throughUlaw(mixed(sound, noise(sound.length / 8, levelOf(sound) - 10, random))),
}

function levelOf(sound: Int16Array): number {
  const loud = sound.filter((sample) => Math.abs(sample) > 200)
  const energy = loud.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, loud.length)
  return 10 * Math.log10(energy / 32_768 ** 2)
}

const transcriber = openTranscriber(undefined)
if (transcriber?.engineOf('en') === undefined) {
  throw new Error('Nothing here understands English: apt-get install pocketsphinx pocketsphinx-en-us')
}

function voice(random: Random): Voice {
  const variant = variants[Math.floor(random.next() * variants.length)] ?? 'f2'
  const wordsPerMinute = 130 + Math.round(random.next() * 50)
  return { language: 'en', variant, wordsPerMinute, pitch: 35 + Math.round(random.next() * 30) }
}

interface Heard {
  readonly said: string
  readonly isOnMenu: boolean
  readonly text: string | null | undefined
  readonly ms: number
}

async function hear(text: string, phrases: readonly string[], condition: string, random: Random): Promise<Heard> {
  const spoken = joined(silence(800), speak(text, voice(random)), silence(1200))
  const sound = conditions[condition]?.(spoken, random) ?? spoken
  const cutter = new UtteranceCutter({ endMs: 600, longestMs: 6000 })
  const isOnMenu = phrases.includes(text)
  let samples: Int16Array | undefined
  for (const frame of frames(sound)) samples ??= cutter.push(frame)
  if (samples === undefined) return { said: text, isOnMenu, text: undefined, ms: Number.NaN }
  const from = performance.now()
  const heard = await transcriber?.transcribe({ samples, language: 'en', phrases })
  const ms = performance.now() - from
  if (!heard?.ok) throw new Error(JSON.stringify(heard))
  return { said: text, isOnMenu, text: heard.value?.text ?? null, ms }
}

const rows: Row[] = []
for (const condition of Object.keys(conditions)) {
  const random = seededRandom(seed)
  const all: Heard[] = []
  for (const phrases of menus) {
    for (const text of [...phrases, ...strangers]) {
      const often = phrases.includes(text) ? times : 1
      for (let n = 0; n < often; n++) all.push(await hear(text, phrases, condition, random))
    }
  }
  const choices = all.filter(({ isOnMenu }) => isOnMenu)
  const others = all.filter(({ isOnMenu }) => !isOnMenu)
  const share = (those: readonly Heard[], among: readonly Heard[]) =>
    `${those.length} (${((100 * those.length) / among.length).toFixed(1)} %)`
  rows.push({
    condition,
    said: choices.length,
    right: share(
      choices.filter(({ said, text }) => text === said),
      choices,
    ),
    'another choice': share(
      choices.filter(({ said, text }) => text && text !== said),
      choices,
    ),
    'asked again': share(
      choices.filter(({ text }) => text === null),
      choices,
    ),
    'not noticed': share(
      choices.filter(({ text }) => text === undefined),
      choices,
    ),
    'no choice': others.length,
    'taken for one': share(
      others.filter(({ text }) => Boolean(text)),
      others,
    ),
    'p50 ms': percentile(all.map(({ ms }) => ms).filter(Number.isFinite), 0.5),
    'p95 ms': percentile(all.map(({ ms }) => ms).filter(Number.isFinite), 0.95),
  })
}
report('spoken-menu', rows)
