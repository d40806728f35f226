/** Student's t distribution, for intervals over replications. */

/** Logarithm of the gamma function, Lanczos' approximation (g = 7, n = 9): right to about 15 figures. */
function logGamma(x: number): number {
  let sum = 0.9999999999998099
  lanczos.forEach((coefficient, i) => {
    sum += coefficient / (x + i)
  })
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}
const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

/** The regularized incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8, Lentz's way). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  const tiny = 1e-300
  let c = 1
  let d = 1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny)
  let fraction = d
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d || tiny)
    c = 1 + even / c || tiny
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d || tiny)
    c = 1 + odd / c || tiny
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return front * fraction
}

/** How likely |t| is greater than `t`, with so many degrees of freedom. */
const twoTails = (t: number, freedom: number): number => incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)

/** Between -t and t lies `confidence` (0 to 1) of Student's distribution with `freedom` degrees of freedom. */
export function studentQuantile(confidence: number, freedom: number): number {
  let low = 0
  let high = 1
  while (twoTails(high, freedom) > 1 - confidence) high *= 2
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (twoTails(middle, freedom) > 1 - confidence) low = middle
    else high = middle
  }
  return (low + high) / 2
}
