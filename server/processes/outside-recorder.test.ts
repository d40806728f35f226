import { expect, it } from 'vitest'
import { emptyState, type RoutingState } from '#domain/routing/index.ts'
import type { AgentId, BridgeId, EdgeId, InteractionId, LegId, RecordingId, StationId } from '#kernel/ids.ts'
import type { Leg } from '#protocol/edge/index.ts'
import { outsideRecorder } from './outside-recorder.ts'
import type { ProcessInput, ProcessView } from './view.ts'

const interactionId = 'int_1' as InteractionId
const recordingId = 'rec_1' as RecordingId
const customerLegId = 'leg_1' as LegId
const edgeId = 'edg_1' as EdgeId
const recorderUri = 'sip:recorder@10.0.0.5'

function view(over: Partial<ProcessView> = {}, engaged: RecordingId = recordingId): ProcessView {
  const state: RoutingState = emptyState()
  const engagement = {
    recordingId: engaged,
    bridgeId: 'brg_1' as BridgeId,
    stationId: 'stn_1' as StationId,
    agentId: 'agt_1' as AgentId,
  }
  const interaction = { interactionId, kind: 'call', edgeId, customerLegId, stage: 'engaged', engagement }
  state.interactions.set(interactionId, interaction as never)
  const leg = { direction: 'inbound', callerNumber: '+994501234567', callerName: 'Nino', dialedNumber: '100' }
  return {
    state,
    leg: (id: LegId) => (id === customerLegId ? (leg as Leg) : undefined),
    userOfStation: () => undefined,
    numberOfStation: () => undefined,
    outsideRecorderUri: recorderUri,
    ...over,
  } as ProcessView
}
const started = {
  kind: 'routing',
  event: { type: 'RecordingStarted', recordingId, interactionId },
} as unknown as ProcessInput

it('feeds the outside recorder once a recording has begun, and says who speaks', () => {
  expect(outsideRecorder(view(), started)).toEqual([
    {
      kind: 'edge',
      edgeId,
      command: {
        type: 'siprec.start',
        recordingId,
        bridgeId: 'brg_1',
        left: customerLegId,
        recorderUri,
        leftParty: { number: '+994501234567', name: 'Nino' },
        rightParty: { number: 'agt_1' },
      },
    },
  ])
})

it('names the telephone of an agent who has one, and the number of a customer who was called', () => {
  const dialled = { direction: 'outbound', callerNumber: '100', dialedNumber: '+994507654321' } as Leg
  const [action] = outsideRecorder(view({ userOfStation: () => '701', leg: () => dialled }), started)
  expect(action).toMatchObject({
    command: { leftParty: { number: '+994507654321' }, rightParty: { number: '701' } },
  })
})

it('does nothing without an outside recorder, or when that recording is not the one that runs now', () => {
  const { outsideRecorderUri: _, ...without } = view()
  expect(outsideRecorder(without, started)).toEqual([])
  expect(outsideRecorder(view({}, 'rec_2' as RecordingId), started)).toEqual([])
})
