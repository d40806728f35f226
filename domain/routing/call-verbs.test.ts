import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type {
  AgentId,
  EdgeId,
  FlowId,
  FlowVersionId,
  InteractionId,
  LegId,
  OfferId,
  QueueId,
  StationId,
} from '#kernel/ids.ts'
import { available } from '../agents/index.ts'
import { apply, type CalledFromDesk, decide, defaultQueueSettings, emptyState, type RoutingCommand } from './index.ts'

/** Where a call may stand when a verb comes, as the columns of the page name it. */
const situations = [
  'in flow',
  'queued',
  'dialing',
  'talking',
  'ringing',
  'consulting',
  'conference',
  'through',
  'parked',
  'wrap-up',
] as const
type Situation = (typeof situations)[number]

const interactionId = 'int_1' as InteractionId
const edgeId = 'edg_1' as EdgeId
const queueId = 'que_1' as QueueId
const aylin = 'agt_aylin' as AgentId
const levan = 'agt_levan' as AgentId
const expert = 'agt_expert' as AgentId
const customerLegId = 'leg_customer' as LegId
const of = { interactionId, agentId: aylin }

const outside = (name: string): CalledFromDesk => ({
  legId: `leg_${name}` as LegId,
  agentId: null,
  isOverTrunk: true,
  isEmergency: false,
  isAtStation: false,
})

/** A call of Aylin's in that situation, with Levan idle at his browser. */
function callIn(situation: Situation) {
  const state = emptyState()
  let offers = 0
  const ask = (command: RoutingCommand) => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => `off_${++offers}` as OfferId })
    if (decided.ok) for (const event of decided.value) apply(state, event)
    return decided
  }
  const does = (...commands: readonly RoutingCommand[]) => {
    for (const command of commands) {
      const decided = ask(command)
      if (!decided.ok) throw new Error(`${command.type} was refused: ${decided.error.code}`)
    }
  }
  does({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, recordedPercent: 100 } })
  for (const agentId of [aylin, levan, expert]) {
    const memberships = [{ queueId, priority: 0 }]
    does({ type: 'ConfigureAgent', agentId, settings: { memberships, capacity: { voice: 1 } } })
    const station = { stationId: `stn_${agentId}` as StationId, legId: `leg_${agentId}` as LegId }
    does({ type: 'StationReachable', agentId, edgeId, ...station })
  }
  if (situation === 'dialing') {
    does({ type: 'DialFromDesk', ...of, edgeId, agentLegId: 'leg_own' as LegId, called: outside('customer') })
    return { ask, does, state }
  }
  const begin = { interactionId, kind: 'call', edgeId, customerLegId, entry: { queueId, greeting: null } } as const
  does({ type: 'BeginInteraction', ...begin })
  if (situation === 'in flow') return { ask, does, state }
  does({ type: 'EnqueueInteraction', interactionId, queueId })
  if (situation === 'queued') return { ask, does, state }
  does({ type: 'SetPresence', agentId: aylin, presence: available, by: 'agent' })
  does({ type: 'AcceptOffer', offerId: [...state.offers.keys()][0] as OfferId, agentId: aylin })
  // A colleague, at a telephone of his.
  const consulted = { ...outside('expert'), agentId: expert, isOverTrunk: false }
  const answered = { type: 'NoteAnswered', interactionId, legId: consulted.legId } as const
  if (situation === 'ringing' || situation === 'consulting' || situation === 'conference') {
    does({ type: 'StartConsultation', ...of, called: consulted })
    if (situation !== 'ringing') does(answered)
    if (situation === 'conference') does({ type: 'JoinConsultation', ...of })
  }
  if (situation === 'through') does({ type: 'SendOn', ...of, to: { kind: 'called', called: consulted } }, answered)
  if (situation === 'parked') does({ type: 'ParkInteraction', ...of })
  if (situation === 'wrap-up') does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
  return { ask, does, state }
}

/** Each verb as somebody says it who may. */
const verbs: Readonly<Record<string, RoutingCommand>> = {
  HoldInteraction: { type: 'HoldInteraction', ...of },
  RetrieveInteraction: { type: 'RetrieveInteraction', ...of },
  MuteAgent: { type: 'MuteAgent', ...of },
  UnmuteAgent: { type: 'UnmuteAgent', ...of },
  'MuteAgent (who was called)': { type: 'MuteAgent', interactionId, agentId: expert },
  'UnmuteAgent (who was called)': { type: 'UnmuteAgent', interactionId, agentId: expert },
  'EndInteraction (hang up)': { type: 'EndInteraction', ...of, reason: 'agent-ended' },
  'SendOn to a queue': { type: 'SendOn', ...of, to: { kind: 'queue', queueId } },
  'SendOn to somebody': { type: 'SendOn', ...of, to: { kind: 'called', called: outside('other') } },
  StartConsultation: { type: 'StartConsultation', ...of, called: outside('other') },
  Alternate: { type: 'Alternate', ...of },
  CompleteConsultation: { type: 'CompleteConsultation', ...of },
  JoinConsultation: { type: 'JoinConsultation', ...of },
  CancelConsultation: { type: 'CancelConsultation', ...of },
  'MuteParty (the customer)': { type: 'MuteParty', ...of, legId: customerLegId, isMuted: true },
  RemoveParty: { type: 'RemoveParty', ...of, legId: 'leg_expert' as LegId },
  LeaveConference: { type: 'LeaveConference', ...of },
  ParkInteraction: { type: 'ParkInteraction', ...of },
  'PickUp (a colleague)': { type: 'PickUp', interactionId, agentId: levan, agentLegId: 'leg_own' as LegId },
  NoteAnnouncement: { type: 'NoteAnnouncement', ...of, legId: customerLegId },
  MaskDigits: { type: 'MaskDigits', ...of, isMasked: true },
  PauseRecording: { type: 'PauseRecording', ...of },
  ResumeRecording: { type: 'ResumeRecording', ...of },
  'Monitor (a supervisor)': {
    type: 'Monitor',
    interactionId,
    agentId: levan,
    mode: 'coach',
    legId: 'leg_own' as LegId,
  },
  'TakeOver (a supervisor)': { type: 'TakeOver', interactionId, agentId: levan },
}

