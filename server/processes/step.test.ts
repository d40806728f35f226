import { describe, expect, it } from 'vitest'
import {
  apply,
  decide,
  defaultQueueSettings,
  emptyState,
  type RoutingCommand,
  type RoutingEvent,
} from '#domain/routing/index.ts'
import {
  type AgentId,
  type EdgeId,
  type IncarnationId,
  type InteractionId,
  type LegId,
  newId,
  type OfferId,
  type QueueId,
  type RecordingId,
  type StationId,
} from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { EdgeCommand, EdgeEvent, EdgeSnapshot, EndReason, Leg } from '#protocol/edge/index.ts'
import { type Action, controlCall, type ProcessInput, step } from './index.ts'

const edgeId = 'edg_1' as EdgeId
const queueId = 'que_1' as QueueId
const aylin = 'agt_aylin' as AgentId
const stationId = 'stn_aylin' as StationId
const stationLegId = 'leg_aylin' as LegId
const customerLegId = 'leg_customer' as LegId
const interactionId = 'int_1' as InteractionId
const random = seededRandom(1)

/** Nobody calls out here. */
const noOutside = {
  numberOfStation: () => undefined,
  userOfDialed: () => undefined,
  agentOfUser: () => undefined,
  stationOfUser: () => undefined,
  outboundRoute: () => ({ refusal: 'dial.no-rule' }),
  leg: () => undefined,
  requestedTransfer: () => undefined,
  isUp: () => false,
  requestedNumber: () => undefined,
}

