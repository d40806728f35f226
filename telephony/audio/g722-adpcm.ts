/** One sub-band's adaptive predictor and quantizer; names of the recommendation in brackets. */
export interface SubBand {
  /** The sample that is expected next (SL, SH). */
  predicted: number
  /** Its part by zeros (SZ). */
  byZeros: number
  /** The logarithm of the quantizer's step and the step itself (NB, DET). */
  logStep: number
  step: number
  /** Past differences (D1 to D6), newest first, and their coefficients (BL1 to BL6). */
  readonly differences: Int32Array
  readonly zeros: Int32Array
  /** The two last reconstructed samples (RLT) and partly reconstructed ones (PLT). */
  readonly reconstructed: Int32Array
  readonly partial: Int32Array
  /** The coefficients of the poles (AL1, AL2). */
  readonly poles: Int32Array
}

export const bandWithoutHistory = (step: number): SubBand => ({
  predicted: 0,
  byZeros: 0,
  logStep: 0,
  step,
  differences: new Int32Array(6),
  zeros: new Int32Array(6),
  reconstructed: new Int32Array(2),
  partial: new Int32Array(2),
  poles: new Int32Array(2),
})

/** Saturation to 16 bits, as every addition of the recommendation has it. */
export const bits = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value)

/** ILB of table 21/G.722: 2 to the power of n/32, times 2048. */
const powers = Int32Array.from([
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025,
  3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
])

/** Block 4 of the recommendation: takes the quantized difference and makes ready for the next sample. */
export function predict(band: SubBand, difference: number, logStep: number, octaves: 8 | 10): void {
  band.logStep = logStep
  const shift = octaves - (logStep >> 11)
  const power = powers[(logStep >> 6) & 31]!
  band.step = (shift < 0 ? power << -shift : power >> shift) << 2

  const { differences, zeros, reconstructed, partial, poles } = band
  // RECONS and PARREC.
  const sample = bits(band.predicted + difference)
  const part = bits(band.byZeros + difference)
  movePoles(poles, part, partial)
  moveZeros(zeros, difference, differences)
  // DELAYA. By hand: a call of copyWithin costs more than all the rest of the block.
  differences[5] = differences[4]!
  differences[4] = differences[3]!
  differences[3] = differences[2]!
  differences[2] = differences[1]!
  differences[1] = differences[0]!
  differences[0] = difference
  reconstructed[1] = reconstructed[0]!
  reconstructed[0] = sample
  partial[1] = partial[0]!
  partial[0] = part
  // FILTEP, FILTEZ and PREDIC.
  const byPoles = bits(
    ((poles[0]! * bits(2 * reconstructed[0]!)) >> 15) + ((poles[1]! * bits(2 * reconstructed[1]!)) >> 15),
  )
  let byZeros = 0
  for (let i = 5; i >= 0; i--) byZeros += (zeros[i]! * bits(2 * differences[i]!)) >> 15
  band.byZeros = bits(byZeros)
  band.predicted = bits(byPoles + band.byZeros)
}

/** UPPOL2 and UPPOL1, with their limits that keep the filter stable. */
function movePoles(poles: Int32Array, part: number, partial: Int32Array): void {
  const sign = part >> 15
  const isLikeLast = sign === partial[0]! >> 15
  const fourfold = bits(poles[0]! << 2)
  const pull = (isLikeLast ? Math.min(-fourfold, 32_767) : fourfold) >> 7
  const step = sign === partial[1]! >> 15 ? 128 : -128
  const second = Math.max(-12_288, Math.min(12_288, step + pull + ((poles[1]! * 32_512) >> 15)))
  const first = bits((isLikeLast ? 192 : -192) + ((poles[0]! * 32_640) >> 15))
  const limit = bits(15_360 - second)
  poles[0] = first > limit ? limit : first < -limit ? -limit : first
  poles[1] = second
}

/** UPZERO. */
function moveZeros(zeros: Int32Array, difference: number, differences: Int32Array): void {
  const step = difference === 0 ? 0 : 128
  const sign = difference >> 15
  for (let i = 0; i < 6; i++) {
    const leak = (zeros[i]! * 32_640) >> 15
    zeros[i] = bits((differences[i]! >> 15 === sign ? step : -step) + leak)
  }
}

/** RL4 and WL: by how much a code of four bits moves the logarithm of the lower band's step. */
const lowSteps = Int32Array.from([-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60])
/** RH2 and WH. */
const highSteps = Int32Array.from([798, -214, 798, -214])

const clampStep = (value: number, most: number): number => (value < 0 ? 0 : value > most ? most : value)

/** The quantizers of the two bands: tables 14 to 20 of the recommendation. */
export const quantizerTables = {
  /** Q6: decision levels of the lower band. */
  multiples: Int32Array.from([
    0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339,
    1458, 1612, 1765, 1980, 2195, 2557, 2919, 0, 0,
  ]),
  /** ILN and ILP: the codes of the levels. */
  negativeCodes: Uint8Array.from([
    0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4,
    0,
  ]),
  positiveCodes: Uint8Array.from([
    0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34,
    33, 32, 0,
  ]),
  /** QQ6: what a code of six bits stands for, as a multiple of the step. */
  lowSix: Int32Array.from([
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
    -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
    24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464,
    4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
  ]),
  /** QQ4. */
  lowFour: Int32Array.from([
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
  ]),
  /** QQ2. */
  high: Int32Array.from([-7408, -1616, 7408, 1616]),
  lowLogStep: (band: SubBand, code: number): number => clampStep(((band.logStep * 127) >> 7) + lowSteps[code]!, 18_432),
  highLogStep: (band: SubBand, code: number): number =>
    clampStep(((band.logStep * 127) >> 7) + highSteps[code]!, 22_528),
} as const