const page = readFileSync(new URL('../../docs/call-control.md', import.meta.url), 'utf8')

it('each verb is legal where its line on the page says, and nowhere else', () => {
  const header = ['verb', ...situations]
  const lines = Object.entries(verbs).map(([verb, command]) => [
    verb,
    ...situations.map((situation) => {
      const decided = callIn(situation).ask(command)
      return decided.ok ? 'yes' : decided.error.code
    }),
  ])
  const table = [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  expect(page, `the table of docs/call-control.md should be:\n${table}`).toContain(table)
})

it('said twice by the same person is said once and granted twice, wherever it is legal', () => {
  // These are one deed each: there is nothing that could stand already.
  const deeds = ['NoteAnnouncement', 'Alternate']
  for (const [verb, command] of Object.entries(verbs)) {
    if (deeds.includes(verb)) continue
    for (const situation of situations) {
      const call = callIn(situation)
      if (!call.ask(command).ok) continue
      const again = call.ask(command)
      // A call that nobody writes up is gone with its end: over HTTP the history knows whose it was.
      const said = again.ok ? again.value.map((event) => event.type) : [again.error.code]
      const isOver = said.length === 1 && said[0] === 'no-such-interaction' && command.type === 'EndInteraction'
      expect(isOver ? [] : said, `${verb} twice while ${situation}`).toEqual([])
    }
  }
})

it('a colleague who muted himself is unmuted by himself alone, and one who was muted by either', () => {
  const call = callIn('conference')
  const [own, host] = [
    { interactionId, agentId: expert },
    { ...of, legId: 'leg_expert' as LegId },
  ]
  call.does({ type: 'MuteAgent', ...own })
  expect(call.ask({ type: 'MuteParty', ...host, isMuted: false })).toMatchObject({ error: { code: 'no-such-leg' } })
  call.does({ type: 'UnmuteAgent', ...own })
  const deeds: RoutingCommand[] = [
    { type: 'UnmuteAgent', ...own },
    { type: 'MuteParty', ...host, isMuted: false },
  ]
  for (const unmutes of deeds) {
    call.does({ type: 'MuteParty', ...host, isMuted: true })
    expect(call.ask(unmutes).ok).toBe(true)
  }
})

it('an agent who muted himself is unmuted by no supervisor, and one who was muted by either', () => {
  const call = callIn('talking')
  call.does({ type: 'MuteAgent', ...of })
  expect(call.ask({ type: 'UnmuteAgent', ...of, byAgentId: levan })).toMatchObject({ error: { code: 'wrong-stage' } })
  call.does({ type: 'UnmuteAgent', ...of }, { type: 'MuteAgent', ...of, byAgentId: levan })
  call.does({ type: 'UnmuteAgent', ...of, byAgentId: levan })
  call.does({ type: 'MuteAgent', ...of, byAgentId: levan }, { type: 'UnmuteAgent', ...of })
})

it('what was given away is not given again when somebody else has done something with it since', () => {
  const call = callIn('consulting')
  call.does({ type: 'CompleteConsultation', ...of })
  expect(call.ask({ type: 'CompleteConsultation', ...of })).toEqual({ ok: true, value: [] })
  call.does({ type: 'CalledPartyLeft', interactionId, legId: 'leg_expert' as LegId })
  expect(call.ask({ type: 'CompleteConsultation', ...of }).ok).toBe(false)
  const parked = callIn('parked')
  parked.does({ type: 'PickUp', interactionId, agentId: levan, agentLegId: 'leg_own' as LegId })
  expect(parked.ask({ type: 'ParkInteraction', ...of }).ok).toBe(false)
  expect(parked.ask({ type: 'SendOn', ...of, to: { kind: 'queue', queueId } }).ok).toBe(false)
})

it('a caller is sent on into a flow: his agent is free, and he begins it; whom we called is not', () => {
  const flowId = 'flw_survey' as FlowId
  const talking = callIn('talking')
  const command: RoutingCommand = { type: 'SendOn', ...of, to: { kind: 'flow', flowId } }
  expect(talking.ask(command)).toMatchObject({
    ok: true,
    value: expect.arrayContaining([expect.objectContaining({ type: 'InteractionTransferred', to: command.to })]),
  })
  const call = talking.state.calls.get(interactionId)
  expect(call).toMatchObject({ stage: 'inFlow', engagement: null, entry: { queueId: null, flowId } })
  expect(call?.flow).toBeUndefined()
  expect(talking.ask(command)).toMatchObject({ ok: true, value: [] })
  const place = { flowId, versionId: 'flv_1' as FlowVersionId, blockId: 'ask' }
  expect(talking.ask({ type: 'EnterFlow', interactionId, ...place })).toMatchObject({ ok: true, value: [place] })
  expect(callIn('dialing').ask(command).ok).toBe(false)
})
