import { describe, expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import { type BegunRecording, type FoundRecording, gapIn, gapInAll, type TalkSlice, wantedOf } from './completeness.ts'

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

describe('what is wanted of a call', () => {
  const [aylin, levan] = ['agt_aylin', 'agt_levan'] as [AgentId, AgentId]
  const slice = (agentId: AgentId, fromS: number, toS: number, over: Partial<TalkSlice> = {}): TalkSlice => ({
    ...{ agentId, fromMs: fromS * 1000, toMs: toS * 1000, rule: { sharePercent: 100 }, isAgentLost: false },
    ...over,
  })
  const begun = (agentId: AgentId | null, atS: number): BegunRecording => ({ agentId, startedAtMs: atS * 1000 })
  const wanted = (slices: TalkSlice[], recordings: BegunRecording[] = [], telephones: AgentId[] = []) =>
    Object.fromEntries(
      [
        ...wantedOf(slices, recordings, {
          isWanted: ({ rule }) => rule.sharePercent === 100,
          hasTelephone: (agentId) => telephones.includes(agentId),
        }),
      ].map(([agentId, { talkMs }]) => [agentId, talkMs / 1000]),
    )

  it('is each agent’s part by the rule for him', () => {
    const slices = [slice(aylin, 0, 10), slice(aylin, 10, 30), slice(levan, 30, 90)]
    expect(wanted(slices)).toEqual({ [aylin]: 30, [levan]: 60 })
    const not = { rule: { sharePercent: 0 } }
    expect(wanted([slice(aylin, 0, 30, not), slice(levan, 30, 90)])).toEqual({ [levan]: 60 })
  })

  it('begins with the answer of who is called at a telephone, and not where he was not reached', () => {
    const slices = [slice(aylin, 0, 10), slice(aylin, 10, 60)]
    expect(wanted(slices, [begun(aylin, 8)], [aylin])).toEqual({ [aylin]: 52 })
    expect(wanted(slices, [begun(levan, 8)], [aylin])).toEqual({ [aylin]: 60 })
    expect(wanted(slices, [begun(aylin, 8)])).toEqual({ [aylin]: 60 })
    const lost = [slice(aylin, 0, 30, { isAgentLost: true })]
    expect(wanted(lost, [], [aylin])).toEqual({})
    expect(wanted(lost)).toEqual({ [aylin]: 30 })
  })

  it('is missing when the one’s part is not there, whatever there is of the other’s', () => {
    const none = { kind: 'none', missingMs: 60_000 } as const
    expect(gapInAll([], 2)).toBeUndefined()
    expect(gapInAll([none], 1)).toEqual(none)
    expect(gapInAll([none], 2)).toEqual({ kind: 'shorter', missingMs: 60_000 })
    expect(gapInAll([none, { kind: 'damaged', missingMs: 1000 }], 2)).toEqual({ kind: 'damaged', missingMs: 61_000 })
  })
})
