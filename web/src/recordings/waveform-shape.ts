/** Of as many slices as a recording has, the loudest of each of `bars` stretches: 0 to 1, quiet speech still seen. */
export function barsOf(peaks: readonly number[], bars: number): readonly number[] {
  if (peaks.length === 0) return []
  const count = Math.min(bars, peaks.length)
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count))
    let peak = 0
    for (let at = from; at < to; at++) peak = Math.max(peak, peaks[at] ?? 0)
    return Math.sqrt(peak / 255)
  })
}

/** The bars as an SVG path in a box that is as wide as there are bars and 2 high, mirrored about its middle. */
export function pathOf(bars: readonly number[]): string {
  return bars
    .map((height, at) => {
      const half = Math.max(0.03, height * 0.95)
      return `M${at + 0.5} ${(1 - half).toFixed(3)}V${(1 + half).toFixed(3)}`
    })
    .join('')
}
