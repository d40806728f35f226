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
  type PlayId,
  type QueueId,
  type StationId,
} from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { EdgeCommand, EdgeCommandOf, EdgeEvent, EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import { type Action, type ProcessInput, step } from './index.ts'

const edgeId = 'edg_1' as EdgeId
const [queueId, strictQueueId] = ['que_1', 'que_strict'] as [QueueId, QueueId]
const aylin = 'agt_aylin' as AgentId
const stationId = 'stn_aylin' as StationId
const agentLegId = 'leg_aylin' as LegId
const customerLegId = 'leg_customer' as LegId
const interactionId = 'int_1' as InteractionId
type Consent = 'none' | 'announced' | 'asked'

/** An agent at a browser, two queues and one caller; whatever the processes decide is decided, and what they send is kept. */
function centre(of: { queue?: Consent; strict?: Consent; own?: Consent; member?: Consent; outside?: Consent } = {}) {
  const state = emptyState()
  const random = seededRandom(3)
  let offers = 0
  const sent: EdgeCommand[] = []
  const view = {
    state,
    numberRoute: (number: string) => (number === '200' ? ({ kind: 'queue', queueId } as const) : undefined),
    agentOfStation: () => aylin,
    userOfStation: () => undefined,
    numberOfStation: () => undefined,
    userOfDialed: () => undefined,
    agentOfUser: () => undefined,
    stationOfUser: () => undefined,
    outboundRoute: (number: string) => ({ ok: { number, trunkIds: [], isEmergency: false } }),
    leg: () => undefined,
    requestedTransfer: () => undefined,
    isUp: () => true,
    requestedNumber: () => '+995322123456',
  }
  const environment = { nowMs: 1000, newId: (name: never) => newId(name, 1000, (count) => random.bytes(count)) }
  const decideNow = (command: RoutingCommand): void => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => `off_${++offers}` as OfferId })
    if (!decided.ok) return
    for (const event of decided.value) apply(state, event)
    for (const event of decided.value) take({ kind: 'routing', event } as { kind: 'routing'; event: RoutingEvent })
  }
  const carryOut = (actions: readonly Action[]): void => {
    for (const action of actions) {
      if (action.kind === 'edge') sent.push(action.command)
      if (action.kind === 'decide') decideNow(action.command)
      if (action.kind === 'once-durable') take(action.input)
    }
  }
  function take(input: ProcessInput): void {
    carryOut(step(view, input, environment as never))
  }
  const recorded = (recordingConsent: Consent = 'none') => ({ ...defaultQueueSettings, recordingConsent })
  const member = of.member && [{ recordedPercent: 100, recordingConsent: of.member }]
  decideNow({
    type: 'ConfigureQueue',
    queueId,
    settings: { ...recorded(of.queue), ...(member ? { memberRecording: member } : {}) },
  })
  decideNow({ type: 'ConfigureQueue', queueId: strictQueueId, settings: recorded(of.strict) })
  const memberships = [queueId, strictQueueId].map((id) => ({ queueId: id, priority: 0 }))
  const own = of.own && { recordedPercent: 100, recordingConsent: of.own }
  const without = { recordedPercentWithoutQueue: 100, recordingConsentWithoutQueue: of.outside ?? 'none' }
  const settings = { memberships, capacity: { voice: 1 }, ...own, ...without }
  decideNow({ type: 'ConfigureAgent', agentId: aylin, settings })
  decideNow({ type: 'StationReachable', agentId: aylin, stationId, edgeId, legId: agentLegId })
  decideNow({ type: 'SetPresence', agentId: aylin, presence: { kind: 'available' }, by: 'agent' })
  const interaction = () => state.calls.get(interactionId)
  const last = <Type extends EdgeCommand['type']>(type: Type) =>
    sent.findLast((command): command is EdgeCommandOf<Type> & EdgeCommand => command.type === type)
  return {
    interaction,
    sent,
    last,
    take,
    decide: decideNow,
    hears: (event: EdgeEvent) => take({ kind: 'edge', edgeId, event }),
    calls: (greeting: string | null = null) => {
      const entry = { queueId, greeting }
      decideNow({ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId, entry })
      take({ kind: 'edge', edgeId, event: { type: 'leg.connected', legId: customerLegId } })
    },
    presses: (digits: string) => {
      const { collectId, legId } = last('leg.collect') as EdgeCommandOf<'leg.collect'>
      const outcome = digits === '' ? 'first-digit-timeout' : 'full'
      take({ kind: 'edge', edgeId, event: { type: 'leg.collected', legId, collectId, digits, outcome } })
    },
    playEnds: (playId = last('leg.play')?.playId as PlayId) =>
      take({
        kind: 'edge',
        edgeId,
        event: { type: 'leg.play-ended', legId: customerLegId, playId, outcome: 'finished' },
      }),
    accepts: () =>
      decideNow({ type: 'AcceptOffer', offerId: interaction()?.waiting?.offerIds[0] as OfferId, agentId: aylin }),
    dials: () => {
      const called = { legId: customerLegId, agentId: null, isOverTrunk: true, isEmergency: false, isAtStation: false }
      decideNow({ type: 'DialFromDesk', interactionId, agentId: aylin, edgeId, agentLegId, called })
    },
    isRecorded: () => sent.some((command) => command.type === 'recording.start'),
    areJoined: () =>
      sent.some(
        (command) =>
          command.type === 'bridge.join' && [customerLegId, agentLegId].every((id) => command.legIds.includes(id)),
      ),
    heard: () =>
      sent.flatMap((command) =>
        (command.type === 'leg.play' || command.type === 'leg.collect' || command.type === 'bridge.play') &&
        command.legId === customerLegId
          ? command.items.flatMap((item) =>
              item.kind === 'prompt' ? [item.name] : item.kind === 'music' ? ['music'] : [],
            )
          : [],
      ),
  }
}

