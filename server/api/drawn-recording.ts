import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type Result, success } from '#kernel/result.ts'
import type { Waveform } from '#protocol/http/index.ts'
import type { RecordingArchive, RecordingRow } from '../recordings/archive.ts'
import { keepPeaks, keptPeaks, peaksOfWav, silencesIn } from '../recordings/waveform.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What a player draws of a recording that its asker may hear. One that was not drawn yet is read once from end to end. */
export async function drawnRecording(
  { db, recordings }: { readonly db: Kysely<Database>; readonly recordings: Pick<RecordingArchive, 'open'> },
  recording: RecordingRow & { readonly state: string },
): Promise<Result<Waveform, Refusal>> {
  if (recording.state === 'erased') return refuse('recording.erased')
  if (recording.state !== 'ready') return refuse('recording.not-ready')
  let peaks = await keptPeaks(db, recording.recording_id)
  if (!peaks) {
    const file = await recordings.open(recording)
    const read = file.ok ? await peaksOfWav(file.value) : undefined
    if (!read?.ok) return refuse('recording.not-found')
    peaks = read.value
    await keepPeaks(db, recording.recording_id, peaks)
  }
  const { sliceMs, left, right } = peaks
  return success({ sliceMs, left: [...left], right: [...right], silences: silencesIn(peaks) })
}
