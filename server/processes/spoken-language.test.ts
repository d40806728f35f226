import { describe, expect, it } from 'vitest'
import {
  apply,
  decide,
  defaultQueueSettings,
  emptyState,
  type QueueSettings,
  type RoutingCommand,
  restoreState,
  snapshotSlices,
} from '#domain/routing/index.ts'
import {
  type AgentId,
  type EdgeId,
  type InteractionId,
  type LegId,
  newId,
  type OfferId,
  type PlayId,
  type QueueId,
  type StationId,
} from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { EdgeCommand, EdgeEvent, Leg } from '#protocol/edge/index.ts'
import { type Action, type ProcessInput, type ProcessView, step } from './index.ts'

const edgeId = 'edg_1' as EdgeId
const queueId = 'que_1' as QueueId
const legId = 'leg_00000000000000000000000001' as LegId
const random = seededRandom(7)

/** One queue that asks before it records, behind number 100; whatever the processes decide is decided. */
function centre(knows: Pick<ProcessView, 'spokenLanguage' | 'numberLanguage' | 'customer'>) {
  let state = emptyState()
  let offers = 0
  const sent: EdgeCommand[] = []
  const viewNow = (): ProcessView => ({
    state,
    numberRoute: (number) =>
      number === '100' ? { kind: 'greeting-then-queue', queueId, greeting: 'greeting' } : undefined,
    agentOfStation: () => undefined,
    userOfStation: () => undefined,
    numberOfStation: () => '+995599000001',
    userOfDialed: () => undefined,
    agentOfUser: () => undefined,
    stationOfUser: () => undefined,
    outboundRoute: (number) => ({ ok: { number, trunkIds: [], isEmergency: false } }),
    leg: () => undefined,
    requestedTransfer: () => undefined,
    isUp: () => true,
    requestedNumber: () => undefined,
    ...knows,
  })
  const does = (command: RoutingCommand): void => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => `off_${++offers}` as OfferId })
    if (!decided.ok) return
    for (const event of decided.value) apply(state, event)
    for (const event of decided.value) takes({ kind: 'routing', event })
  }
  const carriesOut = (action: Action): void => {
    if (action.kind === 'edge') sent.push(action.command)
    if (action.kind === 'decide') does(action.command)
  }
  function takes(input: ProcessInput): void {
    const actions = step(viewNow(), input, {
      nowMs: 1000,
      newId: (name) => newId(name, 1000, (count) => random.bytes(count)),
    })
    for (const action of actions) carriesOut(action)
  }
  does({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, recordingConsent: 'asked' } })
  const hears = (event: EdgeEvent) => takes({ kind: 'edge', edgeId, event })
  return {
    sent,
    hears,
    does,
    interaction: () => [...state.interactions.values()][0],
    interactionId: () => [...state.interactions.keys()][0] as InteractionId,
    calls: (over: Partial<Leg> = {}) =>
      hears({
        type: 'leg.incoming',
        leg: {
          ...{ legId, edgeId, transport: 'sip', direction: 'inbound', state: 'initiated', muted: false, ageMs: 0 },
          ...{ callerNumber: '+995322247247', dialedNumber: '100' },
          ...over,
        },
      }),
    isAnswered: () => hears({ type: 'leg.connected', legId }),
    playEnds: () => {
      const last = sent.findLast((command) => command.type === 'leg.play')
      const playId = (last?.type === 'leg.play' ? last.playId : '') as PlayId
      hears({ type: 'leg.play-ended', legId, playId, outcome: 'finished' })
    },
    /** The core dies, and another goes on with what the log says and with what it knows. */
    restarts: (withKnowledge: typeof knows) => {
      state = restoreState(JSON.parse(JSON.stringify(snapshotSlices(state))))
      knows = withKnowledge
    },
    said: () =>
      sent.flatMap((command) => {
        const items = command.type === 'leg.refuse' ? command.play : 'items' in command ? command.items : []
        return (items ?? []).flatMap((item) =>
          item.kind === 'prompt' ? [`${item.name} ${item.language ?? 'in none'}`] : [],
        )
      }),
  }
}
const georgianNumber = { numberLanguage: (number: string) => (number === '100' ? 'ka' : undefined) }
const hungarianCustomer = {
  customer: (of: LegId, whose: string) => (of === legId && whose === 'caller' ? { language: 'hu' } : undefined),
}

describe('a caller is spoken to', () => {
  it.each([
    ['in English where nothing says otherwise', {}, 'en'],
    ['in the language of the installation', { spokenLanguage: 'ka' }, 'ka'],
    ['in that of the number rather than that of the installation', { spokenLanguage: 'az', ...georgianNumber }, 'ka'],
    [
      'in his own rather than that of the number',
      { spokenLanguage: 'az', ...georgianNumber, ...hungarianCustomer },
      'hu',
    ],
  ])('%s', (_, knows, language) => {
    const one = centre(knows)
    one.calls()
    one.isAnswered()
    expect(one.said()).toEqual([`greeting ${language}`])
    one.playEnds()
    const question = `recording-consent ${language}`
    expect(one.said().slice(1)).toEqual([question, question])
  })

  it('in the same one to the end, whatever a core that goes on with him would choose', () => {
    const one = centre({ ...georgianNumber })
    one.calls()
    one.restarts({ spokenLanguage: 'ru' })
    one.isAnswered()
    one.playEnds()
    expect(new Set(one.said().map((words) => words.split(' ')[1]))).toEqual(new Set(['ka']))
    expect(one.said()).toContain('recording-consent ka')
  })

  it('also where his number is nobody’s', () => {
    const one = centre({ spokenLanguage: 'tr' })
    one.calls({ dialedNumber: '999' })
    expect(one.said()).toEqual(['not-in-service tr'])
  })
})

it('an agent at an outside number is asked for the key in the language of the installation', () => {
  const one = centre({ spokenLanguage: 'ka', ...hungarianCustomer })
  const aylin = 'agt_aylin' as AgentId
  const stationId = 'stn_aylin' as StationId
  const settings = { memberships: [{ queueId, priority: 0 }], capacity: { voice: 1 } }
  one.does({ type: 'ConfigureAgent', agentId: aylin, settings })
  one.does({ type: 'ChooseStation', agentId: aylin, choice: { stationId, kind: 'number' } })
  one.does({ type: 'SetPresence', agentId: aylin, presence: { kind: 'available' }, by: 'agent' })
  one.calls()
  one.does({ type: 'EnqueueInteraction', interactionId: one.interactionId(), queueId })
  one.does({ type: 'AcceptOffer', offerId: 'off_1' as OfferId, agentId: aylin })
  const originated = one.sent.findLast((command) => command.type === 'leg.originate')
  one.hears({ type: 'leg.connected', legId: (originated?.type === 'leg.originate' ? originated.legId : '') as LegId })
  expect(one.said().at(-1)).toBe('press-1-to-take-the-call ka')
})

it('whoever talked with a caller last is asked first, where his queue has the patience', () => {
  const lastAgentId = 'agt_aylin' as AgentId
  const known = { customer: () => ({ lastAgentId }) }
  const preferred = (settings: Partial<QueueSettings>) => {
    const one = centre(known)
    one.does({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, ...settings } })
    one.calls()
    one.isAnswered()
    one.playEnds()
    return one.interaction()?.wishes.preferred
  }
  expect(preferred({ lastAgentPatienceMs: 20_000 })).toEqual([
    { agentId: lastAgentId, why: 'last-agent', patienceMs: 20_000 },
  ])
  expect(preferred({})).toBeUndefined()
})
