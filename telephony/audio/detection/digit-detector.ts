import type { Digit } from '../dtmf.ts'
import { frameSamples, sampleRateHz } from '../frame.ts'
import { blockSamples, DigitTones, digitToneHz, hopSamples, shownShare } from './digit-tones.ts'

const keys: readonly Digit[] = ['1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D']
const hopMs = (hopSamples / sampleRateHz) * 1000

/**
 * Three blocks in a row that sound like the digit: a tone of 40 ms fills three of them to three quarters or more however it
 * lies, one of 23 ms never more than two (Q.24: 40 ms must be taken, 23 ms must not).
 */
const blocksToBegin = 3
/** A break of up to 10 ms spoils two blocks and does not end a digit, one of 40 ms spoils four (Q.24). */
const blocksToEnd = 3
/** The share of a block's energy that the two tones explain. Speech rarely puts so much on two right frequencies. */
const leastPurity = 0.8
/** The middle one of the three lies within the tone altogether: noise 12 dB below leaves it so much. */
const leastMiddlePurity = 0.93
/** A single block may show less of it: its tones may lie beside the measured frequencies, and it may reach over an edge. */
const leastBlockPurity = 0.5
/** Each tone at least about -33 dBm0. Q.24 lists -25 dBm as the weakest that must be taken. */
const leastPower = 500 * 500
/** The column stronger than the row, or weaker, at most: Q.24 lists +4 dB and -8 dB that must be taken. */
const mostTwist = 10 ** (6 / 10)
const mostReverseTwist = 10 ** (10 / 10)
/** Between the 1.5 % that must be taken and the 3.5 % that must not (Q.24). */
const mostDetuning = 0.021
/** By how much a tone's frequency may differ from one pair of blocks to the next: a voice glides. */
const mostGlide = 0.015

/** What one block showed of the digit it sounds like. */
interface Block {
  /** The shares of its energy that row and column explain, as far as their own frequencies show them. */
  rowShare: number
  columnShare: number
  rowDriftHz: number
  columnDriftHz: number
}

/**
 * Hears the digits of ITU-T Q.23 within sound, within the tolerances of Q.24. Each press is told once, 30 to 60 ms after it
 * began; `lastMs` says how long it has lasted.
 *
 * A digit is two tones and nothing beside them, both of the right frequency (from how their phases move between blocks), of
 * similar strength, for three blocks of 20 ms that begin 10 ms apart. That keeps speech from being dialled.
 */
