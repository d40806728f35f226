import { describe, expect, it } from 'vitest'
import type { IncarnationId, InteractionId, RecordingId } from '#kernel/ids.ts'
import type { QueueSettings, RoutingEventOf } from './index.ts'
import { brokenTruths } from './index.ts'
import { Floor } from './testing/floor.ts'

const toVoicemail: Partial<QueueSettings> = { diversions: [{ when: { kind: 'nobody' }, to: { kind: 'voicemail' } }] }

/** Nobody is there, so whoever calls is at the voicemail. */
class Answering extends Floor {
  constructor(settings: Partial<QueueSettings> = {}) {
    super({ ...toVoicemail, ...settings })
  }

  /** He has heard the tone and speaks. */
  speaks(name: string) {
    const interactionId = this.caller(name)
    this.does({ type: 'BeginVoicemail', interactionId })
    const recordingId = this.state.calls.get(interactionId)?.voicemail?.speaking?.recordingId as RecordingId
    return { interactionId, recordingId }
  }

  closes(recordingId: RecordingId, durationMs: number, isFailed = false) {
    return this.does({ type: 'NoteRecordingClosed', recordingId, durationMs, missingMs: 0, isFailed })
  }

  /** A message, left by somebody who said so much and hung up. */
  message(name: string, durationMs = 8000) {
    const { interactionId, recordingId } = this.speaks(name)
    this.nowMs += durationMs
    this.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    const events = this.closes(recordingId, durationMs)
    const left = events.find((event) => event.type === 'VoicemailLeft') as RoutingEventOf<'VoicemailLeft'> | undefined
    return { interactionId, recordingId, messageId: left?.interactionId, events }
  }
}

describe('a caller at the voicemail', () => {
  it('speaks to nobody: nobody is asked for him, however many come', () => {
    const floor = new Answering()
    const { interactionId } = floor.speaks('c1')
    const aylin = floor.agent('aylin')
    expect(floor.offerTo(aylin)).toBeUndefined()
    expect(floor.state.calls.get(interactionId)).toMatchObject({ stage: 'inFlow', waiting: null })
  })

  it('leaves a message by hanging up, which waits in the queue, and he did not abandon', () => {
    const floor = new Answering()
    const { interactionId, recordingId, messageId } = floor.message('c1')
    expect(floor.log.find((event) => event.type === 'InteractionEnded')).toMatchObject({ isAbandoned: false })
    expect(messageId).toBeDefined()
    expect(floor.state.interactions.get(messageId as InteractionId)).toMatchObject({
      kind: 'voicemail',
      stage: 'queued',
      message: { fromInteractionId: interactionId, recordingId, durationMs: 8000 },
      waiting: { queueId: floor.queueId, queuedAtMs: floor.nowMs },
    })
    expect(floor.state.queues.get(floor.queueId)?.figures.abandoned).toBe(0)
  })

  it('makes one message, however often it is told that the recording is closed', () => {
    const floor = new Answering()
    const { recordingId } = floor.message('c1')
    const again = { recordingId, durationMs: 8000, missingMs: 0, isFailed: false } as const
    expect(floor.refusal({ type: 'NoteRecordingClosed', ...again })).toBe('no-such-recording')
    expect(floor.log.filter((event) => event.type === 'VoicemailLeft')).toHaveLength(1)
  })

  it('leaves none when he says nothing', () => {
    const floor = new Answering()
    expect(floor.message('c1', 900).messageId).toBeUndefined()
    const { interactionId, recordingId } = floor.speaks('c2')
    floor.nowMs += 5500
    floor.does({ type: 'StopVoicemail', interactionId, by: 'silence', silentMs: 5000 })
    expect(floor.state.interactions.has(interactionId)).toBe(false)
    expect(floor.closes(recordingId, 5500)).toMatchObject([
      { type: 'RecordingClosed' },
      { type: 'VoicemailEnded', messageId: null },
    ])
    expect(floor.state.interactions.size).toBe(0)
  })

  it('is stopped when it is as long as the queue lets it be', () => {
    const floor = new Answering({ voicemail: { longestMs: 30_000 } })
    const { interactionId } = floor.speaks('c1')
    expect(floor.after(29_999)).toEqual([])
    expect(floor.after(1)).toMatchObject([
      { type: 'VoicemailStopped', by: 'limit' },
      { type: 'InteractionEnded', interactionId, reason: 'flow-ended', isAbandoned: false },
    ])
  })

  it('waits after all when what he says cannot be recorded', () => {
    const floor = new Answering()
    const { interactionId, recordingId } = floor.speaks('c1')
    floor.closes(recordingId, 0, true)
    expect(floor.state.calls.get(interactionId)).toMatchObject({ stage: 'queued' })
    expect(floor.state.calls.get(interactionId)?.voicemail).toBeUndefined()
    expect(floor.after(600_000)).toEqual([])
  })

  it('who was there when the edge died is known all the same', () => {
    const floor = new Answering()
    const incarnation = 'inc_1' as IncarnationId
    const nothing = { edgeId: floor.edgeId, legIds: [], recordingIds: [], stations: [] }
    floor.does({ type: 'Reconcile', ...nothing, incarnation })
    const { recordingId } = floor.speaks('c1')
    floor.does({ type: 'Reconcile', ...nothing, incarnation: 'inc_2' as IncarnationId })
    const [message] = [...floor.state.interactions.values()]
    expect(message).toMatchObject({ kind: 'voicemail', message: { recordingId, durationMs: null } })
  })

  it('keeps speaking when a core dies that had not told the edge yet', () => {
    const floor = new Answering()
    const { interactionId } = floor.speaks('c1')
    const legIds = [floor.state.calls.get(interactionId)?.customerLegId as never]
    floor.does({
      type: 'Reconcile',
      ...{ edgeId: floor.edgeId, incarnation: 'inc_1' as IncarnationId, legIds, recordingIds: [], stations: [] },
    })
    expect(floor.state.recordings.size).toBe(1)
    expect(floor.state.calls.get(interactionId)?.voicemail?.speaking).not.toBeNull()
  })
})

