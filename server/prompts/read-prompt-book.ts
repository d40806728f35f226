import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { PromptId } from '#kernel/ids.ts'
import { type KnownPrompt, PromptBook } from './prompt-book.ts'

/** What the tables say of prompts; the sound itself stays there. */
export async function readPromptBook(db: Kysely<Database>): Promise<PromptBook> {
  const [recordings, spoken] = await Promise.all([
    db
      .selectFrom('prompt')
      .innerJoin('prompt_recording as current', 'current.prompt_id', 'prompt.prompt_id')
      .innerJoin('prompt_recording as first', (join) =>
        join
          .onRef('first.prompt_id', '=', 'current.prompt_id')
          .onRef('first.language', '=', 'current.language')
          .on('first.number', '=', 1),
      )
      .where('current.is_current', '=', true)
      .select(['prompt.prompt_id', 'prompt.name', 'current.language', 'current.sound_hash'])
      .orderBy('prompt.prompt_id')
      .orderBy('first.made_at')
      .orderBy('current.language')
      .execute(),
    db
      .selectFrom('spoken_text')
      .select(['language', 'words_hash as wordsHash', 'sound_hash as soundHash'])
      .where('sound_hash', 'is not', null)
      .$narrowType<{ soundHash: string }>()
      .execute(),
  ])
  const prompts = new Map<PromptId, KnownPrompt & { readonly sounds: Map<string, string> }>()
  for (const { prompt_id, name, language, sound_hash } of recordings) {
    const prompt = prompts.get(prompt_id) ?? { promptId: prompt_id, name, sounds: new Map() }
    prompt.sounds.set(language, sound_hash)
    prompts.set(prompt_id, prompt)
  }
  return new PromptBook([...prompts.values()], spoken)
}
