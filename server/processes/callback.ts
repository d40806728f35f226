import { type Call, type CallbackSettings, isStillDialed } from '#domain/routing/index.ts'
import type { LegId } from '#kernel/ids.ts'
import type { EdgeEventOf } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { call } from './call-through.ts'
import { askCallback, numberToCall } from './callback-asking.ts'
import { follow } from './inbound-call.ts'
import { play, playMusic } from './sounds.ts'
import { chosenPrompt, languageOf } from './spoken-language.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 *     CallbackOffered --> the prompt, then music (`waiting-caller`) --(key)--> AskCallback --(durable)--> "we will call you back", end
 *     diverted to a callback -------------------------------------'
 *     CallbackDialed  --> with an agent as any call of his (`call-through`)
 *                    '--> ahead of one: leg.originate --(connected)--> NoteAnswered --> as whoever calls in, into his queue
 */
export function callback(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  const { calls } = view.state
  if (input.kind === 'routing') {
    const { event } = input
    switch (event.type) {
      case 'CallbackOffered': {
        const waiting = calls.get(event.interactionId)
        return waiting?.stage === 'queued' ? [playOffer(view, waiting, environment)] : []
      }
      case 'CallbackGranted': {
        const granted = calls.get(event.interactionId)
        return granted?.stage === 'inFlow' ? follow(view, granted, environment) : []
      }
      case 'CallbackDialed': {
        const ahead = event.agentId === null ? calls.get(event.interactionId) : undefined
        return ahead && isStillDialed(ahead) ? call(view, ahead, ahead.customerLegId) : []
      }
      case 'CalledPartyAnswered': {
        const answered = calls.get(event.interactionId)
        const isAhead = answered?.promise !== undefined && answered.stage === 'inFlow'
        return isAhead ? follow(view, answered, environment) : []
      }
      default:
        return []
    }
  }
  if (input.kind !== 'edge') return []
  const { event } = input
  if (event.type === 'leg.digit') return keyPressed(view, event)
  if (event.type === 'leg.connected') return answered(view, event.legId)
  return []
}

/** Called ahead of an agent, he has picked up. */
function answered(view: ProcessView, legId: LegId): readonly Action[] {
  const interactionId = view.state.indexes.customerLegs.get(legId)
  const ahead = interactionId && view.state.calls.get(interactionId)
  if (!ahead || !isStillDialed(ahead) || ahead.engagement !== null) return []
  return [{ kind: 'decide', command: { type: 'NoteAnswered', interactionId, legId } }]
}

function offeredOn({ state }: ProcessView, legId: LegId): Call | undefined {
  const interactionId = state.indexes.customerLegs.get(legId)
  const waiting = interactionId && state.calls.get(interactionId)
  return waiting?.waiting?.isCallbackOffered ? waiting : undefined
}

const offerOf = ({ state }: ProcessView, { waiting }: Call): CallbackSettings['offer'] =>
  waiting ? state.queues.get(waiting.queueId)?.settings.callback?.offer : undefined

/** In the place of the music, which follows when it was heard. Who cannot be called hears nothing of it. */
export function playOffer(view: ProcessView, interaction: Call, environment: ProcessEnvironment): Action {
  const offer = offerOf(view, interaction)
  if (!offer || numberToCall(view, interaction) === undefined) return playMusic(interaction, environment)
  return play(interaction, environment, [chosenPrompt(view, offer.prompt, languageOf(view, interaction))], false)
}

function keyPressed(view: ProcessView, { legId, digit }: EdgeEventOf<'leg.digit'>): readonly Action[] {
  const interaction = offeredOn(view, legId)
  const { waiting } = interaction ?? {}
  if (!interaction || !waiting || offerOf(view, interaction)?.key !== digit) return []
  return askCallback(view, interaction, waiting.queueId, 'key') ?? []
}
