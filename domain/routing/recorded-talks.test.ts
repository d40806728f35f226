import { beforeEach, describe, expect, it } from 'vitest'
import type {
  AgentId,
  EdgeId,
  InteractionId,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
  StationId,
  TransferId,
} from '#kernel/ids.ts'
import { available } from '../agents/index.ts'
import { isInShare } from '../recordings/index.ts'
import {
  type AgentSettings,
  apply,
  type CalledFromDesk,
  decide,
  defaultQueueSettings,
  emptyState,
  type RoutingCommand,
  type RoutingEvent,
  type RoutingState,
} from './index.ts'

const interactionId = 'int_1' as InteractionId
const edgeId = 'edg_1' as EdgeId
const queueId = 'que_1' as QueueId
const otherQueueId = 'que_2' as QueueId
const aylin = 'agt_aylin' as AgentId
const levan = 'agt_levan' as AgentId
const customerLegId = 'leg_customer' as LegId
const ofAylin = { interactionId, agentId: aylin }
const expert = 'leg_expert' as LegId

let state: RoutingState
let offers: number
beforeEach(() => {
  state = emptyState()
  offers = 0
})

function does(...commands: readonly RoutingCommand[]): RoutingEvent[] {
  return commands.flatMap((command) => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => `off_${++offers}` as OfferId })
    if (!decided.ok) throw new Error(`${command.type} was refused: ${decided.error.code}`)
    for (const event of decided.value) apply(state, event)
    return decided.value
  })
}

/** Whose share is what; of the queue's when nothing is said. */
function centre(shares: { readonly queue: number; readonly aylin?: number; readonly levan?: number }): void {
  for (const [id, recordedPercent] of [
    [queueId, shares.queue],
    [otherQueueId, 100],
  ] as const) {
    does({ type: 'ConfigureQueue', queueId: id, settings: { ...defaultQueueSettings, recordedPercent } })
  }
  for (const agentId of [aylin, levan]) {
    const own = agentId === aylin ? shares.aylin : shares.levan
    const settings: AgentSettings = {
      memberships: [{ queueId: agentId === aylin ? queueId : otherQueueId, priority: 0 }],
      capacity: { voice: 1 },
      recordedPercentWithoutQueue: shares.queue,
      ...(own === undefined ? {} : { recordedPercent: own }),
    }
    does({ type: 'ConfigureAgent', agentId, settings })
    const station = { stationId: `stn_${agentId}` as StationId, legId: `leg_${agentId}` as LegId }
    does({ type: 'StationReachable', agentId, edgeId, ...station })
  }
}

function aylinTalks(): void {
  const begin = { interactionId, kind: 'call', edgeId, customerLegId, entry: { queueId, greeting: null } } as const
  does({ type: 'BeginInteraction', ...begin }, { type: 'EnqueueInteraction', interactionId, queueId })
  does({ type: 'SetPresence', agentId: aylin, presence: available, by: 'agent' })
  does({ type: 'AcceptOffer', offerId: [...state.offers.keys()][0] as OfferId, agentId: aylin })
  noteRunning()
}

const running = (): RecordingId | null => state.calls.get(interactionId)?.engagement?.recordingId ?? null
const noteRunning = (): void => {
  const recordingId = running()
  if (recordingId !== null) does({ type: 'NoteRecordingStarted', recordingId, interactionId })
}

const colleague: CalledFromDesk = {
  ...{ legId: expert, agentId: levan, isOverTrunk: false, isEmergency: false, isAtStation: true },
}
const asksLevan = (): void => {
  does(
    { type: 'StartConsultation', ...ofAylin, called: colleague },
    { type: 'AnswerCall', interactionId, agentId: levan },
  )
}

/** Each way in which Levan comes to have Aylin's customer. */
const ways: Readonly<Record<string, () => RoutingEvent[]>> = {
  'taking over': () => does({ type: 'TakeOver', interactionId, agentId: levan }),
  'being put through': () => {
    asksLevan()
    return does({ type: 'CompleteConsultation', ...ofAylin })
  },
  'staying in a conference': () => {
    asksLevan()
    return does({ type: 'JoinConsultation', ...ofAylin }, { type: 'LeaveConference', ...ofAylin })
  },
  'picking up': () => {
    does({ type: 'ParkInteraction', ...ofAylin })
    return does({ type: 'PickUp', interactionId, agentId: levan, agentLegId: 'leg_own' as LegId })
  },
  'being sent the call': () => {
    does({ type: 'SendOn', ...ofAylin, to: { kind: 'called', called: colleague } })
    return does({ type: 'AnswerCall', interactionId, agentId: levan })
  },
  'his telephone taking its place': () => {
    const agent = { agentId: levan, stationId: 'stn_desk' as StationId }
    const legs = { legId: 'leg_agt_aylin' as LegId, newLegId: 'leg_desk' as LegId }
    return does({ type: 'ReplaceLeg', interactionId, ...legs, agent })
  },
}
/** In these the talk goes on in the bridge in which it is recorded. */
const inOneBridge = ['taking over', 'being put through', 'staying in a conference']