export class DigitDetector {
  readonly #tones = new DigitTones()
  readonly #samples = new Int16Array(blockSamples + hopSamples)
  /** The last blocks that were alike, written in turn. */
  readonly #blocks: readonly Block[] = Array.from({ length: blocksToBegin }, () => ({
    rowShare: 0,
    columnShare: 0,
    rowDriftHz: 0,
    columnDriftHz: 0,
  }))
  /** What the blocks before sounded like: 4 * row + column, or -1; and how many in a row. */
  #candidate = -1
  #alike = 0
  /** The digit that sounds, or -1; how many blocks it has been missing, and how long it has lasted. */
  #sounding = -1
  #missing = 0
  #lastedHops = 0

  /** How long the digit that was told last has sounded, by now or in all, in ms. */
  get lastMs(): number {
    return this.#lastedHops * hopMs
  }

  /** Whether a digit sounds now. */
  get isSounding(): boolean {
    return this.#sounding >= 0
  }

  /** Takes a frame of 20 ms (8 kHz); returns the digit whose press it establishes. */
  push(frame: Int16Array): Digit | undefined {
    const samples = this.#samples
    // The frame lies behind the newest 10 ms of the one before: two blocks end within it.
    samples.copyWithin(0, frameSamples, frameSamples + hopSamples)
    samples.set(frame, hopSamples)
    const first = this.#block(0)
    const second = this.#block(hopSamples)
    return keys[first >= 0 ? first : second]
  }

  /** Forgets what it heard: another source speaks. */
  reset(): void {
    this.#samples.fill(0)
    this.#candidate = this.#sounding = -1
    this.#alike = this.#missing = this.#lastedHops = 0
  }

  /** Takes the block that begins at `from`; returns a digit that it establishes, or -1. */
  #block(from: number): number {
    const heard = this.#likeness(from)
    if (this.#sounding >= 0) {
      if (heard === this.#sounding) {
        this.#lastedHops += 1 + this.#missing
        this.#missing = 0
      } else if (++this.#missing >= blocksToEnd) this.#sounding = -1
    }
    this.#alike = heard < 0 ? 0 : heard === this.#candidate ? this.#alike + 1 : 1
    this.#candidate = heard
    if (heard < 0) return -1
    this.#note(heard)
    if (heard === this.#sounding || this.#alike < blocksToBegin || !this.#isEstablished(heard)) return -1
    this.#sounding = heard
    this.#missing = 0
    this.#lastedHops = this.#alike
    return heard
  }

  /** What a single block sounds like, not yet asking whether it is pure and in tune. */
  #likeness(from: number): number {
    const tones = this.#tones
    // Half of what the two weakest tones have together: the others are silence, and most of a call is.
    if (!tones.measure(this.#samples, from, leastPower / 2)) return -1
    const row = strongest(tones.power, 0)
    const column = strongest(tones.power, 4)
    const rowPower = tones.power[row]!
    const columnPower = tones.power[column]!
    if (rowPower < leastPower || columnPower < leastPower) return -1
    if ((rowPower + columnPower) / 2 < leastBlockPurity * tones.meanSquare) return -1
    const twist = columnPower / rowPower
    return twist > mostTwist || twist < 1 / mostReverseTwist ? -1 : 4 * row + column - 4
  }

  #note(heard: number): void {
    const block = this.#blocks[this.#alike % blocksToBegin]!
    const tones = this.#tones
    const row = heard >> 2
    const column = 4 + (heard & 3)
    block.rowShare = tones.power[row]! / 2 / tones.meanSquare
    block.columnShare = tones.power[column]! / 2 / tones.meanSquare
    block.rowDriftHz = tones.driftHz(row)
    block.columnDriftHz = tones.driftHz(column)
  }

  /** Whether the last blocks are in tune and nothing but the digit. */
  #isEstablished(heard: number): boolean {
    const oldest = this.#blocks[(this.#alike + 1) % blocksToBegin]!
    const middle = this.#blocks[(this.#alike + 2) % blocksToBegin]!
    const newest = this.#blocks[this.#alike % blocksToBegin]!
    // The oldest one's drift is against a block before the digit.
    const rowHz = (middle.rowDriftHz + newest.rowDriftHz) / 2
    const columnHz = (middle.columnDriftHz + newest.columnDriftHz) / 2
    const rowToneHz = digitToneHz[heard >> 2]!
    const columnToneHz = digitToneHz[4 + (heard & 3)]!
    if (Math.abs(rowHz) > mostDetuning * rowToneHz || Math.abs(columnHz) > mostDetuning * columnToneHz) return false
    if (Math.abs(newest.rowDriftHz - middle.rowDriftHz) > mostGlide * rowToneHz) return false
    if (Math.abs(newest.columnDriftHz - middle.columnDriftHz) > mostGlide * columnToneHz) return false
    // A tone beside the measured frequency shows weaker than it is.
    const rowShown = shownShare(rowHz)
    const columnShown = shownShare(columnHz)
    const purity = ({ rowShare, columnShare }: Block) => rowShare / rowShown + columnShare / columnShown
    return purity(middle) >= leastMiddlePurity && purity(oldest) >= leastPurity && purity(newest) >= leastPurity
  }
}

function strongest(power: Float64Array, from: number): number {
  let best = from
  for (let tone = from + 1; tone < from + 4; tone++) if (power[tone]! > power[best]!) best = tone
  return best
}
