import { describe, expect, it } from 'vitest'
import { type FoundRecording, gapIn } from './completeness.ts'

const ready = (durationMs: number, more: Partial<FoundRecording> = {}): FoundRecording => ({
  state: 'ready',
  durationMs,
  missingMs: 0,
  ...more,
})

describe('a conversation of a minute', () => {
  it.each<[string, readonly FoundRecording[], ReturnType<typeof gapIn>]>([
    ['with a whole recording misses nothing', [ready(60_000)], undefined],
    ['whose recording began a second late misses nothing', [ready(58_900)], undefined],
    ['in two recordings misses nothing', [ready(20_000), ready(39_500)], undefined],
    ['that was recorded and erased misses nothing', [ready(60_000, { state: 'erased' })], undefined],
    ['that is still being written is not judged yet', [ready(0, { state: 'recording' })], undefined],
    ['without any misses it all', [], { kind: 'none', missingMs: 60_000 }],
    ['whose recording failed misses it all', [ready(0, { state: 'failed' })], { kind: 'none', missingMs: 60_000 }],
    ['recorded for a half misses the other', [ready(30_000)], { kind: 'shorter', missingMs: 30_000 }],
    [
      'whose disk could not keep up misses what was not written',
      [ready(60_000, { missingMs: 10_000 })],
      { kind: 'shorter', missingMs: 10_000 },
    ],
    [
      'whose file is gone misses that file',
      [ready(40_000, { file: 'missing' }), ready(20_000, { file: 'whole' })],
      { kind: 'file-missing', missingMs: 40_000 },
    ],
    [
      'whose file does not read misses it',
      [ready(60_000, { file: 'damaged' })],
      { kind: 'damaged', missingMs: 60_000 },
    ],
  ])('%s', (_, found, gap) => {
    expect(gapIn({ talkMs: 60_000 }, found)).toEqual(gap)
  })

  it('that was over at once needs none', () => {
    expect(gapIn({ talkMs: 1500 }, [])).toBeUndefined()
  })
})
