/** What prompts, music and tones are kept in, and the sound of G.711: 8 kHz mono, 16 bit linear, in frames of 20 ms. */
export const sampleRateHz = 8000
export const frameMs = 20
export const frameSamples = 160

/** What sound is decoded to and mixed at: the telephone's band, wideband (7 kHz), and all that can be heard. */
export type SampleRate = 8000 | 16_000 | 48_000

/** Samples of a frame of 20 ms. A frame's length thus tells its rate. */
export const samplesAt = (rateHz: SampleRate): number => rateHz / 50

/** The rate of a frame of 20 ms, by its length. */
export const rateOf = (frame: Int16Array): SampleRate =>
  frame.length === 160 ? 8000 : frame.length === 320 ? 16_000 : 48_000

/** A frame of silence to be written into: 160 samples at 8 kHz. */
export const newFrame = (rateHz: SampleRate = sampleRateHz): Int16Array => new Int16Array(samplesAt(rateHz))

/**
 * Something that can be listened to, frame by frame: a tone, a prompt, the hold music.
 *
 * `read` fills `into` (160 samples) and never allocates. It returns `false` when the sound was over before this frame:
 * `into` is then silence. A last, partly filled frame still counts as sound. Endless sources always return `true`.
 */
export interface AudioSource {
  read(into: Int16Array): boolean
  /** It is over because it was not there, and did not come in time. */
  readonly isMissing?: boolean
}
