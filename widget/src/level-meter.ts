/** How loud a stream is, 0 to 1 on a scale that follows the ear (60 dB), for a meter that moves with the voice. */
export interface LevelMeter {
  level(): number
  close(): void
}

/**
 * Reads the level through an AnalyserNode. `context` may be suspended until the person has touched the page; the level
 * is 0 until then.
 */
export function meter(context: AudioContext, stream: MediaStream): LevelMeter {
  const source = context.createMediaStreamSource(stream)
  const analyser = context.createAnalyser()
  analyser.fftSize = 512
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples)
      return loudness(samples)
    },
    close: () => source.disconnect(),
  }
}

/** Root mean square of `samples` (-1 to 1) mapped so that -60 dBFS is 0 and 0 dBFS is 1. */
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  if (rms <= 0.001) return 0
  return Math.min(1, 1 + (20 * Math.log10(rms)) / 60)
}
