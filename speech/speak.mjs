/**
 * Speaks one text: `{"words", "language", "rate"}` as JSON on standard input, a WAV file of 16 bits on standard output. Ends with
 * 2 when there is no voice for the language. Run by `adapters/speech/espeak.ts` as a process of its own: eSpeak NG is under the
 * GPL, and no part of Parley is linked with it.
 */
import load from '@echogarden/espeak-ng-emscripten'

const parts = []
for await (const part of process.stdin) parts.push(part)
const { words, language, rate } = JSON.parse(Buffer.concat(parts).toString('utf8'))

const espeak = await load()
const voice = new espeak.eSpeakNGWorker()
// An unknown voice keeps the one before, and says so by its answer alone.
if (voice.set_voice(`${language}+f3`, language) !== 0 && voice.set_voice(language, language) !== 0) process.exit(2)
voice.set_rate(rate)
const chunks = []
// It reads SSML: what looks like markup is words here.
const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
voice.synthesize(escaped, (audio) => {
  if (audio) for (const sample of audio) chunks.push(sample)
  return false
})

const rateHz = voice.get_samplerate?.() ?? 22_050
const wav = Buffer.alloc(44 + 2 * chunks.length)
wav.write('RIFF')
wav.writeUInt32LE(36 + 2 * chunks.length, 4)
wav.write('WAVEfmt ', 8)
wav.writeUInt32LE(16, 16)
wav.writeUInt16LE(1, 20)
wav.writeUInt16LE(1, 22)
wav.writeUInt32LE(rateHz, 24)
wav.writeUInt32LE(2 * rateHz, 28)
wav.writeUInt16LE(2, 32)
wav.writeUInt16LE(16, 34)
wav.write('data', 36)
wav.writeUInt32LE(2 * chunks.length, 40)
for (let i = 0; i < chunks.length; i++) wav.writeInt16LE(Math.max(-32_768, Math.min(32_767, chunks[i])), 44 + 2 * i)
process.stdout.write(wav)
