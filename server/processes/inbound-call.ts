import type { Interaction } from '#domain/routing/index.ts'
import type { EdgeId, PlayId } from '#kernel/ids.ts'
import type { EdgeEventOf, Leg, PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 *     leg.incoming --> number plan --> BeginInteraction --(durable)--> leg.answer --(leg.connected)--> greeting
 *                          |                                                                             |
 *                          '--> leg.refuse 404, with an announcement            music <-- Enqueue <------'
 */
export function inboundCall(
  view: ProcessView,
  input: ProcessInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (input.kind === 'routing') {
    const { event } = input
    if (event.type !== 'InteractionBegan' && event.type !== 'InteractionQueued') return []
    // The state may be ahead of the event: what is over is not begun, and who talks hears no music.
    const interaction = view.state.interactions.get(event.interactionId)
    if (event.type === 'InteractionBegan') return interaction?.stage === 'inFlow' ? [answer(interaction)] : []
    return interaction?.stage === 'queued' ? [playMusic(interaction, environment)] : []
  }
  if (input.kind === 'edge') {
    const { event, edgeId } = input
    if (event.type === 'leg.incoming') return receive(view, edgeId, event.leg, environment)
    if (event.type === 'leg.connected') return go(view, event.legId, (interaction) => follow(interaction, environment))
    if (event.type === 'leg.play-ended') return afterPlay(view, event)
    return []
  }
  if (input.kind === 'edge-refused') {
    const { command } = input
    // A greeting that cannot be played keeps nobody out of the queue.
    if (command.type === 'leg.play') return go(view, command.legId, (interaction) => [enqueue(interaction)])
    if (command.type === 'leg.refuse' && command.play) {
      const { play: _, ...inSilence } = command
      return [{ kind: 'edge', edgeId: input.edgeId, command: inSilence }]
    }
  }
  return []
}

/** What a caller of a number that nobody has hears before the 404. */
const notInService: readonly PlayItem[] = [
  { kind: 'tone', tone: 'not-in-service', durationMs: 1000 },
  { kind: 'prompt', name: 'not-in-service' },
]

/** Someone calls. A leg that is known already, or one of an agent's, begins nothing. */
export function receive(view: ProcessView, edgeId: EdgeId, leg: Leg, { newId }: ProcessEnvironment): readonly Action[] {
  if (leg.direction !== 'inbound' || leg.stationId !== undefined || leg.transport === 'link') return []
  if (view.state.indexes.customerLegs.has(leg.legId)) return []
  const route = view.numberRoute(leg.dialedNumber)
  if (!route) {
    const { legId } = leg
    const play = [...notInService]
    return [
      { kind: 'edge', edgeId, command: { type: 'leg.refuse', legId, status: 404, reason: 'unknown-number', play } },
    ]
  }
  if (!view.state.queues.has(route.queueId)) {
    // The number plan names a queue that the decider does not know yet: come back in a moment.
    const command = { type: 'leg.refuse', legId: leg.legId, status: 503, reason: 'refused', retryAfterS: 10 } as const
    return [{ kind: 'edge', edgeId, command }]
  }
  const interactionId = newId('interaction')
  return [
    {
      kind: 'particulars',
      interactionId,
      callerNumber: leg.callerNumber,
      dialedNumber: leg.dialedNumber,
      callerName: leg.callerName ?? null,
      authenticatedUser: leg.authenticatedUser ?? null,
    },
    {
      kind: 'decide',
      command: {
        type: 'BeginInteraction',
        interactionId,
        kind: 'call',
        edgeId,
        customerLegId: leg.legId,
        entry: { queueId: route.queueId, greeting: route.kind === 'greeting-then-queue' ? route.greeting : null },
      },
    },
  ]
}

export const answer = ({ edgeId, customerLegId }: Interaction): Action => ({
  kind: 'edge',
  edgeId,
  command: { type: 'leg.answer', legId: customerLegId },
})

/** The caller hears us: the greeting when there is one, else straight into the queue. */
export function follow(interaction: Interaction, { newId }: ProcessEnvironment): readonly Action[] {
  const { entry } = interaction
  if (entry.greeting === null) return [enqueue(interaction)]
  return [play(interaction, newId('play'), [{ kind: 'prompt', name: entry.greeting }], false)]
}

export const playMusic = (interaction: Interaction, { newId }: ProcessEnvironment): Action =>
  play(interaction, newId('play'), [{ kind: 'music' }], true)

function play({ edgeId, customerLegId }: Interaction, playId: PlayId, items: PlayItem[], loop: boolean): Action {
  return { kind: 'edge', edgeId, command: { type: 'leg.play', legId: customerLegId, playId, items, loop } }
}

const enqueue = ({ interactionId, entry }: Interaction): Action => ({
  kind: 'decide',
  command: { type: 'EnqueueInteraction', interactionId, queueId: entry.queueId },
})

/** In the flow nothing but the greeting plays, so its end is the flow's. One that another play replaced ended nothing. */
function afterPlay(view: ProcessView, event: EdgeEventOf<'leg.play-ended'>): readonly Action[] {
  if (event.outcome !== 'finished') return []
  return go(view, event.legId, (interaction) => [enqueue(interaction)])
}

/** What happens to the caller of this leg, if he is still in the flow. */
function go(
  { state }: ProcessView,
  legId: Leg['legId'],
  next: (interaction: Interaction) => readonly Action[],
): readonly Action[] {
  const interactionId = state.indexes.customerLegs.get(legId)
  const interaction = interactionId && state.interactions.get(interactionId)
  return interaction && interaction.stage === 'inFlow' ? next(interaction) : []
}
