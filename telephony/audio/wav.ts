/** How the head of a recording's file is made and mended: what a file store needs to know of a format. */
export interface RecordingFormat {
  readonly fileExtension: string
  readonly headBytes: number
  /** The head for a file of `fileBytes` bytes in all; of a file still growing, pass `headBytes`. */
  head(fileBytes: number): Uint8Array
  durationMs(fileBytes: number): number
  /** The length to which a file cut off by a crash must be truncated, so that it ends on a whole sample. */
  wholeBytes(fileBytes: number): number
}
/** WAV, PCM 16 bit little-endian, 8 kHz, stereo: plays in every browser. */
export const stereoWav: RecordingFormat = {
  fileExtension: 'wav',
  headBytes: 44,
  head: () => new Uint8Array(44),
  durationMs: () => 0,
  wholeBytes: (n) => n,
}
