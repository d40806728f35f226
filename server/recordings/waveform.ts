import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { RecordingFile } from '#adapters/storage/index.ts'
import type { RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Waveform } from '#protocol/http/index.ts'

/** What a player draws: the loudest moment of each slice, 0 to 255, of the two channels. */
export interface Peaks {
  readonly sliceMs: number
  readonly left: Uint8Array
  readonly right: Uint8Array
}

const sliceMs = 100
const silenceAtLeastMs = 2000
/** Some -36 dBFS: below lies what a line says while nobody speaks. */
const quietBelow = 4

/** Takes 16-bit stereo samples, little-endian, in pieces of any length, and gives the peaks of all of them. */
export class PeakMeter {
  readonly #samplesPerSlice: number
  readonly #left: number[] = []
  readonly #right: number[] = []
  #samples = 0
  #leftPeak = 0
  #rightPeak = 0
  /** A frame of four bytes that a piece ended within. */
  #rest: Buffer = Buffer.alloc(0)

  constructor(rateHz: number) {
    this.#samplesPerSlice = Math.round((rateHz * sliceMs) / 1000)
  }

  push(piece: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#rest, piece])
    const whole = bytes.length - (bytes.length % 4)
    for (let at = 0; at < whole; at += 4) {
      const left = Math.abs(bytes.readInt16LE(at))
      const right = Math.abs(bytes.readInt16LE(at + 2))
      if (left > this.#leftPeak) this.#leftPeak = left
      if (right > this.#rightPeak) this.#rightPeak = right
      if (++this.#samples === this.#samplesPerSlice) this.#endSlice()
    }
    this.#rest = bytes.subarray(whole)
  }

  end(): Peaks {
    if (this.#samples > 0) this.#endSlice()
    return { sliceMs, left: Uint8Array.from(this.#left), right: Uint8Array.from(this.#right) }
  }

  #endSlice(): void {
    this.#left.push(Math.min(255, this.#leftPeak >> 7))
    this.#right.push(Math.min(255, this.#rightPeak >> 7))
    this.#samples = this.#leftPeak = this.#rightPeak = 0
  }
}

/** Where neither side speaks for two seconds and more. */
export function silencesIn({ sliceMs: stepMs, left, right }: Peaks): Waveform['silences'] {
  const silences: { fromMs: number; toMs: number }[] = []
  let from: number | undefined
  for (let i = 0; i <= left.length; i++) {
    const isQuiet = i < left.length && (left[i] ?? 0) < quietBelow && (right[i] ?? 0) < quietBelow
    if (isQuiet) from ??= i
    else if (from !== undefined) {
      if ((i - from) * stepMs >= silenceAtLeastMs) silences.push({ fromMs: from * stepMs, toMs: i * stepMs })
      from = undefined
    }
  }
  return silences
}

const headBytes = 44

/** The peaks of a WAV file, read once from end to end. */
export async function peaksOfWav(file: RecordingFile): Promise<Result<Peaks, 'unreadable'>> {
  if (file.contentType !== 'audio/wav' || file.bytes < headBytes) return failure('unreadable')
  const opened = await file.read(0, file.bytes - 1)
  if (!opened.ok) return failure('unreadable')
  let head = Buffer.alloc(0)
  let meter: PeakMeter | undefined
  try {
    for await (const piece of opened.value as AsyncIterable<Buffer>) {
      if (meter) {
        meter.push(piece)
        continue
      }
      head = Buffer.concat([head, piece])
      if (head.length < headBytes) continue
      // The sample rate, in a canonical head (RIFF, `fmt ` first): bytes 24 to 27.
      meter = new PeakMeter(head.readUInt32LE(24))
      meter.push(head.subarray(headBytes))
    }
  } catch {
    return failure('unreadable')
  }
  return meter ? success(meter.end()) : failure('unreadable')
}

/** Nothing is kept of one that was erased while it was read. */
export async function keepPeaks(db: Kysely<Database>, recordingId: RecordingId, peaks: Peaks): Promise<void> {
  const { sliceMs, left, right } = peaks
  await sql`
    INSERT INTO recording_waveform (recording_id, slice_ms, left_peaks, right_peaks)
    SELECT recording_id, ${sliceMs}::integer, ${Buffer.from(left)}::bytea, ${Buffer.from(right)}::bytea FROM recording
     WHERE recording_id = ${recordingId} AND state = 'ready' FOR SHARE
    ON CONFLICT DO NOTHING`.execute(db)
}

export async function forgetPeaks(db: Kysely<Database>, recordingId: RecordingId): Promise<void> {
  await db.deleteFrom('recording_waveform').where('recording_id', '=', recordingId).execute()
}

export async function keptPeaks(db: Kysely<Database>, recordingId: RecordingId): Promise<Peaks | undefined> {
  const row = await db
    .selectFrom('recording_waveform')
    .selectAll()
    .where('recording_id', '=', recordingId)
    .executeTakeFirst()
  return row && { sliceMs: row.slice_ms, left: row.left_peaks, right: row.right_peaks }
}
