/** ITU-T G.711 µ-law of samples from -1 to 1; what is beyond is at the end of the scale. */
export function toMuLaw(samples: Float64Array): Uint8Array {
  const bytes = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) bytes[i] = code(Math.round(samples[i]! * 32_768))
  return bytes
}

/** Of a sample of 16 bits: sign, 3 bits of segment, 4 of step, all inverted. */
function code(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(32_635, Math.abs(sample)) + 0x84
  const segment = 31 - Math.clz32(magnitude) - 7
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff
}

/** What a byte of µ-law sounds as, from -1 to 1. */
export function fromMuLaw(bytes: Uint8Array): Float64Array {
  const samples = new Float64Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const inverted = ~bytes[i]! & 0xff
    const magnitude = ((((inverted & 0x0f) << 3) + 0x84) << ((inverted >> 4) & 7)) - 0x84
    samples[i] = (inverted & 0x80 ? -magnitude : magnitude) / 32_768
  }
  return samples
}
