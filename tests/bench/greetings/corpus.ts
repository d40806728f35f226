import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '#adapters/system/package-root.ts'
import { type Random, seededRandom } from '#kernel/random.ts'
import { joined, samplesIn, silence, tones } from '#telephony/audio/detection/test-sound.ts'
import { line } from './line.ts'
import { speak, type Voice } from './speak.ts'

/** What was said at the far end of a call, from the answer on. */
export interface Greeting {
  readonly language: string
  readonly kind: 'person' | 'machine'
  readonly text: string
  /** 8 kHz mono, as it comes out of the decoder. */
  readonly sound: Int16Array
  /** Where the first word begins. */
  readonly speechFromMs: number
}

export type Split = 'tuning' | 'heldOut'
export const languages = ['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const

interface Texts {
  readonly person: Readonly<Record<Split, readonly string[]>>
  readonly machine: Readonly<Record<Split, readonly string[]>>
}

/** No voice speaks in both. */
const variants: Readonly<Record<Split, readonly string[]>> = {
  tuning: [
    'm1',
    'm2',
    'm3',
    'm4',
    'm5',
    'm6',
    'm7',
    'm8',
    'f1',
    'f2',
    'f3',
    'f4',
    'f5',
    'Andy',
    'linda',
    'steph',
    'Gene',
  ],
  heldOut: [
    'Alex',
    'Alicia',
    'Andrea',
    'Denis',
    'Hugo',
    'Michael',
    'belinda',
    'david',
    'john',
    'max',
    'paul',
    'rob',
    'zac',
  ],
}
const seeds: Readonly<Record<Split, number>> = { tuning: 1000, heldOut: 177_000 }
const wholeMs = 20_000

/**
 * Greetings of people and of machines: each text of the split is spoken `times`, each time by another voice, at another speed
 * and pitch, over another line. The same call gives the same sound.
 */
export function* greetings(split: Split, times: number, which: readonly string[] = languages): Generator<Greeting> {
  for (const language of which) {
    const texts = JSON.parse(
      readFileSync(join(packageRoot(), 'tests/bench/greetings', `${language}.json`), 'utf8'),
    ) as Texts
    for (const kind of ['person', 'machine'] as const) {
      for (const [index, text] of texts[kind][split].entries()) {
        for (let time = 0; time < times; time++) {
          const seed = seeds[split] + languages.indexOf(language as 'en') * 7919 + index * 104 + time * 13
          const random = seededRandom(seed + (kind === 'person' ? 0 : 500_000))
          const scene =
            kind === 'person' ? person(text, language, split, random) : machine(text, language, split, random)
          yield { language, kind, text, sound: line(scene.sound, random), speechFromMs: scene.speechFromMs }
        }
      }
    }
  }
}

interface Scene {
  readonly sound: Int16Array
  readonly speechFromMs: number
}

const between = (random: Random, least: number, most: number) => least + random.next() * (most - least)

const voiceOf = (language: string, split: Split, random: Random): Voice => ({
  language,
  variant: random.pick(variants[split]),
  wordsPerMinute: Math.round(between(random, 130, 205)),
  pitch: Math.round(between(random, 25, 75)),
})

/** The parts of a text, with pauses between them. */
function spoken(text: string, voice: Voice, pauseMs: () => number): Int16Array {
  const parts = text.split('|').map((part) => speak(part.trim(), voice))
  return joined(...parts.flatMap((part, i) => (i === 0 ? [part] : [silence(pauseMs()), part])))
}

/** Lifts the receiver, says it, and waits for an answer; after a few seconds says something again. */
function person(text: string, language: string, split: Split, random: Random): Scene {
  const voice = voiceOf(language, split, random)
  // Some speak as they lift it, most after half a second, some only when they have sat down.
  const speechFromMs = random.next() < 0.1 ? between(random, 20, 150) : 150 + between(random, 0, 1) ** 2 * 1900
  const said = spoken(text, voice, () => between(random, 250, 800))
  const again = spoken(text, voice, () => 300)
  const sound = joined(silence(speechFromMs), said, silence(between(random, 2800, 4500)), again, silence(wholeMs))
  return { sound: sound.slice(0, samplesIn(wholeMs)), speechFromMs }
}

/** Answers, sometimes with music, a chime or the network's three notes first, says its greeting, and beeps if it records. */
function machine(text: string, language: string, split: Split, random: Random): Scene {
  const voice = voiceOf(language, split, random)
  const beforeMs = between(random, 150, 1800)
  const kind = random.next()
  const opening =
    kind < 0.12
      ? music(between(random, 1500, 4000), random)
      : kind < 0.2
        ? chime(random)
        : kind < 0.27
          ? threeNotes()
          : silence(0)
  // Announcements of a network or an office breathe longer than a person does.
  const slowness = between(random, 0.6, 1.4)
  const greeting = spoken(text, voice, () => slowness * between(random, 250, 900))
  const records = !/switched|full|later|closed|busy at|once more/i.test(text) && random.next() < 0.85
  const ending = records
    ? [silence(between(random, 200, 1500)), beep(random)]
    : [silence(between(random, 800, 2000)), greeting]
  const sound = joined(silence(beforeMs), opening, greeting, ...ending, silence(wholeMs))
  return { sound: sound.slice(0, samplesIn(wholeMs)), speechFromMs: beforeMs + opening.length / 8 }
}

function beep(random: Random): Int16Array {
  const ms = between(random, 150, 1000)
  return tones(ms, { hz: between(random, 380, 1900), levelDbm0: between(random, -24, -12) })
}

function music(ms: number, random: Random): Int16Array {
  const notes: Int16Array[] = []
  for (let leftMs = ms; leftMs > 0; leftMs -= 300) {
    const hz = 262 * 2 ** (random.integer(15) / 12)
    notes.push(tones(300, { hz, levelDbm0: -20 }, { hz: hz * 1.25, levelDbm0: -22 }, { hz: hz * 3, levelDbm0: -30 }))
  }
  return joined(...notes, silence(between(random, 100, 500)))
}

const chime = (random: Random): Int16Array =>
  joined(
    tones(250, { hz: 880, levelDbm0: -18 }),
    tones(350, { hz: 660, levelDbm0: -18 }),
    silence(between(random, 150, 500)),
  )

const threeNotes = (): Int16Array =>
  joined(...[950, 1400, 1800].map((hz) => tones(330, { hz, levelDbm0: -18 })), silence(400))
