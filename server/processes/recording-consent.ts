import { isAnswered } from '#domain/recordings/index.ts'
import {
  type Call,
  calledPartyOf,
  consentDueBeforeQueue,
  consentDueIn,
  type Engagement,
  type Requirement,
  recordingRuleOf,
} from '#domain/routing/index.ts'
import type { CollectId, InteractionId, LegId, PlayId, QueueId, RecordingId } from '#kernel/ids.ts'
import type { EdgeCommand, PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { languageOf, prompt } from './spoken-language.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/**
 * The customer is told that he is recorded, or asked whether he may be, before anybody records him.
 *
 *     before the queue    greeting --> notice ---(leg.play-ended)--> noted --------------------------> queue
 *                                  '-> question --(leg.collected)--> noted --> "will not be recorded" --^
 *     in a talk           the customer stands aside, while the agent waits in the bridge
 *                             '--> notice or question --> noted --> both in the bridge, and the recording on
 *
 * The second is for whom nobody prepared: one whom an agent called, one who came to a stricter rule by a transfer. What is
 * played to him bears the letters of what it is for, so that its end is known, and a core that begins anew asks no twice.
 */
export function recordingConsent(view: ProcessView, input: ProcessInput): readonly Action[] {
  const said = saidBy(input)
  const interactionId = said && view.state.indexes.customerLegs.get(said.legId)
  const interaction = interactionId && view.state.calls.get(interactionId)
  if (!interaction || lettersOf(view, interaction) !== said.letters) return []
  return [{ kind: 'decide', command: { type: 'NoteRecordingConsent', interactionId, consent: said.consent } }]
}

interface Said {
  readonly legId: LegId
  readonly letters: string
  readonly consent: 'announced' | 'agreed' | 'refused' | 'unanswered'
}

function saidBy(input: ProcessInput): Said | undefined {
  if (input.kind === 'edge') {
    const { event } = input
    if (event.type === 'leg.play-ended' && event.outcome === 'finished') {
      return { legId: event.legId, letters: lettersIn(event.playId), consent: 'announced' }
    }
    if (event.type === 'leg.play-ended' && event.outcome === 'failed') {
      return { legId: event.legId, letters: lettersIn(event.playId), consent: 'unanswered' }
    }
    // Stopped: something else was begun with him, by which he is asked again when it comes to that.
    if (event.type !== 'leg.collected' || event.outcome === 'stopped' || event.outcome === 'leg-ended') return undefined
    const { legId, collectId, digits } = event
    const consent = digits === agreeingKey ? 'agreed' : digits === '' ? 'unanswered' : 'refused'
    return { legId, letters: lettersIn(collectId), consent }
  }
  if (input.kind !== 'edge-refused' || input.error.code === 'no-such-leg') return undefined
  // He cannot be told, so he is not recorded.
  const { command } = input
  if (command.type !== 'leg.play' && command.type !== 'leg.collect') return undefined
  const id = command.type === 'leg.play' ? command.playId : command.collectId
  return { legId: command.legId, letters: lettersIn(id), consent: 'unanswered' }
}

/**
 * Under which it is said to this customer: before the queue, or in the talk. `undefined`: nothing is. Whether a rule still
 * wants it does not matter: one that is changed in mid-question must leave nobody without a way on.
 */
function lettersOf(
  { state }: ProcessView,
  { stage, interactionId, recordingConsent, engagement }: Call,
): string | undefined {
  if (isAnswered(recordingConsent)) return undefined
  if (stage === 'inFlow') return lettersIn(interactionId)
  const recordingId = stage === 'engaged' && engagement ? engagement.recordingId : null
  return recordingId === null || state.recordings.has(recordingId) ? undefined : lettersIn(recordingId)
}

/** Where he is about to wait: by his number, or by the flow that he goes through. `null`: nowhere. */
export function queueAhead({ flows }: ProcessView, { entry, flow, interactionId }: Call): QueueAhead | null {
  if (!flow) return entry.queueId === null ? null : { queueId: entry.queueId }
  const leaving = flows?.runOf(interactionId)?.leaving
  return leaving?.kind === 'queue' ? leaving : null
}

export interface QueueAhead {
  readonly queueId: QueueId
  /** What he asks for by what he said in his flow. */
  readonly requirement?: Requirement
  readonly level?: number
  readonly boostMs?: number
}

/** What the customer hears in the flow before this queue; `undefined`: nothing is left to say. */
export function sayBeforeQueue(view: ProcessView, interaction: Call, queueId: QueueId): Action | undefined {
  const due = consentDueBeforeQueue(view.state, interaction, queueId)
  return due === 'none' ? undefined : say(view, interaction, due, interaction.interactionId)
}

/** Whether this is the notice or the question, and no greeting. */
export const isSaying = (view: ProcessView, interaction: Call, id: PlayId | CollectId): boolean =>
  lettersOf(view, interaction) === lettersIn(id)

/** Whether the customer stands aside from the talk until he has heard or answered. */
export const standsAside = ({ state }: ProcessView, interaction: Call): boolean =>
  consentDueIn(state, interaction) !== 'none'

/** The agent waits in the bridge, where whoever monitors him finds him, and the customer hears what has to be said. */
export function sayInTalk(
  view: ProcessView,
  interaction: Call,
  { bridgeId, agentLegId, recordingId }: Engagement,
): readonly Action[] {
  const due = consentDueIn(view.state, interaction)
  if (due === 'none' || recordingId === null) return []
  const { edgeId, customerLegId, consultation } = interaction
  const join: EdgeCommand = { type: 'bridge.join', bridgeId, legIds: [agentLegId] }
  // What the far end said before it answered he may have heard in it.
  const leave: EdgeCommand = { type: 'bridge.leave', bridgeId, legId: customerLegId }
  const commands = consultation?.talksTo === 'consulted' ? [leave] : [join, leave]
  return [
    ...commands.map((command): Action => ({ kind: 'edge', edgeId, command })),
    say(view, interaction, due, recordingId),
  ]
}

/**
 * Who is in the conference from outside hears that it is recorded, where the rule wants that said: he who comes into it, and
 * all of them where the recording begins only now. He hears the others beneath it, and is not asked.
 */
export function noticesTo(
  view: ProcessView,
  interaction: Call,
  engagement: Engagement,
  legIds: readonly LegId[],
): readonly Action[] {
  const { recordingId, bridgeId } = engagement
  if (recordingId === null || recordingRuleOf(view.state, engagement).consent === 'none') return []
  const { edgeId } = interaction
  const items = noticeItems(languageOf(view, interaction))
  return legIds
    .map((legId) => calledPartyOf(interaction, legId))
    .flatMap((party) => (party?.isOverTrunk && party.seat === null && !party.isEmergency ? [party.legId] : []))
    .map((legId) => ({
      kind: 'edge',
      edgeId,
      command: { type: 'bridge.play', bridgeId, legId, playId: ids(recordingId).playId, items, isOver: true },
    }))
}

/** That nothing will be recorded, to one who said no or nothing. */
export const refusalItems = (language: string): PlayItem[] => [prompt('recording-refused', language)]
const noticeItems = (language: string): PlayItem[] => [prompt('recording-notice', language)]

const agreeingKey = '1'
/** Twice, with time to find the key. */
const keyTimeoutMs = 6000
const question = (language: string): PlayItem[] => [
  prompt('recording-consent', language),
  { kind: 'silence', durationMs: 4000 },
  prompt('recording-consent', language),
]

function say(
  view: ProcessView,
  interaction: Call,
  due: 'announced' | 'asked',
  of: InteractionId | RecordingId,
): Action {
  const { edgeId, customerLegId: legId } = interaction
  const language = languageOf(view, interaction)
  const { playId, collectId } = ids(of)
  if (due === 'announced') {
    const command: EdgeCommand = { type: 'leg.play', legId, playId, items: noticeItems(language), loop: false }
    return { kind: 'edge', edgeId, command }
  }
  const command: EdgeCommand = {
    type: 'leg.collect',
    legId,
    collectId,
    items: question(language),
    isInterruptible: true,
    // What he pressed before he heard the question is no answer to it.
    acceptsTypeAhead: false,
    minDigits: 1,
    maxDigits: 1,
    terminators: '',
    firstDigitTimeoutMs: keyTimeoutMs,
    betweenDigitsTimeoutMs: keyTimeoutMs,
  }
  return { kind: 'edge', edgeId, command }
}

const lettersIn = (id: string): string => id.slice('ply_'.length)
const ids = (of: InteractionId | RecordingId) => {
  const letters = lettersIn(of)
  return { playId: `ply_${letters}` as PlayId, collectId: `col_${letters}` as CollectId }
}
