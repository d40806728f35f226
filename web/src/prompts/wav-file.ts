/** Samples from -1 to 1 as a WAV file of one channel with 16 bits: what the server takes. */
export function wavFile(samples: Float32Array, rateHz: number): Uint8Array<ArrayBuffer> {
  const headBytes = 44
  const file = new Uint8Array(headBytes + 2 * samples.length)
  const view = new DataView(file.buffer)
  const tag = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) file[at + i] = text.charCodeAt(i)
  }
  tag(0, 'RIFF')
  view.setUint32(4, file.length - 8, true)
  tag(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rateHz, true)
  view.setUint32(28, 2 * rateHz, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  tag(36, 'data')
  view.setUint32(40, 2 * samples.length, true)
  for (let i = 0; i < samples.length; i++) {
    const sample = Math.max(-1, Math.min(1, samples[i] ?? 0))
    view.setInt16(headBytes + 2 * i, Math.round(sample * 32_767), true)
  }
  return file
}

const bytesAtOnce = 32_768

export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    text += String.fromCharCode(...bytes.subarray(at, at + bytesAtOnce))
  }
  return btoa(text)
}
