import { audioContext } from './audio-context.ts'

export interface LevelMeter {
  /** 0 for silence to 1 for full scale, over some 40 ms. */
  level(): number
  close(): void
}

/** Full scale is 1, -60 dB and below is 0: the ear's scale, so that speech fills half of the meter. */
export const levelOfPower = (meanSquare: number): number =>
  meanSquare <= 1e-6 ? 0 : Math.min(1, 1 + (10 * Math.log10(meanSquare)) / 60)

/** Measures a stream without playing it. `undefined` where the page has no AudioContext. */
export function meterOf(stream: MediaStream): LevelMeter | undefined {
  const context = audioContext()
  if (!context || stream.getAudioTracks().length === 0) return undefined
  const source = context.createMediaStreamSource(stream)
  const analyser = context.createAnalyser()
  analyser.fftSize = 2048
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  return {
    level() {
      analyser.getFloatTimeDomainData(samples)
      let sum = 0
      for (const sample of samples) sum += sample * sample
      return levelOfPower(sum / samples.length)
    },
    close() {
      source.disconnect()
      analyser.disconnect()
    },
  }
}
