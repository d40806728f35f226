import { sampleRateHz } from './frame.ts'

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

const channels = 2
const bytesPerSample = 2
export const stereoBlockBytes = channels * bytesPerSample
const headBytes = 44

/** WAV, PCM 16 bit little-endian, 8 kHz, stereo: plays in every browser. At most 4 GiB: 37 hours. */
export const stereoWav: RecordingFormat = {
  fileExtension: 'wav',
  headBytes,
  head(fileBytes) {
    const head = new Uint8Array(headBytes)
    const view = new DataView(head.buffer)
    const write = (offset: number, text: string) => {
      for (let i = 0; i < text.length; i++) head[offset + i] = text.charCodeAt(i)
    }
    const soundBytes = Math.max(0, Math.min(fileBytes, 0xffff_ffff) - headBytes)
    write(0, 'RIFF')
    view.setUint32(4, soundBytes + headBytes - 8, true)
    write(8, 'WAVEfmt ')
    view.setUint32(16, 16, true)
    view.setUint16(20, 1, true)
    view.setUint16(22, channels, true)
    view.setUint32(24, sampleRateHz, true)
    view.setUint32(28, sampleRateHz * stereoBlockBytes, true)
    view.setUint16(32, stereoBlockBytes, true)
    view.setUint16(34, bytesPerSample * 8, true)
    write(36, 'data')
    view.setUint32(40, soundBytes, true)
    return head
  },
  durationMs: (fileBytes) => Math.round((Math.max(0, fileBytes - headBytes) / stereoBlockBytes / sampleRateHz) * 1000),
  wholeBytes: (fileBytes) => (fileBytes < headBytes ? 0 : fileBytes - ((fileBytes - headBytes) % stereoBlockBytes)),
}
