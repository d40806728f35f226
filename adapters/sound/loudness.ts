/**
 * Loudness by ITU-R BS.1770-4: K-weighting (annex 1), blocks of 400 ms that overlap by three quarters, an absolute gate at
 * -70 LUFS and a relative one 10 LU below what is left. EBU R 128 is the same measure.
 */
const blockS = 0.4
const stepShare = 0.25
const absoluteGateLufs = -70
const relativeGateLu = -10
/** Of annex 1: a full-scale sine of 997 Hz in one channel is -3.01 LUFS. */
const offsetLu = -0.691

/** A biquad filter, a0 being one. */
interface Biquad {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}

/**
 * @param channels each with samples from -1 to 1, all of one length; left, right and centre count alike
 * @returns the gated loudness in LUFS; `undefined` where nothing is above the gate. Shorter than a block, the whole is one.
 */
export function loudnessOf(channels: readonly Float64Array[], rateHz: number): number | undefined {
  const weighted = channels.map((samples) => filtered(filtered(samples, shelfAt(rateHz)), highPassAt(rateHz)))
  const powers = blockPowers(weighted, rateHz)
  const audible = powers.filter((power) => lufsOf(power) > absoluteGateLufs)
  if (audible.length === 0) return undefined
  const gate = lufsOf(mean(audible)) + relativeGateLu
  const counted = audible.filter((power) => lufsOf(power) > gate)
  return counted.length === 0 ? undefined : lufsOf(mean(counted))
}

/** What each block carries, all channels together. */
function blockPowers(channels: readonly Float64Array[], rateHz: number): number[] {
  const length = channels[0]?.length ?? 0
  const block = Math.min(length, Math.round(blockS * rateHz))
  const step = Math.max(1, Math.round(blockS * stepShare * rateHz))
  const powers: number[] = []
  for (let from = 0; length > 0 && from + block <= length; from += step) {
    let sum = 0
    for (const samples of channels) for (let i = from; i < from + block; i++) sum += samples[i]! * samples[i]!
    powers.push(sum / block)
  }
  return powers
}

const lufsOf = (power: number): number => offsetLu + 10 * Math.log10(power)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The head's effect: a high shelf of 4 dB. Designed anew for each rate from the analogue filter of the table for 48 kHz. */
function shelfAt(rateHz: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rateHz)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b: [(high + (band * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (band * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  }
}

/** The revised low-frequency B curve: a high pass at 38 Hz. */
function highPassAt(rateHz: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rateHz)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] }
}

function filtered(samples: Float64Array, { b, a }: Biquad): Float64Array {
  const out = new Float64Array(samples.length)
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i]!
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
    out[i] = y
    x2 = x1
    x1 = x
    y2 = y1
    y1 = y
  }
  return out
}
