import { setTimeout as sleep } from 'node:timers/promises'
import { allPieces, type FlowDefinition, saidIn } from '#domain/flows/index.ts'
import type { Language } from '#protocol/http/index.ts'
import type { Refusal } from '../api/refusal.ts'
import type { CoreServices } from '../core-services.ts'
import type { Text } from '../prompts/speaker.ts'

/** A page that waits for longer looks as if it had died; whoever publishes again goes on from there. */
const patienceMs = 15_000
const lookEveryMs = 250

/** What of a flow has to be spoken before it is heard: its words, and the pieces of the values that it reads. Each once. */
export function textsOf(definition: FlowDefinition, languages: readonly Language[]): readonly Text[] {
  const said = saidIn(definition)
  const texts = said.flatMap((item) =>
    item.kind === 'text' ? Object.entries(item.words).map(([language, words]) => ({ language, words })) : [],
  )
  if (said.some(({ kind }) => kind === 'value')) {
    for (const language of languages) for (const words of allPieces(language)) texts.push({ language, words })
  }
  return [...new Map(texts.map((text) => [`${text.language} ${text.words}`, text])).values()]
}

/** Has them spoken, and refuses to go on without: a caller would hear nothing where they were to be. */
export async function refusalUntilSpoken(
  { speaker }: Pick<CoreServices['speech'], 'speaker'>,
  texts: readonly Text[],
): Promise<Refusal | undefined> {
  if (texts.length === 0) return undefined
  await speaker.ask(texts)
  let progress = await speaker.progress(texts)
  const { tts } = speaker
  for (let waitedMs = 0; tts && progress.waiting > 0 && waitedMs < patienceMs; waitedMs += lookEveryMs) {
    await sleep(lookEveryMs)
    progress = await speaker.progress(texts)
  }
  if (progress.spoken === texts.length) return undefined
  if (!tts) return { code: 'speech.no-engine' }
  const mute = new Set(texts.map(({ language }) => language).filter((language) => tts.voiceOf(language) === undefined))
  if (mute.size > 0) return { code: 'speech.no-voice', detail: `No voice for ${[...mute].join(', ')}.` }
  const [failed] = progress.failed
  if (failed) return { code: 'speech.failed', detail: `“${failed.words.slice(0, 100)}”: ${failed.why}` }
  return { code: 'flow.being-spoken', detail: `${progress.spoken} of ${texts.length} are.`, retryAfterS: 5 }
}