describe.each(Object.keys(ways))('who has the customer by %s', (way) => {
  const come = ways[way] as () => RoutingEvent[]

  it('is recorded by his own rule, though who had him was not', () => {
    centre({ queue: 0, levan: 100 })
    aylinTalks()
    expect(running()).toBeNull()
    come()
    expect(running()).not.toBeNull()
  })

  it('is not recorded where his own rule says so, and the recording of who had him ends', () => {
    centre({ queue: 100, levan: 0 })
    aylinTalks()
    const before = running()
    expect(before).not.toBeNull()
    const events = come()
    expect(running()).toBeNull()
    if (inOneBridge.includes(way))
      expect(events).toContainEqual(expect.objectContaining({ type: 'EngagementBegan', formerRecordingId: before }))
  })

  it('has a recording of his own, which is noted as his', () => {
    centre({ queue: 100 })
    aylinTalks()
    const before = running()
    come()
    expect(running()).not.toBeNull()
    expect(running()).not.toBe(before)
    const recordingId = running() as RecordingId
    expect(does({ type: 'NoteRecordingStarted', recordingId, interactionId })).toEqual([
      expect.objectContaining({ type: 'RecordingStarted', recordingId, agentId: levan }),
    ])
  })
})

it('a pause by hand goes over to the next recording of the talk, and what paused by itself is told anew', () => {
  centre({ queue: 100 })
  aylinTalks()
  does({ type: 'PauseRecording', ...ofAylin }, { type: 'TakeOver', interactionId, agentId: levan })
  expect(state.calls.get(interactionId)?.engagement?.recordingPausedBy).toBe('agent')

  state = emptyState()
  centre({ queue: 100 })
  aylinTalks()
  does({ type: 'NoteRecordingPause', recordingId: running() as RecordingId, isPaused: true })
  does({ type: 'TakeOver', interactionId, agentId: levan })
  expect(state.calls.get(interactionId)?.engagement?.recordingPausedBy).toBeNull()
})

it('a colleague who joins changes nothing: whoever has the customer says whether it is recorded', () => {
  centre({ queue: 100, levan: 0 })
  aylinTalks()
  const before = running()
  asksLevan()
  does({ type: 'JoinConsultation', ...ofAylin })
  expect(running()).toBe(before)
})

it('sent to another queue, that queue decides with its next agent', () => {
  centre({ queue: 0 })
  aylinTalks()
  expect(running()).toBeNull()
  does({ type: 'SendOn', ...ofAylin, to: { kind: 'queue', queueId: otherQueueId } })
  does({ type: 'SetPresence', agentId: levan, presence: available, by: 'agent' })
  does({ type: 'AcceptOffer', offerId: [...state.offers.keys()][0] as OfferId, agentId: levan })
  expect(running()).not.toBeNull()
})

it('who changes his own telephone goes on in the same recording', () => {
  centre({ queue: 100 })
  aylinTalks()
  const before = running()
  const agent = { agentId: aylin, stationId: 'stn_other' as StationId }
  const legs = { legId: 'leg_agt_aylin' as LegId, newLegId: 'leg_other' as LegId }
  does({ type: 'ReplaceLeg', interactionId, ...legs, agent })
  expect(running()).toBe(before)
})

describe('whom an agent calls', () => {
  const called: CalledFromDesk = {
    ...{ legId: customerLegId, agentId: null, isOverTrunk: true, isEmergency: false, isAtStation: false },
  }
  const dial = () => does({ type: 'DialFromDesk', ...ofAylin, edgeId, agentLegId: 'leg_own' as LegId, called })
  const answer = () => does({ type: 'NoteAnswered', interactionId, legId: customerLegId })

  it('is recorded from the answer on where the rule for calls without a queue says so', () => {
    centre({ queue: 100 })
    dial()
    expect(running()).toBeNull()
    expect(answer()).toContainEqual(expect.objectContaining({ recordingId: expect.stringMatching(/^rec_/) }))
    expect(running()).not.toBeNull()
  })

  it('is not where it says no, or where the agent’s own does', () => {
    centre({ queue: 0 })
    dial()
    answer()
    expect(running()).toBeNull()
    state = emptyState()
    centre({ queue: 100, aylin: 0 })
    dial()
    answer()
    expect(running()).toBeNull()
  })
})

it('whom the customer himself sends on to a queue has agreed to nothing, and what was refused stays so', () => {
  const far = { legId: 'leg_far' as LegId, agentId: null, isOverTrunk: true, isEmergency: false }
  for (const consent of ['announced', 'agreed', 'refused', 'unanswered'] as const) {
    state = emptyState()
    centre({ queue: 100 })
    const entry = { queueId: null, greeting: null }
    const begin = { interactionId, kind: 'call', edgeId, customerLegId, entry } as const
    does({ type: 'BeginInteraction', ...begin }, { type: 'NoteRecordingConsent', interactionId, consent })
    does({ type: 'SendThrough', interactionId, called: far }, { type: 'NoteAnswered', interactionId, legId: far.legId })
    const transferId = 'trf_1' as TransferId
    does({ type: 'TransferToQueue', interactionId, legId: customerLegId, transferId, queueId })
    const { customerLegId: stays, recordingConsent } = state.calls.get(interactionId) ?? {}
    expect(stays).toBe(far.legId)
    expect(recordingConsent).toBe(consent === 'refused' || consent === 'unanswered' ? consent : 'untold')
  }
})

it('a share is decided by the call, so that both parts of one are in it or neither is', () => {
  const share = [...Array(99).keys()].find((percent) => isInShare(interactionId, percent + 1)) ?? 99
  for (const queue of [share, share + 1]) {
    state = emptyState()
    centre({ queue })
    aylinTalks()
    const wasRecorded = running() !== null
    expect(wasRecorded).toBe(queue > share)
    does({ type: 'TakeOver', interactionId, agentId: levan })
    expect(running() !== null).toBe(wasRecorded)
  }
})
