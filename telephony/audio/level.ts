const fullScale = 32_768

/** RMS level in dBFS, where a full-scale sine is -3.01 dBFS; -Infinity for digital silence. */
export function rmsDbfs(samples: Int16Array, count = samples.length): number {
  let energy = 0
  for (let i = 0; i < count; i++) energy += samples[i]! * samples[i]!
  return energy === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(energy / count / (fullScale * fullScale))
}

/** Largest magnitude in dBFS; -Infinity for digital silence. */
export function peakDbfs(samples: Int16Array, count = samples.length): number {
  let peak = 0
  for (let i = 0; i < count; i++) peak = Math.max(peak, Math.abs(samples[i]!))
  return 20 * Math.log10(peak / fullScale)
}

/** Whether no sample of a frame exceeds `threshold` in magnitude (default 0: digital silence). */
export function isSilent(samples: Int16Array, threshold = 0): boolean {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!
    if (sample > threshold || sample < -threshold) return false
  }
  return true
}
