import { createHash } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { PreparedSound } from '#adapters/sound/prepare.ts'

/** Keeps a sound by the hash of its bytes; one that is there already is not kept twice. @returns its hash */
export async function keepSound(
  db: Kysely<Database> | Transaction<Database>,
  { audio, loudnessLufs }: PreparedSound,
): Promise<string> {
  const soundHash = createHash('sha256').update(audio).digest('hex')
  await db
    .insertInto('sound')
    .values({ sound_hash: soundHash, audio: Buffer.from(audio), loudness_lufs: loudnessLufs ?? null })
    // Locked by this even where it is there, so that nobody who tidies up takes it away before it is referred to.
    .onConflict((conflict) => conflict.column('sound_hash').doUpdateSet({ made_at: new Date() }))
    .execute()
  return soundHash
}

/** Deletes sounds to which nothing refers any more. Those of the last hour stay: somebody may be about to. */
export async function forgetUnusedSounds(db: Kysely<Database>): Promise<void> {
  await sql`
    DELETE FROM sound WHERE made_at < now() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM prompt_recording WHERE prompt_recording.sound_hash = sound.sound_hash)
      AND NOT EXISTS (SELECT FROM spoken_text WHERE spoken_text.sound_hash = sound.sound_hash)`.execute(db)
}
