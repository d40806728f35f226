import { describe, expect, it } from 'vitest'
import {
  apply,
  type CalledFromDesk,
  decide,
  defaultQueueSettings,
  emptyState,
  type RoutingCommand,
} from '#domain/routing/index.ts'
import {
  type AgentId,
  type EdgeId,
  type InteractionId,
  type LegId,
  newId,
  type OfferId,
  type QueueId,
  type StationId,
} from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { EdgeCommand } from '#protocol/edge/index.ts'
import { step } from './index.ts'
import type { ProcessView } from './view.ts'

const edgeId = 'edg_1' as EdgeId
const queueId = 'que_1' as QueueId
const interactionId = 'int_1' as InteractionId
const aylin = 'agt_aylin' as AgentId
const levan = 'agt_levan' as AgentId
const of = { interactionId, agentId: aylin }
const toLevan: CalledFromDesk = {
  legId: 'leg_called' as LegId,
  agentId: levan,
  isOverTrunk: false,
  isEmergency: false,
  isAtStation: true,
}

/** Aylin talks with a customer and Levan is free, both at browsers; what a command makes the edge do. */
function floor(isAutoAnswered: boolean) {
  const state = emptyState()
  const random = seededRandom(1)
  let offers = 0
  const nothing = () => undefined
  const view = {
    ...{ state, numberRoute: nothing, agentOfStation: nothing, userOfStation: nothing, numberOfStation: nothing },
    ...{ userOfDialed: nothing, agentOfUser: nothing, stationOfUser: nothing, requestedTransfer: nothing },
    ...{ leg: nothing, requestedNumber: nothing, isUp: () => true, pausesAtDigits: () => 0 },
    outboundRoute: () => ({ refusal: 'dial.no-rule' }),
  } as unknown as ProcessView
  const does = (command: RoutingCommand): EdgeCommand[] => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => `off_${++offers}` as OfferId })
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.code}`)
    for (const event of decided.value) apply(state, event)
    const environment = {
      nowMs: 1000,
      newId: ((name) => newId(name, 1000, (count) => random.bytes(count))) as Parameters<typeof step>[2]['newId'],
    }
    return decided.value
      .flatMap((event) => step(view, { kind: 'routing', event }, environment))
      .flatMap((action) => (action.kind === 'edge' ? [action.command] : []))
  }
  does({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, isRecorded: false } })
  for (const agentId of [aylin, levan]) {
    const memberships = agentId === aylin ? [{ queueId, priority: 0 }] : []
    const settings = { memberships, capacity: { voice: 1 }, isAutoAnswered: agentId === levan && isAutoAnswered }
    does({ type: 'ConfigureAgent', agentId, settings })
    const [stationId, legId] = [`stn_${agentId}` as StationId, `leg_${agentId}` as LegId]
    does({ type: 'StationReachable', agentId, edgeId, stationId, legId })
    does({ type: 'SetPresence', agentId, presence: { kind: 'available' }, by: 'agent' })
  }
  const customerLegId = 'leg_customer' as LegId
  does({
    ...{ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId },
    entry: { queueId, greeting: null },
  })
  does({ type: 'EnqueueInteraction', interactionId, queueId })
  does({ type: 'AcceptOffer', offerId: 'off_1' as OfferId, agentId: aylin })
  return does
}

const toneAt = (legId: string) => ({ type: 'bridge.play', legId, items: [{ kind: 'tone', durationMs: 300 }] })
const plays = (commands: readonly EdgeCommand[]) => commands.filter(({ type }) => type === 'bridge.play')

describe('a colleague who answers by himself', () => {
  it('hears a tone when he is consulted', () => {
    const commands = floor(true)({ type: 'StartConsultation', ...of, called: toLevan })
    const tone = commands.findIndex((command) => command.type === 'bridge.play' && command.legId === 'leg_agt_levan')
    expect(commands[tone]).toMatchObject(toneAt('leg_agt_levan'))
    expect(commands.slice(0, tone)).toContainEqual(
      expect.objectContaining({ type: 'bridge.join', bridgeId: (commands[tone] as { bridgeId?: string }).bridgeId }),
    )
  })

  it('hears a tone when a customer is sent on to him', () => {
    const commands = floor(true)({ type: 'SendOn', ...of, to: { kind: 'called', called: toLevan } })
    expect(plays(commands)).toMatchObject([toneAt('leg_agt_levan')])
  })
})

it('a colleague who clicks hears none', () => {
  const does = floor(false)
  expect(plays(does({ type: 'StartConsultation', ...of, called: toLevan }))).toEqual([])
  const answered = does({ type: 'AnswerCall', interactionId, agentId: levan })
  expect(plays(answered).filter((command) => 'legId' in command && command.legId === 'leg_agt_levan')).toEqual([])
})