/** A state and the processes over it; nothing is carried out but what a test decides. */
function desk() {
  const state = emptyState()
  let offers = 0
  const decideNow = (command: RoutingCommand): readonly RoutingEvent[] => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => `off_${++offers}` as OfferId })
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.code}`)
    for (const event of decided.value) apply(state, event)
    return decided.value
  }
  const view = {
    state,
    numberRoute: (number: string) =>
      number === '100'
        ? ({ kind: 'greeting-then-queue', queueId, greeting: 'greeting' } as const)
        : number === '200'
          ? ({ kind: 'queue', queueId } as const)
          : undefined,
    agentOfStation: (id: StationId) => (id === stationId ? aylin : undefined),
    userOfStation: () => undefined,
    ...noOutside,
    pausesAtDigits: (queue: QueueId | null, agent: AgentId) => (queue === queueId && agent === aylin ? 12 : 0),
  }
  const take = (input: ProcessInput): readonly Action[] =>
    step(view, input, { nowMs: 1000, newId: (name) => newId(name, 1000, (count) => random.bytes(count)) })
  decideNow({ type: 'ConfigureQueue', queueId, settings: defaultQueueSettings })
  const settings = { memberships: [{ queueId, priority: 0 }], capacity: { voice: 1 } }
  decideNow({ type: 'ConfigureAgent', agentId: aylin, settings })
  decideNow({ type: 'StationReachable', agentId: aylin, stationId, edgeId, legId: stationLegId })
  decideNow({ type: 'SetPresence', agentId: aylin, presence: { kind: 'available' }, by: 'agent' })
  return {
    state,
    decide: decideNow,
    take,
    hears: (event: EdgeEvent) => take({ kind: 'edge', edgeId, event }),
    learns: (events: readonly RoutingEvent[]) => events.flatMap((event) => take({ kind: 'routing', event })),
    begins: (greeting: string | null = null) =>
      decideNow({
        type: 'BeginInteraction',
        interactionId,
        kind: 'call',
        edgeId,
        customerLegId,
        entry: { queueId, greeting },
      }),
    queues: () => decideNow({ type: 'EnqueueInteraction', interactionId, queueId }),
    accepts: () => decideNow({ type: 'AcceptOffer', offerId: `off_${offers}` as OfferId, agentId: aylin }),
  }
}
function engaged() {
  const one = desk()
  one.begins()
  one.queues()
  one.accepts()
  return one
}

const leg = (over: Partial<Leg> = {}): Leg => ({
  legId: customerLegId,
  edgeId,
  transport: 'sip',
  direction: 'inbound',
  state: 'initiated',
  callerNumber: '+994501234567',
  dialedNumber: '200',
  muted: false,
  ageMs: 0,
  ...over,
})
const stationLeg = leg({ legId: stationLegId, stationId, transport: 'web', state: 'connected', dialedNumber: '' })
const edgeCommands = (actions: readonly Action[]): EdgeCommand[] =>
  actions.flatMap((action) => (action.kind === 'edge' ? [action.command] : []))
const decisions = (actions: readonly Action[]): RoutingCommand[] =>
  actions.flatMap((action) => (action.kind === 'decide' ? [action.command] : []))
const ended = (legId: LegId, reason: EndReason): EdgeEvent => ({ type: 'leg.ended', legId, reason, durationMs: 1 })

describe('an inbound call', () => {
  it('becomes an interaction, its numbers apart from the log', () => {
    const [first, second, ...rest] = desk().hears({ type: 'leg.incoming', leg: leg({ dialedNumber: '100' }) })
    expect(first).toMatchObject({ kind: 'particulars', callerNumber: '+994501234567', dialedNumber: '100' })
    expect(second).toMatchObject({
      kind: 'decide',
      command: { type: 'BeginInteraction', entry: { greeting: 'greeting' } },
    })
    expect(JSON.stringify(second)).not.toContain('+994')
    expect(rest).toEqual([])
  })

  it('to a number that nobody has is refused with 404 and an announcement, or in silence if that cannot be played', () => {
    const { hears, take } = desk()
    const [refuse] = edgeCommands(hears({ type: 'leg.incoming', leg: leg({ dialedNumber: '12' }) }))
    expect(refuse).toMatchObject({ type: 'leg.refuse', status: 404, reason: 'unknown-number' })
    if (refuse?.type !== 'leg.refuse') throw new Error('not refused')
    expect(refuse.play?.length).toBeGreaterThan(0)
    const error = { code: 'unknown-prompt', sentence: '' } as const
    const [again] = edgeCommands(take({ kind: 'edge-refused', edgeId, command: refuse, error }))
    expect(again).toMatchObject({ type: 'leg.refuse', status: 404 })
    expect(again).not.toHaveProperty('play')
    if (again) expect(take({ kind: 'edge-refused', edgeId, command: again, error })).toEqual([])
  })

  it('told twice is one', () => {
    const { hears, begins } = desk()
    begins()
    expect(hears({ type: 'leg.incoming', leg: leg() })).toEqual([])
  })

  it('is answered, greeted, queued with music, each when the step before is done', () => {
    const { hears, learns, begins, queues } = desk()
    expect(edgeCommands(learns(begins('greeting')))).toMatchObject([{ type: 'leg.answer' }])
    expect(edgeCommands(hears({ type: 'leg.connected', legId: customerLegId }))).toMatchObject([
      { type: 'leg.play', items: [{ kind: 'prompt', name: 'greeting' }], loop: false },
    ])
    const playEnded = { type: 'leg.play-ended', legId: customerLegId, playId: 'ply_greeting' as never } as const
    expect(hears({ ...playEnded, outcome: 'stopped' })).toEqual([])
    expect(decisions(hears({ ...playEnded, outcome: 'finished' }))).toMatchObject([{ type: 'EnqueueInteraction' }])
    expect(edgeCommands(learns(queues()))).toMatchObject([{ type: 'leg.play', items: [{ kind: 'music' }], loop: true }])
    expect(hears({ ...playEnded, outcome: 'finished' })).toEqual([])
  })

  it('goes into the queue when the greeting cannot be played', () => {
    const { take, begins, hears } = desk()
    begins('greeting')
    const [command] = edgeCommands(hears({ type: 'leg.connected', legId: customerLegId }))
    if (!command) throw new Error('nothing is played')
    const error = { code: 'unknown-prompt', sentence: '' } as const
    expect(decisions(take({ kind: 'edge-refused', edgeId, command, error }))).toMatchObject([
      { type: 'EnqueueInteraction' },
    ])
  })

  it('that is over before its answer is durable is not answered', () => {
    const { learns, begins, decide } = desk()
    const began = begins()
    decide({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    expect(learns(began)).toEqual([])
  })
})

describe('an accepted offer', () => {
  it('joins first of all, and records the customer on the left, as the rules say', () => {
    const one = desk()
    one.begins()
    one.queues()
    const commands = edgeCommands(one.learns(one.accepts()))
    expect(commands[0]).toMatchObject({ type: 'bridge.join', legIds: [customerLegId, stationLegId] })
    const recording = { type: 'recording.start', left: customerLegId, pausesAtDigits: 12 }
    expect(commands).toContainEqual(expect.objectContaining(recording))
  })

  it('whose customer left in the meantime joins nobody', () => {
    const one = desk()
    one.begins()
    one.queues()
    const accepted = one.accepts()
    one.decide({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    expect(one.learns(accepted)).toEqual([])
  })

  it('that cannot be joined ends, rather than leave two people in silence', () => {
    const one = desk()
    one.begins()
    one.queues()
    const [command] = edgeCommands(one.learns(one.accepts()))
    if (!command) throw new Error('nobody is joined')
    const refused = (code: 'failed' | 'no-such-leg') =>
      decisions(one.take({ kind: 'edge-refused', edgeId, command, error: { code, sentence: '' } }))
    expect(refused('failed')).toMatchObject([{ type: 'EndInteraction', reason: 'error' }])
    expect(refused('no-such-leg')).toEqual([{ type: 'AgentLegLost', agentId: aylin, legId: stationLegId }])
  })
})

describe('a leg that ends', () => {
  it.each([
    ['party-left', { type: 'CustomerLeft', reason: 'customer-left' }],
    ['cancelled', { type: 'CustomerLeft', reason: 'customer-left' }],
    ['connection-lost', { type: 'CustomerLeft', reason: 'connection-lost' }],
    ['hung-up', { type: 'EndInteraction', reason: 'agent-ended' }],
    ['error', { type: 'CustomerLeft', reason: 'error' }],
    ['edge-lost', { type: 'EndInteraction', reason: 'edge-lost' }],
  ] as const)('of the customer, %s', (reason, expected) => {
    expect(decisions(engaged().hears(ended(customerLegId, reason)))).toMatchObject([expected])
  })

  it('of an engaged agent’s station loses the agent, whatever the reason', () => {
    for (const reason of ['party-left', 'connection-lost'] as const) {
      expect(decisions(engaged().hears(ended(stationLegId, reason)))).toEqual([
        { type: 'AgentLegLost', agentId: aylin, legId: stationLegId },
      ])
    }
  })

  it('of nobody we know is nothing', () => {
    expect(desk().hears(ended('leg_other' as LegId, 'party-left'))).toEqual([])
  })
})

describe('the end of a contact', () => {
  it('takes the bridge and the recording down, and hangs up on the customer only if he is still there', () => {
    const byAgent = engaged()
    const typesOf = (actions: readonly Action[]) => edgeCommands(actions).map((command) => command.type)
    expect(
      typesOf(byAgent.learns(byAgent.decide({ type: 'EndInteraction', interactionId, reason: 'agent-ended' }))),
    ).toEqual(['leg.end', 'recording.stop', 'bridge.end'])
    const byCustomer = engaged()
    const left = byCustomer.decide({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    expect(typesOf(byCustomer.learns(left))).toEqual(['recording.stop', 'bridge.end'])
  })

  it('by the end of the edge asks nothing of it', () => {
    const one = engaged()
    expect(one.learns(one.decide({ type: 'EndInteraction', interactionId, reason: 'edge-lost' }))).toEqual([])
  })
})

describe('call control', () => {
  it('acts on the edge first and records second', () => {
    const { state } = engaged()
    for (const verb of ['hold', 'retrieve', 'mute', 'unmute', 'hang-up'] as const) {
      const actions = controlCall(state, interactionId, aylin, { verb })
      if (!actions.ok) throw new Error(actions.error.code)
      expect(actions.value.at(0)?.kind).toBe('edge')
      expect(actions.value.at(-1)?.kind).toBe('decide')
    }
  })

  it('is for the agent who is engaged, while he is', () => {
    const { state, decide } = engaged()
    const asked = (agentId: AgentId) => controlCall(state, interactionId, agentId, { verb: 'hang-up' })
    expect(asked('agt_levan' as AgentId)).toEqual({ ok: false, error: { code: 'not-your-interaction' } })
    decide({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    // It is over, as he asks; what else is done to a call is not done to one that is over.
    expect(asked(aylin)).toEqual({ ok: true, value: [] })
    const held = controlCall(state, interactionId, aylin, { verb: 'hold' })
    expect(held).toEqual({ ok: false, error: { code: 'wrong-stage' } })
  })
})

describe('a recording that is closed', () => {
  const recordingId = 'rec_1' as RecordingId
  const result = { recordingId, path: 'a.wav', bytes: 1, sha256: '', durationMs: 5, missingMs: 0 }

  it('is kept and noted; told again it is kept where the history lacks it, and decides nothing', () => {
    const one = engaged()
    one.decide({ type: 'NoteRecordingStarted', recordingId, interactionId })
    const actions = one.hears({ type: 'recording.closed', recording: result })
    expect(actions).toMatchObject([{ kind: 'recording', interactionId, result }, { kind: 'decide' }])
    for (const command of decisions(actions)) one.decide(command)
    expect(one.hears({ type: 'recording.closed', recording: result })).toEqual([
      { kind: 'recording', interactionId: null, result },
    ])
  })

  it('is not noted as begun once more', () => {
    const one = engaged()
    one.decide({ type: 'NoteRecordingStarted', recordingId, interactionId })
    one.decide({ type: 'NoteRecordingClosed', recordingId, durationMs: 5, missingMs: 0, isFailed: false })
    expect(() => one.decide({ type: 'NoteRecordingStarted', recordingId, interactionId })).toThrow('no-such-recording')
  })
})

describe('an edge that connects', () => {
  const incarnation = 'inc_1' as IncarnationId
  const empty: EdgeSnapshot = { legs: [], bridges: [], stations: [], recordings: [], closedRecordings: [] }
  const station = { stationId, kind: 'browser', reachable: true, legId: stationLegId } as const
  const connects = (one: ReturnType<typeof desk>, snapshot: Partial<EdgeSnapshot>) =>
    one.take({ kind: 'edge-connected', edgeId, incarnation, snapshot: { ...empty, ...snapshot } })
  /** What the edge is asked once all that was decided is durable. */
  const asks = (one: ReturnType<typeof desk>, snapshot: Partial<EdgeSnapshot>) => {
    const actions = connects(one, snapshot)
    return edgeCommands(actions.flatMap((action) => (action.kind === 'once-durable' ? one.take(action.input) : [])))
  }

  it('is asked nothing before what follows from its word is durable', () => {
    const one = engaged()
    const legs = [leg({ state: 'connected' }), stationLeg]
    expect(edgeCommands(connects(one, { legs, stations: [station] }))).toEqual([])
    expect(connects(one, { legs, stations: [station] }).at(-1)).toMatchObject({ kind: 'once-durable' })
  })

  it('tells the decider what is there, and nothing of legs that have ended', () => {
    const gone = leg({ legId: 'leg_gone' as LegId, state: 'ended' })
    expect(decisions(connects(desk(), { legs: [stationLeg, gone], stations: [station] }))).toMatchObject([
      {
        type: 'Reconcile',
        legIds: [stationLegId],
        stations: [{ agentId: aylin, legId: stationLegId, isReachable: true }],
      },
    ])
  })

  it('with a call that nobody has seen takes it in', () => {
    expect(decisions(connects(desk(), { legs: [leg()] })).map(({ type }) => type)).toEqual([
      'Reconcile',
      'BeginInteraction',
    ])
  })

  it('with a call that is over hangs up, but not on the edge’s own numbers', () => {
    const over = leg({ state: 'connected' })
    const echo = leg({ legId: 'leg_echo' as LegId, state: 'connected', dialedNumber: '600' })
    expect(asks(desk(), { legs: [over, echo] })).toEqual([{ type: 'leg.end', legId: customerLegId, reason: 'hung-up' }])
  })

  it('joins the two whose acceptance was durable and not carried out', () => {
    const legs = [leg({ state: 'connected' }), stationLeg]
    const commands = asks(engaged(), { legs, stations: [station] })
    expect(commands.map(({ type }) => type)).toEqual(['bridge.join', 'leg.mute', 'recording.start'])
  })

  it('that carries the talk as recorded is left alone, and where the record differs the edge is right', () => {
    const one = engaged()
    one.decide({ type: 'NoteRecordingStarted', recordingId: 'rec_1' as RecordingId, interactionId })
    const bridge = {
      bridgeId: 'brg_1' as never,
      edgeId,
      legIds: [customerLegId, stationLegId],
      heldLegIds: [] as LegId[],
      recordingId: 'rec_1' as RecordingId,
    }
    const recordings = [{ recordingId: 'rec_1' as RecordingId, isPaused: false }]
    const legs = [leg({ state: 'connected' }), stationLeg]
    const same = connects(one, { legs, stations: [station], bridges: [bridge], recordings })
    expect(same.map((action) => action.kind)).toEqual(['decide', 'once-durable'])
    const held = connects(one, {
      legs: [leg({ state: 'connected' }), { ...stationLeg, muted: true }],
      stations: [station],
      bridges: [{ ...bridge, heldLegIds: [customerLegId] }],
      recordings,
    })
    expect(decisions(held).map(({ type }) => type)).toEqual(['Reconcile', 'HoldInteraction', 'MuteAgent'])
  })

  it('takes down bridges and recordings that nobody has any more', () => {
    const bridge = { bridgeId: 'brg_old' as never, edgeId, legIds: [], heldLegIds: [] }
    const recordings = [{ recordingId: 'rec_old' as RecordingId, isPaused: false }]
    expect(asks(desk(), { bridges: [bridge], recordings }).map(({ type }) => type)).toEqual([
      'recording.stop',
      'bridge.end',
    ])
  })
})
