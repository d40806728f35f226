import type { RecordingFormat } from '#adapters/storage/index.ts'
import { AssertionFailed } from '#kernel/assert.ts'

/** The core only reads recordings, so all it needs to know of their format is what their files are called. */
export const wavToRead: RecordingFormat = {
  fileExtension: 'wav',
  headBytes: 0,
  head: () => edgeOnly(),
  durationMs: () => edgeOnly(),
  wholeBytes: () => edgeOnly(),
}

function edgeOnly(): never {
  throw new AssertionFailed('recordings are written by the edge alone')
}
