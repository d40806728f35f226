/** Peaks that lie between samples: by ITU-R BS.1770-4 annex 2, four times as many samples are looked at. */
const times = 4
const reach = 12

/** For each of the instants between two samples, the weights of the samples around it. */
const phases: readonly Float64Array[] = Array.from({ length: times }, (_, phase) => {
  const taps = new Float64Array(2 * reach)
  for (let k = 0; k < taps.length; k++) {
    const t = k - reach + 1 - phase / times
    const sinc = t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)
    taps[k] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * t) / reach))
  }
  return taps
})

/** The highest level in and after each sample, until the next one: 1 is full scale. */
export function truePeaks(samples: Float64Array): Float64Array {
  const peaks = new Float64Array(samples.length)
  for (let n = 0; n < samples.length; n++) {
    let peak = Math.abs(samples[n]!)
    for (let phase = 1; phase < times; phase++) {
      const taps = phases[phase]!
      let sum = 0
      const from = Math.max(0, reach - 1 - n)
      const to = Math.min(taps.length, samples.length - n + reach - 1)
      for (let k = from; k < to; k++) sum += samples[n + k - reach + 1]! * taps[k]!
      if (Math.abs(sum) > peak) peak = Math.abs(sum)
    }
    peaks[n] = peak
  }
  return peaks
}

/**
 * Holds true peaks at `ceiling`: the level goes down before a peak and comes back after it, each within `spreadS`, so that
 * nothing is cut off.
 */
export function limited(samples: Float64Array, rateHz: number, ceiling: number, spreadS = 0.005): Float64Array {
  const peaks = truePeaks(samples)
  const spread = Math.max(1, Math.round(spreadS * rateHz))
  const gains = new Float64Array(samples.length).fill(1)
  for (let n = 0; n < peaks.length; n++) {
    if (peaks[n]! <= ceiling) continue
    const needed = ceiling / peaks[n]!
    // A cosine around the peak; where several meet, the lowest of them holds.
    for (let k = Math.max(0, n - spread); k <= Math.min(gains.length - 1, n + 1 + spread); k++) {
      const away = k <= n ? n - k : k - n - 1
      const share = 0.5 + 0.5 * Math.cos((Math.PI * away) / (spread + 1))
      gains[k] = Math.min(gains[k]!, 1 - (1 - needed) * share)
    }
  }
  return samples.map((sample, n) => sample * gains[n]!)
}
