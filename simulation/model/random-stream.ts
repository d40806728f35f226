/**
 * MRG32k3a with streams and substreams (L'Ecuyer 1999; L'Ecuyer, Simard, Chen and Kelton 2002, "An object-oriented
 * random-number package with many long streams and substreams"): streams of one seed lie 2^127 numbers apart and substreams
 * 2^76, so none ever runs into another. A queue's arrivals are one stream, its handle times another, and each replication has
 * a substream of each: two worlds that are compared meet the same customers.
 */
const m1 = 4_294_967_087n
const m2 = 4_294_944_443n
const m1Number = Number(m1)
const m2Number = Number(m2)

type Vector = readonly [bigint, bigint, bigint]
type Matrix = readonly [Vector, Vector, Vector]

const first: Matrix = [
  [0n, 1n, 0n],
  [0n, 0n, 1n],
  [m1 - 810_728n, 1_403_580n, 0n],
]
const second: Matrix = [
  [0n, 1n, 0n],
  [0n, 0n, 1n],
  [m2 - 1_370_589n, 0n, 527_612n],
]

const times = (matrix: Matrix, [x, y, z]: Vector, modulus: bigint): Vector =>
  matrix.map(([a, b, c]) => (a * x + b * y + c * z) % modulus) as unknown as Vector

function product(a: Matrix, b: Matrix, modulus: bigint): Matrix {
  const columns = [0, 1, 2].map((i) => times(a, [b[0][i], b[1][i], b[2][i]] as unknown as Vector, modulus))
  return [0, 1, 2].map((row) => columns.map((column) => column[row])) as unknown as Matrix
}

const identity: Matrix = [
  [1n, 0n, 0n],
  [0n, 1n, 0n],
  [0n, 0n, 1n],
]

function power(matrix: Matrix, exponent: bigint, modulus: bigint): Matrix {
  let result = identity
  let square = matrix
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = product(result, square, modulus)
    square = product(square, square, modulus)
  }
  return result
}

/** The state jumps over so many numbers. */
interface Jump {
  readonly first: Matrix
  readonly second: Matrix
}
const jumpOver = (numbers: bigint): Jump => ({ first: power(first, numbers, m1), second: power(second, numbers, m2) })
const overStream = jumpOver(1n << 127n)
const overSubstream = jumpOver(1n << 76n)

/** The six numbers in which a generator is. */
export type Place = readonly [number, number, number, number, number, number]

function jumped(place: Place, { first, second }: Jump, often: number): Place {
  const [a, b, c, d, e, f] = place.map(BigInt) as [bigint, bigint, bigint, bigint, bigint, bigint]
  const count = BigInt(often)
  const one = times(power(first, count, m1), [a, b, c], m1)
  const two = times(power(second, count, m2), [d, e, f], m2)
  return [...one, ...two].map(Number) as unknown as Place
}

/** Uniformly distributed between 0 and 1, without either of them. */
export type Uniform = () => number

/** Where stream `stream`, substream `substream` begins when the first one begins at `place`; both count from 0. */
export const beginningOf = (place: Place, stream: number, substream: number): Place =>
  jumped(jumped(place, overStream, stream), overSubstream, substream)

export const streamAt = (place: Place, stream: number, substream: number): Uniform =>
  generator(beginningOf(place, stream, substream))

/** Where the published generator begins. */
export const published: Place = [12_345, 12_345, 12_345, 12_345, 12_345, 12_345]
const overSeed = jumpOver(1n << 151n)

/**
 * The beginning of a seed's streams: the published one for 0, and each next seed 2^24 streams further on. Up to 2^32 seeds no
 * two of them have a number of their sequences in common.
 */
export const placeOf = (seed: number): Place => jumped(published, overSeed, seed)

const scale = 1 / (m1Number + 1)

function generator([s10, s11, s12, s20, s21, s22]: Place): Uniform {
  let a = s10
  let b = s11
  let c = s12
  let d = s20
  let e = s21
  let f = s22
  return () => {
    let one = (1_403_580 * b - 810_728 * a) % m1Number
    if (one < 0) one += m1Number
    a = b
    b = c
    c = one
    let two = (527_612 * f - 1_370_589 * d) % m2Number
    if (two < 0) two += m2Number
    d = e
    e = f
    f = two
    return (one > two ? one - two : one - two + m1Number) * scale
  }
}
