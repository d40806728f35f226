import { AnsweringMachineDetector, type MachineReason } from '#telephony/audio/detection/index.ts'
import { type Greeting, greetings, languages, type Split } from './greetings/corpus.ts'
import { percentile, type Row, report } from './report.ts'

/**
 * How often a person is taken for an answering machine and the other way round, by language, and how long it takes: on
 * sentences, voices and lines of which none was used to choose the detector's limits. The table of docs/detectors.md.
 * `npm run bench -- answering-machine [heldOut|tuning] [times each sentence is spoken] [withinMs]`. Needs espeak-ng.
 */
const split = (process.argv[2] ?? 'heldOut') as Split
const times = Number(process.argv[3] ?? 4)
const withinMs = Number(process.argv[4] ?? 12_000)

interface Outcome extends Pick<Greeting, 'language' | 'kind' | 'text'> {
  readonly verdict: string
  readonly reason: MachineReason
  /** Since the answer, and since the first sound of a word. */
  readonly atMs: number
  readonly afterSpeechMs: number
}

function judge({ sound, speechFromMs, ...greeting }: Greeting): Outcome {
  const detector = new AnsweringMachineDetector(withinMs)
  for (let at = 0; at + 160 <= sound.length; at += 160) {
    const verdict = detector.push(sound.subarray(at, at + 160))
    if (verdict === undefined) continue
    const atMs = (at + 160) / 8
    return { ...greeting, verdict, reason: detector.reason, atMs, afterSpeechMs: atMs - speechFromMs }
  }
  throw new Error('The time was up, and it had said nothing.')
}

const outcomes = [...greetings(split, times)].map(judge)

function row(language: string, those: readonly Outcome[]): Row {
  const people = those.filter(({ kind }) => kind === 'person')
  const machines = those.filter(({ kind }) => kind === 'machine')
  const share = (among: readonly Outcome[], verdict: string) => {
    const count = among.filter((outcome) => outcome.verdict === verdict).length
    return `${count} (${((100 * count) / Math.max(1, among.length)).toFixed(1)} %)`
  }
  return {
    language,
    people: people.length,
    'taken for machines': share(people, 'machine'),
    'people unknown': share(people, 'unknown'),
    machines: machines.length,
    'taken for people': share(machines, 'person'),
    'machines unknown': share(machines, 'unknown'),
  }
}

function time(kind: Greeting['kind'], ms: 'atMs' | 'afterSpeechMs'): Row {
  const all = outcomes.filter((outcome) => outcome.kind === kind).map((outcome) => outcome[ms])
  const since = ms === 'atMs' ? 'the answer' : 'the first word'
  return { kind, since, 'p50 ms': percentile(all, 0.5), 'p95 ms': percentile(all, 0.95) }
}

const reasons = new Map<string, number>()
for (const { kind, verdict, reason } of outcomes) {
  const name = `${kind} -> ${verdict}: ${reason}`
  reasons.set(name, (reasons.get(name) ?? 0) + 1)
}

report('answering-machine: verdicts', [
  ...languages.map((language) =>
    row(
      language,
      outcomes.filter((outcome) => outcome.language === language),
    ),
  ),
  row('all', outcomes),
])
report('answering-machine: time', [time('person', 'atMs'), time('person', 'afterSpeechMs'), time('machine', 'atMs')])
report(
  'answering-machine: reasons',
  [...reasons].sort().map(([outcome, count]) => ({ outcome, count })),
)
const wrong = outcomes.filter(({ kind, verdict }) => kind !== verdict)
report(
  'answering-machine: mistakes',
  wrong.map(({ language, kind, verdict, text, atMs }) => ({ language, kind, verdict, atMs, text })),
)
