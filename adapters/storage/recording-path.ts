import { idTimeMs, isId, type RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { StorageFailure } from './outcomes.ts'

/** What a recording's file is: as the edge wrote it, made small, or plain as before recordings were encrypted. */
export type RecordingFileKind = 'wav.sealed' | 'opus.sealed' | 'wav'

export const partialSuffix = '.partial'

/**
 * Where a recording lies below its store's root: `YYYY/MM/DD/rec_….wav.sealed`, by the UTC day in which the id was made. Only
 * well-formed ids become paths, so none leads outside.
 */
export function recordingPath(recordingId: RecordingId, kind: RecordingFileKind): Result<string, StorageFailure> {
  if (!isId('recording', recordingId)) return failure({ kind: 'invalid-id' })
  const day = new Date(idTimeMs(recordingId)).toISOString().slice(0, 10).split('-')
  // An id's 50 bits can tell a year of five digits and more; ours never do.
  if (day.length !== 3 || day[0]?.length !== 4) return failure({ kind: 'invalid-id' })
  return success(`${day.join('/')}/${recordingId}.${kind}`)
}