describe('a message', () => {
  it('is offered to whom a call would be, taken, and written up', () => {
    const floor = new Answering()
    const { messageId } = floor.message('c1')
    const aylin = floor.agent('aylin')
    expect(floor.offerTo(aylin)?.interactionId).toBe(messageId)
    const events = floor.accepts(aylin)
    expect(events).toMatchObject([{ type: 'TaskAccepted', interactionId: messageId }])
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
    const ended = { type: 'EndInteraction', interactionId: messageId as InteractionId, agentId: aylin } as const
    expect(floor.does({ ...ended, reason: 'agent-ended' })).toMatchObject([
      { type: 'TaskEnded' },
      { type: 'WrapUpStarted' },
    ])
  })

  it('keeps calls away, but not its agent from the telephone', () => {
    const floor = new Answering()
    floor.message('c1')
    const aylin = floor.agent('aylin')
    floor.accepts(aylin)
    const c2 = floor.caller('c2')
    expect(floor.offerTo(aylin)).toBeUndefined()
    expect(floor.state.calls.get(c2)?.stage).toBe('queued')
    const called = { legId: 'leg_out' as never, agentId: null, isOverTrunk: true, isEmergency: false }
    floor.does({
      type: 'DialFromDesk',
      ...{
        interactionId: 'int_out' as InteractionId,
        agentId: aylin,
        edgeId: floor.edgeId,
        agentLegId: 'leg_a' as never,
      },
      called: { ...called, isAtStation: false },
    })
    expect(floor.state.calls.get('int_out' as InteractionId)?.engagement?.agentId).toBe(aylin)
  })

  it('goes back to the front when its agent signs out', () => {
    const floor = new Answering()
    const { messageId } = floor.message('c1')
    const aylin = floor.agent('aylin')
    floor.accepts(aylin)
    floor.does({ type: 'SetPresence', agentId: aylin, presence: { kind: 'offline' }, by: 'sign-out' })
    expect(floor.state.interactions.get(messageId as InteractionId)).toMatchObject({
      stage: 'queued',
      waiting: { isReturned: true },
    })
  })

  it('counts in no service level', () => {
    const floor = new Answering()
    floor.message('c1')
    const aylin = floor.agent('aylin')
    floor.nowMs += 3_600_000
    floor.accepts(aylin)
    expect(floor.state.queues.get(floor.queueId)?.figures).toMatchObject({ within: 0, late: 0 })
  })

  it('keeps its queue from being removed, from the first word on', () => {
    const floor = new Floor()
    const other = floor.opens('other', { channel: 'voice', ...toVoicemail })
    const interactionId = 'int_x' as InteractionId
    floor.does({
      type: 'BeginInteraction',
      ...{ interactionId, kind: 'call', edgeId: floor.edgeId, customerLegId: 'leg_x' as never },
      entry: { queueId: other, greeting: null },
    })
    floor.does({ type: 'EnqueueInteraction', interactionId, queueId: other })
    expect(floor.refusal({ type: 'RemoveQueue', queueId: other })).toBe('queue-in-use')
    floor.does({ type: 'BeginVoicemail', interactionId })
    floor.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    expect(floor.refusal({ type: 'RemoveQueue', queueId: other })).toBe('queue-in-use')
  })
})
