import type { TtsProvider } from '#adapters/speech/index.ts'
import { success } from '#kernel/result.ts'

/** A tone, as a browser makes a recording of it: 16 bits, 8 kHz. */
export function wav(hertz = 850, seconds = 1, amplitude = 0.3): Buffer {
  const samples = Math.round(8000 * seconds)
  const file = Buffer.alloc(44 + 2 * samples)
  file.write('RIFF')
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(8000, 24)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(2 * samples, 40)
  for (let i = 0; i < samples; i++) {
    file.writeInt16LE(Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hertz * i) / 8000)), 44 + 2 * i)
  }
  return file
}

/** A voice that hums each text at a pitch of its own, in these languages. */
export const hummingVoice = (...languages: readonly string[]): TtsProvider => ({
  engine: 'http',
  voiceOf: (language) => (languages.includes(language) ? `hum ${language}` : undefined),
  speak: async (words) => success(wav(300 + (words.length % 30) * 50, 0.3)),
})
