/** All sound inside Parley is 8 kHz mono, 16 bit linear, in frames of 20 ms. */
export const sampleRateHz = 8000
export const frameMs = 20
export const frameSamples = 160

/** A frame of silence to be written into: 160 samples. */
export const newFrame = (): Int16Array => new Int16Array(frameSamples)

/**
 * Something that can be listened to, frame by frame: a tone, a prompt, the hold music.
 *
 * `read` fills `into` (160 samples) and never allocates. It returns `false` when the sound was over before this frame:
 * `into` is then silence. A last, partly filled frame still counts as sound. Endless sources always return `true`.
 */
export interface AudioSource {
  read(into: Int16Array): boolean
}
