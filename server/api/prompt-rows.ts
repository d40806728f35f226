import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { PromptId } from '#kernel/ids.ts'
import type { Language, ManagedPrompt, PromptRecording } from '#protocol/http/index.ts'
import { etagOf } from './etag.ts'

/** A prompt as it is shown, but for what uses it. */
export type PromptRow = Omit<ManagedPrompt, 'usedBy'>

/** Samples of 8 kHz, a byte each. */
const bytesPerMs = 8

/** Prompts by their name, with their versions; one alone where `promptId` is given. */
export async function readPrompts(db: Kysely<Database>, promptId?: PromptId): Promise<PromptRow[]> {
  let prompts = db.selectFrom('prompt').select(['prompt_id', 'name', 'purpose', 'version'])
  let recordings = db
    .selectFrom('prompt_recording')
    .innerJoin('sound', 'sound.sound_hash', 'prompt_recording.sound_hash')
    .leftJoin('person', 'person.person_id', 'prompt_recording.made_by')
    .select([
      'prompt_id',
      'prompt_recording.language',
      'number',
      'is_current',
      'source',
      'words',
      'prompt_recording.made_at',
    ])
    .select(['person.name as maker', 'sound.loudness_lufs', sql<number>`length(sound.audio)`.as('bytes')])
  if (promptId !== undefined) {
    prompts = prompts.where('prompt_id', '=', promptId)
    recordings = recordings.where('prompt_id', '=', promptId)
  }
  const [rows, versions] = await Promise.all([
    prompts.orderBy(sql`lower(name)`).execute(),
    recordings.orderBy('prompt_recording.language').orderBy('number', 'desc').execute(),
  ])
  const byPrompt = new Map<PromptId, PromptRecording[]>(rows.map((row) => [row.prompt_id, []]))
  for (const row of versions) {
    byPrompt.get(row.prompt_id)?.push({
      ...{ language: row.language as Language, number: row.number, isCurrent: row.is_current },
      ...{ source: row.source, words: row.words, durationMs: Math.round(row.bytes / bytesPerMs) },
      ...(row.loudness_lufs !== null && { loudnessLufs: row.loudness_lufs }),
      madeAt: row.made_at.toISOString(),
      ...(row.maker !== null && { madeBy: row.maker }),
    })
  }
  return rows.map((row) => ({
    ...{ promptId: row.prompt_id, name: row.name, purpose: row.purpose },
    recordings: byPrompt.get(row.prompt_id) ?? [],
    etag: etagOf(row.version),
  }))
}
