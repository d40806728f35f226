import { wavFile } from './wav-file.ts'

/** More than a telephone carries, and little enough to be sent quickly. */
const rateHz = 16_000
/** No prompt is longer than four minutes; a file of ten that is silent for six may be cut. */
const mostSeconds = 250
const mostFileBytes = 60 * 1024 * 1024

/** Whatever this browser can play, as a WAV file of one channel. Rejects where it cannot play it. */
export async function decodeSound(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > mostFileBytes) throw new Error('the file is too large')
  // It decodes to the rate of the context.
  const context = new OfflineAudioContext(1, 1, rateHz)
  const decoded = await context.decodeAudioData(await file.arrayBuffer())
  const length = Math.min(decoded.length, mostSeconds * rateHz)
  const samples = new Float32Array(length)
  for (let channel = 0; channel < decoded.numberOfChannels; channel++) {
    const from = decoded.getChannelData(channel)
    for (let i = 0; i < length; i++) samples[i] = (samples[i] ?? 0) + (from[i] ?? 0) / decoded.numberOfChannels
  }
  return wavFile(samples, rateHz)
}