describe('before the queue', () => {
  it('nothing is said where the rule wants nothing', () => {
    const one = centre()
    one.calls()
    expect(one.heard()).toEqual(['music'])
    one.accepts()
    expect(one.isRecorded()).toBe(true)
  })

  it('the notice follows the greeting, and the queue the notice', () => {
    const one = centre({ queue: 'announced' })
    one.calls('greeting')
    one.playEnds()
    expect(one.heard()).toEqual(['greeting', 'recording-notice'])
    expect(one.interaction()?.stage).toBe('inFlow')
    one.playEnds()
    expect(one.interaction()).toMatchObject({ stage: 'queued', recordingConsent: 'announced' })
    one.accepts()
    expect(one.isRecorded()).toBe(true)
  })

  it.each([
    ['1', 'agreed', true],
    ['2', 'refused', false],
    ['7', 'refused', false],
    ['', 'unanswered', false],
  ] as const)('who is asked and presses "%s" has %s', (digits, consent, isRecorded) => {
    const one = centre({ queue: 'asked' })
    one.calls()
    expect(one.last('leg.collect')).toMatchObject({
      acceptsTypeAhead: false,
      items: [{ name: 'recording-consent' }, {}, {}],
    })
    one.presses(digits)
    expect(one.interaction()?.recordingConsent).toBe(consent)
    if (!isRecorded) {
      expect(one.heard().at(-1)).toBe('recording-refused')
      one.playEnds()
    }
    expect(one.interaction()?.stage).toBe('queued')
    one.accepts()
    expect(one.areJoined()).toBe(true)
    expect(one.isRecorded()).toBe(isRecorded)
    expect(one.interaction()?.engagement?.recordingId === null).toBe(!isRecorded)
  })

  it('a member’s own rule counts that is stricter than the queue’s', () => {
    const one = centre({ queue: 'announced', member: 'asked' })
    one.calls()
    expect(one.heard()).toEqual(['recording-consent', 'recording-consent'])
  })

  it('who cannot be told waits all the same, and is not recorded', () => {
    const one = centre({ queue: 'announced' })
    one.calls()
    for (let tries = 0; tries < 2; tries++) {
      const command = one.last('leg.play') as EdgeCommandOf<'leg.play'>
      one.take({ kind: 'edge-refused', edgeId, command, error: { code: 'overloaded', sentence: '' } })
    }
    expect(one.interaction()).toMatchObject({ stage: 'queued', recordingConsent: 'unanswered' })
  })

  it.each(['1', '2'])('who is asked while the rule is changed goes on all the same, whatever he presses', (digits) => {
    const one = centre({ queue: 'asked' })
    one.calls()
    one.decide({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, recordingConsent: 'none' } })
    one.presses(digits)
    if (digits === '2') one.playEnds()
    one.accepts()
    expect([one.areJoined(), one.isRecorded()]).toEqual([true, digits === '1'])
  })

  it('a caller who hangs up over the question is gone like any other', () => {
    const one = centre({ queue: 'asked' })
    one.calls()
    const { collectId } = one.last('leg.collect') as EdgeCommandOf<'leg.collect'>
    one.hears({ type: 'leg.collected', legId: customerLegId, collectId, digits: '', outcome: 'leg-ended' })
    one.hears({ type: 'leg.ended', legId: customerLegId, reason: 'party-left', durationMs: 1 })
    expect(one.interaction()).toBeUndefined()
  })

  it('a core that begins anew asks again who has not answered, and goes on with who has', () => {
    const one = centre({ queue: 'asked' })
    one.calls()
    one.take(connect([customer()]))
    expect(one.sent.filter(({ type }) => type === 'leg.collect')).toHaveLength(2)
    one.presses('2')
    one.take(connect([customer()]))
    expect(one.interaction()).toMatchObject({ stage: 'queued', recordingConsent: 'refused' })
  })
})

