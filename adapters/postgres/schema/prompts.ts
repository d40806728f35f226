import type { Generated } from 'kysely'
import type { PersonId, PromptId } from '#kernel/ids.ts'
import type { InstantWithDefault } from './columns.ts'

export interface SoundTable {
  sound_hash: string
  /** Raw G.711 µ-law, 8 kHz, mono. */
  audio: Buffer
  loudness_lufs: number | null
  made_at: InstantWithDefault
}

export interface PromptTable {
  prompt_id: PromptId
  name: string
  purpose: Generated<string>
  version: Generated<number>
  made_at: InstantWithDefault
  made_by: PersonId | null
}

export interface PromptRecordingTable {
  prompt_id: PromptId
  /** BCP-47 */
  language: string
  number: number
  sound_hash: string
  words: Generated<string>
  source: 'recorded' | 'uploaded' | 'rendered'
  voice: string | null
  is_current: boolean
  made_at: InstantWithDefault
  made_by: PersonId | null
}

export interface SpokenTextTable {
  language: string
  words_hash: string
  words: string
  state: 'waiting' | 'spoken' | 'failed'
  voice: string | null
  sound_hash: string | null
  failure: string | null
  tries: Generated<number>
  asked_at: InstantWithDefault
  due_at: InstantWithDefault
}

export interface PromptTables {
  sound: SoundTable
  prompt: PromptTable
  prompt_recording: PromptRecordingTable
  spoken_text: SpokenTextTable
}
