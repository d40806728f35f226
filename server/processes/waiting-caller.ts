import type { Call, RoutingEventOf } from '#domain/routing/index.ts'
import type { LegId } from '#kernel/ids.ts'
import type { PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { play, playMusic } from './sounds.ts'
import { chosenPrompt, languageOf } from './spoken-language.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 *     WaitAnnounced --> "your place in the queue is three" --(leg.play-ended)--> music
 *                                   '--(OfferMade)--> music: whoever is about to talk is not talked to
 *     InteractionMoved --> music
 */
export function waitingCaller(
  view: ProcessView,
  input: ProcessInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (input.kind === 'routing') {
    const { event } = input
    if (event.type === 'WaitAnnounced') return announce(view, event, environment)
    if (event.type === 'OfferMade') return stop(view, event, environment)
    if (event.type === 'InteractionMoved') return moved(view, event, environment)
    return []
  }
  if (input.kind !== 'edge') return []
  const { event } = input
  const isOver = event.type === 'leg.play-ended' && (event.outcome === 'finished' || event.outcome === 'failed')
  if (!isOver) return []
  // Whatever a waiting caller heard to its end, an announcement or an offer to be called back: music follows.
  const waiting = waitingOn(view, event.legId)
  return waiting ? [playMusic(waiting, environment)] : []
}

function waitingOn({ state }: ProcessView, legId: LegId): Call | undefined {
  const interactionId = state.indexes.customerLegs.get(legId)
  const call = interactionId && state.calls.get(interactionId)
  // Others hear nothing but music: what ended is something that they heard before.
  const isToldSomething = call?.announcedAtMs !== undefined || call?.waiting?.isCallbackOffered === true
  return call?.stage === 'queued' && isToldSomething ? call : undefined
}

/** The state may be ahead of the event: whoever talks by now, or is being offered, is told nothing. */
function announce(
  view: ProcessView,
  event: RoutingEventOf<'WaitAnnounced'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const call = view.state.calls.get(event.interactionId)
  if (call?.stage !== 'queued' || call.waiting?.offerIds.length !== 0) return []
  const items = whatIsSaid(event, languageOf(view, call), view)
  return items.length === 0 ? [] : [play(call, environment, items, false)]
}

/** So long the longest announcement may take, with a sentence that somebody recorded himself. Later there is nothing to stop. */
const longestMs = 30_000

/** Also where the agent's telephone answers by itself, and is called first. */
function stop(
  view: ProcessView,
  { interactionId, atMs }: RoutingEventOf<'OfferMade'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const call = view.state.calls.get(interactionId)
  const { announcedAtMs } = call ?? {}
  if (!call || announcedAtMs === undefined || atMs - announcedAtMs > longestMs) return []
  return [playMusic(call, environment)]
}

/** What he was being told was of the other queue: of his place there, or of a key that means nothing here. */
function moved(
  { state }: ProcessView,
  { interactionId }: RoutingEventOf<'InteractionMoved'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const call = state.calls.get(interactionId)
  return call?.stage === 'queued' ? [playMusic(call, environment)] : []
}

/** Places beyond this are not counted out to anybody. */
export const mostCounted = 20

/** The pieces, in their order; `prompts/pieces.json` has their words. */
export function whatIsSaid(
  { position, wait, comfort }: Pick<RoutingEventOf<'WaitAnnounced'>, 'position' | 'wait' | 'comfort'>,
  language: string,
  view: Pick<ProcessView, 'prompts'> = {},
): PlayItem[] {
  const names: string[] = []
  if (position !== undefined && position > mostCounted) names.push(`place-beyond-${mostCounted}`)
  else if (position !== undefined) names.push('place-in-queue', `place-${position}`)
  if (wait) names.push('expected-wait', `wait-${wait.is}-${wait.minutes}`)
  if (comfort !== undefined) names.push(comfort)
  return names.map((name) => chosenPrompt(view, name, language))
}