describe('in a talk', () => {
  it('whom an agent calls stands aside until he agrees, and is recorded from then on', () => {
    const one = centre({ outside: 'asked' })
    one.dials()
    one.hears({ type: 'leg.connected', legId: customerLegId })
    expect(one.interaction()?.stage).toBe('engaged')
    expect(one.last('leg.collect')?.legId).toBe(customerLegId)
    expect([one.areJoined(), one.isRecorded()]).toEqual([false, false])
    one.presses('1')
    expect([one.areJoined(), one.isRecorded()]).toEqual([true, true])
  })

  it('who refuses is joined and told, and not recorded', () => {
    const one = centre({ outside: 'asked' })
    one.dials()
    one.hears({ type: 'leg.connected', legId: customerLegId })
    one.presses('2')
    expect([one.areJoined(), one.isRecorded()]).toEqual([true, false])
    expect(one.last('bridge.play')).toMatchObject({ legId: customerLegId, items: [{ name: 'recording-refused' }] })
    expect(one.interaction()?.engagement?.recordingId).toBeNull()
  })

  it('who is asked while the rule is changed comes onto the line all the same', () => {
    const one = centre({ own: 'asked' })
    one.calls()
    one.accepts()
    const memberships = [queueId, strictQueueId].map((id) => ({ queueId: id, priority: 0 }))
    const settings = { memberships, capacity: { voice: 1 }, recordedPercent: 100 }
    one.decide({ type: 'ConfigureAgent', agentId: aylin, settings })
    one.presses('2')
    expect([one.areJoined(), one.isRecorded()]).toEqual([true, false])
  })

  it('whom an agent calls hears the notice first', () => {
    const one = centre({ outside: 'announced' })
    one.dials()
    one.hears({ type: 'leg.connected', legId: customerLegId })
    expect([one.areJoined(), one.isRecorded()]).toEqual([false, false])
    one.playEnds()
    expect([one.areJoined(), one.isRecorded()]).toEqual([true, true])
  })

  it('whom an agent calls is joined and recorded at once where nothing has to be said', () => {
    const one = centre()
    one.dials()
    one.hears({ type: 'leg.connected', legId: customerLegId })
    expect([one.areJoined(), one.isRecorded()]).toEqual([true, true])
  })

  it('a stricter queue after a transfer asks once, and no is no for whatever follows', () => {
    const one = centre({ strict: 'asked' })
    one.calls()
    one.accepts()
    expect(one.heard()).toEqual(['music'])
    one.decide({ type: 'SendOn', interactionId, agentId: aylin, to: { kind: 'queue', queueId: strictQueueId } })
    one.decide({ type: 'FinishWrapUp', interactionId, agentId: aylin })
    one.accepts()
    expect(one.last('leg.collect')?.legId).toBe(customerLegId)
    one.presses('2')
    const before = one.sent.length
    one.decide({ type: 'SendOn', interactionId, agentId: aylin, to: { kind: 'queue', queueId } })
    one.decide({ type: 'FinishWrapUp', interactionId, agentId: aylin })
    one.accepts()
    const after = one.sent.slice(before).map(({ type }) => type)
    expect(after).toContain('bridge.join')
    expect(after).not.toContain('recording.start')
    expect(after).not.toContain('leg.collect')
  })

  it('who is in the conference from outside hears the notice when he comes, or when its recording begins', () => {
    const farLegId = 'leg_far' as LegId
    const ofAylin = { interactionId, agentId: aylin }
    const far = { legId: farLegId, agentId: null, isOverTrunk: true, isEmergency: false, isAtStation: false }
    const confers = (one: ReturnType<typeof centre>) => {
      one.decide({ type: 'StartConsultation', ...ofAylin, called: far })
      one.decide({ type: 'NoteAnswered', interactionId, legId: farLegId })
      one.decide({ type: 'JoinConsultation', ...ofAylin })
      expect(one.interaction()?.members).toEqual([farLegId])
    }
    const told = (one: ReturnType<typeof centre>) =>
      one.sent.flatMap((command) => (command.type === 'bridge.play' && command.legId === farLegId ? command.items : []))
    const announced = centre({ queue: 'announced' })
    announced.calls()
    announced.playEnds()
    announced.accepts()
    confers(announced)
    expect(told(announced)).toMatchObject([{ name: 'recording-notice' }])

    const asked = centre({ own: 'asked' })
    asked.calls()
    asked.accepts()
    confers(asked)
    expect([told(asked), asked.isRecorded()]).toEqual([[], false])
    asked.presses('1')
    expect(told(asked)).toMatchObject([{ name: 'recording-notice' }])
    const types = asked.sent.map(({ type }) => type)
    expect(types.indexOf('bridge.play')).toBeLessThan(types.indexOf('recording.start'))
  })

  it('is not joined by a core that begins anew, nor by turning to a colleague, before he has answered', () => {
    const one = centre({ own: 'asked' })
    one.calls()
    one.accepts()
    const both = [customer(), { ...customer(agentLegId), transport: 'web', stationId } as Leg]
    one.take(connect(both))
    expect([one.areJoined(), one.isRecorded()]).toEqual([false, false])
    const questions = one.sent.filter((command) => command.type === 'leg.collect')
    // The same question: an edge that still asks it goes on.
    expect(new Set(questions.map(({ collectId }) => collectId)).size).toBe(1)
    one.presses('1')
    expect([one.areJoined(), one.isRecorded()]).toEqual([true, true])
  })

  it('an agent who goes over the question leaves the customer waiting, and the next one asks', () => {
    const one = centre({ own: 'asked' })
    one.calls()
    one.accepts()
    one.hears({ type: 'leg.ended', legId: agentLegId, reason: 'connection-lost', durationMs: 1 })
    expect(one.interaction()).toMatchObject({ stage: 'queued', recordingConsent: 'untold' })
    const { collectId } = one.last('leg.collect') as EdgeCommandOf<'leg.collect'>
    one.hears({ type: 'leg.collected', legId: customerLegId, collectId, digits: '', outcome: 'stopped' })
    expect(one.interaction()?.recordingConsent).toBe('untold')
  })
})

const customer = (legId = customerLegId): Leg => ({
  legId,
  edgeId,
  transport: 'sip',
  direction: 'inbound',
  state: 'connected',
  callerNumber: '+994501234567',
  dialedNumber: '200',
  muted: false,
  ageMs: 0,
})
const connect = (legs: Leg[]): ProcessInput => {
  const snapshot: EdgeSnapshot = {
    legs,
    bridges: [],
    stations: [],
    recordings: [],
    closedRecordings: [],
    registrations: [],
  } as never
  return { kind: 'edge-connected', edgeId, incarnation: 'inc_1' as IncarnationId, snapshot }
}
