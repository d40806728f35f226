import { describe, expect, it } from 'vitest'
import { Playback } from './play.ts'
import type { PlayPiece, PromptSource } from './ports.ts'

/** Prompts are named after how many frames they last and are heard as that number. */
const prompts: PromptSource = {
  open(piece) {
    const frames = piece.kind === 'prompt' ? Number(piece.name) : piece.kind === 'music' ? 1e9 : 1e9
    if (Number.isNaN(frames)) return undefined
    let left = frames
    return {
      read(into) {
        into.fill(left > 0 ? Math.min(frames, 99) : 0)
        return left-- > 0
      },
    }
  },
}
const hear = (pieces: readonly PlayPiece[], loop: boolean, ticks: number) => {
  const opened = Playback.open(pieces, loop, prompts)
  if (!opened.ok) throw new Error(opened.error)
  const frame = new Int16Array(160)
  return Array.from({ length: ticks }, () => (opened.value.read(frame) ? frame[0] : 'over'))
}
const prompt = (name: string): PlayPiece => ({ kind: 'prompt', name })

describe('a playback', () => {
  it('plays its pieces one after another without a gap and then is over', () => {
    expect(hear([prompt('2'), { kind: 'silence', durationMs: 40 }, prompt('1')], false, 7)).toEqual([
      2,
      2,
      0,
      0,
      1,
      'over',
      'over',
    ])
  })

  it('repeats the whole list when looped', () => {
    expect(hear([prompt('2'), prompt('1')], true, 7)).toEqual([2, 2, 1, 2, 2, 1, 2])
  })

  it('cuts a tone at its length and lets music go on', () => {
    expect(hear([{ kind: 'tone', tone: 'beep', durationMs: 50 }, prompt('1')], false, 5)).toEqual([
      99,
      99,
      99,
      1,
      'over',
    ])
    expect(hear([{ kind: 'music' }, prompt('1')], false, 3)).toEqual([99, 99, 99])
  })

  it('passes over empty pieces and ends when nothing in the list sounds, looped or not', () => {
    expect(hear([prompt('0'), prompt('1'), prompt('0')], true, 3)).toEqual([1, 1, 1])
    expect(hear([prompt('0'), prompt('0')], true, 2)).toEqual(['over', 'over'])
    expect(hear([], true, 1)).toEqual(['over'])
  })

  it('names a piece that is not there before anything sounds', () => {
    expect(Playback.open([prompt('1'), prompt('welcome')], false, prompts)).toEqual({ ok: false, error: 'welcome' })
  })
})
