import { randomBytes } from 'node:crypto'
import { mkdir, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ArchiveRate, encodeArchive, inspectArchive } from '#adapters/archive/opus-file.ts'
import { diskObjects, openRecording, type RecordingFile, recordingPath, sealFile } from '#adapters/storage/index.ts'
import type { RecordingId } from '#kernel/ids.ts'
import { PeakMeter } from './waveform.ts'

/** What it takes to make one recording small. Keys are in base64; it goes to a process of its own by a pipe. */
export interface TranscodeJob {
  readonly root: string
  readonly recordingId: RecordingId
  /** Of the recording as it is, below the root: sealed or plain WAV. */
  readonly path: string
  /** By their ids: the one that it is encrypted under, if any, and the one that the new file is to be. */
  readonly keys: Readonly<Record<string, string>>
  readonly keyId: string
}

export interface Transcoded {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly durationMs: number
  /** What a player draws, read in passing; in base64, as it comes by a pipe. */
  readonly peaks: { readonly sliceMs: number; readonly left: string; readonly right: string }
}

const wavHeadBytes = 44
/** Some eight seconds of sound. */
const chunkBytes = 32_768
/** The coder's own rounding, and its half frame. */
const mostDifferenceMs = 1
/** Of a side that is louder than a murmur, a coder keeps at least so much. */
const murmur = 200
const leastShare = 0.5

/**
 * Makes Ogg Opus of a recording, sealed under the current key, in the same folder of the same disk. The new file has its name
 * only once it was read back, decrypted and decoded from end to end and is as long and as loud as the old one. Can be done
 * again at any time: what lies there is replaced. Throws a sentence when it cannot.
 */
export async function transcode(job: TranscodeJob): Promise<Transcoded> {
  const { root, recordingId, keys, keyId } = job
  const disk = diskObjects(root)
  const keyOf = (id: string) => (keys[id] === undefined ? undefined : Buffer.from(keys[id], 'base64'))
  const master = keyOf(keyId)
  const path = recordingPath(recordingId, 'opus.sealed')
  if (!path.ok || master === undefined) throw new Error('There is no such recording or key.')
  const source = await openRecording(disk, job.path, recordingId, keyOf)
  if (!source.ok) throw new Error(`The recording cannot be opened: ${source.error.kind}.`)
  const wav = source.value
  const rateHz = await rateOf(wav)
  const measured = { samples: 0, energy: [0, 0] as [number, number], peaks: new PeakMeter(rateHz) }
  const ogg = encodeArchive(measuring(soundOf(wav), measured), rateHz, randomBytes(4).readUInt32LE())

  const partialKey = `${path.value}.partial`
  const partialPath = join(root, partialKey)
  await mkdir(dirname(partialPath), { recursive: true, mode: 0o750 })
  try {
    const head = { coding: 'opus', channels: 2, rateHz, chunkBytes, keyId, salt: randomBytes(32) } as const
    const file = await sealFile(partialPath, recordingId, head, master, ogg)
    const written = await openRecording(disk, partialKey, recordingId, keyOf)
    if (!written.ok || written.value.isCutOff) throw new Error('What was written cannot be read.')
    const facts = await inspectArchive(partsOf(written.value, 0), rateHz)
    const durationMs = (measured.samples / rateHz) * 1000
    if (Math.abs(facts.durationMs - durationMs) > mostDifferenceMs) {
      throw new Error(`The small recording has ${facts.durationMs} ms, and the large one ${durationMs}.`)
    }
    for (const side of [0, 1] as const) {
      const loudness = Math.sqrt(measured.energy[side] / Math.max(1, measured.samples))
      if (loudness > murmur && facts.loudness[side] < loudness * leastShare) {
        throw new Error('The small recording is not as loud as the large one.')
      }
    }
    await rename(partialPath, join(root, path.value))
    const { sliceMs, left, right } = measured.peaks.end()
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    return { path: path.value, ...file, durationMs, peaks: { sliceMs, left: base64(left), right: base64(right) } }
  } catch (error) {
    await unlink(partialPath).catch(() => undefined)
    throw error
  }
}

async function* partsOf(file: RecordingFile, start: number): AsyncGenerator<Buffer> {
  if (file.bytes <= start) return
  const sound = await file.read(start, file.bytes - 1)
  if (!sound.ok) throw new Error(`The recording cannot be read: ${sound.error.kind}.`)
  for await (const part of sound.value) yield part as Buffer
}
const soundOf = (wav: RecordingFile) => partsOf(wav, wavHeadBytes)

async function rateOf(wav: RecordingFile): Promise<ArchiveRate> {
  const head = await wav.read(0, Math.min(wavHeadBytes, wav.bytes) - 1)
  if (!head.ok || wav.bytes < wavHeadBytes) throw new Error('The recording has no head.')
  const parts: Buffer[] = []
  for await (const part of head.value) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const [channels, rateHz] = [bytes.readUInt16LE(22), bytes.readUInt32LE(24)]
  if (channels === 2 && (rateHz === 8000 || rateHz === 16_000 || rateHz === 48_000)) return rateHz
  throw new Error(`The recording has ${channels} channels at ${rateHz} Hz.`)
}

/** Hands the sound on and notes how much there is of it and how loud each side is. */
async function* measuring(
  pcm: AsyncIterable<Buffer>,
  into: { samples: number; energy: [number, number]; readonly peaks: PeakMeter },
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const part of pcm) {
    const whole = rest.length === 0 ? part : Buffer.concat([rest, part])
    const bytes = whole.length - (whole.length % 4)
    for (let at = 0; at < bytes; at += 4) {
      into.energy[0] += whole.readInt16LE(at) ** 2
      into.energy[1] += whole.readInt16LE(at + 2) ** 2
    }
    into.samples += bytes / 4
    into.peaks.push(whole.subarray(0, bytes))
    rest = Buffer.from(whole.subarray(bytes))
    yield whole.subarray(0, bytes)
  }
}
