import { describe, expect, it } from 'vitest'
import { type CallEvent, type CallState, isLive, next, ready } from './call-state.ts'

const after = (...events: CallEvent[]): CallState =>
  events.reduce<CallState>((state, event, index) => next(state, event, index * 1000), ready)

describe('the call page', () => {
  it('goes from the button to talking and counts the time from the answer', () => {
    const state = after({ type: 'call' }, { type: 'microphone-granted' }, { type: 'answer-made' }, { type: 'answered' })
    expect(state).toEqual({ stage: 'talking', sinceMs: 3000 })
    expect(next(state, { type: 'ended', ending: 'they-hung-up' }, 10_000)).toEqual({
      stage: 'ended',
      ending: 'they-hung-up',
      talkedMs: 7000,
    })
  })

  it('takes an answer that the edge tells before the HTTP answer is read', () => {
    const state = after({ type: 'call' }, { type: 'microphone-granted' }, { type: 'answered' })
    expect(state.stage).toBe('talking')
    expect(next(state, { type: 'answer-made' }, 9000)).toBe(state)
  })

  it('says what is wrong when the microphone is refused, and lets one try again', () => {
    const state = after({ type: 'call' }, { type: 'failed', trouble: 'microphone-refused' })
    expect(state).toEqual({ stage: 'trouble', trouble: 'microphone-refused' })
    expect(next(state, { type: 'call' }, 0).stage).toBe('asking')
  })

  it('is not moved by what comes too late', () => {
    const ended = after({ type: 'call' }, { type: 'ended', ending: 'you-hung-up' })
    const late: CallEvent[] = [
      { type: 'microphone-granted' },
      { type: 'answer-made' },
      { type: 'answered' },
      { type: 'ended', ending: 'connection-lost' },
      { type: 'failed', trouble: 'no-connection' },
    ]
    for (const event of late) expect(next(ended, event, 5000)).toBe(ended)
  })

  it('offers to hang up exactly while something is going on', () => {
    const stages: [CallState, boolean][] = [
      [ready, false],
      [{ stage: 'asking' }, true],
      [{ stage: 'connecting' }, true],
      [{ stage: 'ringing' }, true],
      [{ stage: 'talking', sinceMs: 0 }, true],
      [{ stage: 'ended', ending: 'you-hung-up', talkedMs: 0 }, false],
      [{ stage: 'trouble', trouble: 'no-connection' }, false],
    ]
    for (const [state, live] of stages) expect(isLive(state), state.stage).toBe(live)
  })
})
