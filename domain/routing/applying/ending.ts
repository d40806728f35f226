import { assert, unreachable } from '#kernel/assert.ts'
import { interactionOf, putInteraction } from '../bookkeeping.ts'
import {
  beginWrapUp,
  changeInteraction,
  changeTask,
  changeWork,
  editCall,
  leaveAlone,
  releaseWork,
  settleParties,
} from '../changes.ts'
import { clear } from '../copies.ts'
import type { RoutingEventOf } from '../events.ts'
import type { Interaction, RoutingTables } from '../state.ts'

export type EndingEvent = RoutingEventOf<
  | 'DispositionSet'
  | 'InteractionEnded'
  | 'TaskEnded'
  | 'WrapUpStarted'
  | 'WrapUpPlanned'
  | 'WrapUpExtended'
  | 'WrapUpFinished'
>

/** The part of `apply` that is about the end of a contact, and what is written up of it. */
export function applyEnding(state: RoutingTables, event: EndingEvent): void {
  switch (event.type) {
    case 'DispositionSet':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        dispositionId: event.dispositionId,
      }))
      return
    case 'InteractionEnded':
      editCall(state, event.interactionId, (call) => {
        call.stage = 'wrapUp'
        call.waiting = null
        if (!event.isWrapUpDue) call.engagement = null
        call.farLegId = null
        call.transfer = null
        clear(call, 'flow')
        leaveAlone(call)
      })
      settleParties(state, event.interactionId, event.atMs)
      closeContact(state, event)
      return
    case 'TaskEnded':
      changeTask(state, event.interactionId, (task) => ({
        ...task,
        stage: 'wrapUp',
        waiting: null,
        engagement: event.isWrapUpDue ? task.engagement : null,
      }))
      closeContact(state, event)
      return
    case 'WrapUpStarted': {
      const { interactionId, agentId, atMs, untilMs } = event
      changeInteraction(state, interactionId, (interaction) => ({
        ...interaction,
        wrapUps: [...interaction.wrapUps, beginWrapUp(interaction, event)],
      }))
      changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'wrapUp', sinceMs: atMs }))
      assert(untilMs >= atMs, 'a wrap-up ends after it began')
      return
    }
    case 'WrapUpPlanned':
      changeInteraction(state, event.interactionId, (interaction) => withWrapUpPlan(interaction, event.isWanted))
      return
    case 'WrapUpExtended':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        wrapUps: interaction.wrapUps.map((wrapUp) =>
          wrapUp.agentId === event.agentId
            ? { ...wrapUp, untilMs: event.untilMs, extensions: wrapUp.extensions + 1 }
            : wrapUp,
        ),
      }))
      return
    case 'WrapUpFinished': {
      const { interactionId, agentId, atMs } = event
      const interaction = interactionOf(state, interactionId)
      const wrapUps = interaction.wrapUps.filter((wrapUp) => wrapUp.agentId !== agentId)
      const isOver = interaction.stage === 'wrapUp'
      const isHis = isOver && interaction.engagement?.agentId === agentId
      const left = { ...interaction, wrapUps, ...(isHis && { engagement: null }) }
      putInteraction(state, interactionId, isOver && wrapUps.length === 0 ? null : left)
      releaseWork(state, agentId, interactionId, atMs)
      return
    }
    default:
      unreachable(event)
  }
}

/** Whoever had it writes it up, or it is forgotten with the last who does. */
function closeContact(state: RoutingTables, event: RoutingEventOf<'InteractionEnded' | 'TaskEnded'>): void {
  const { interactionId, agentId, isWrapUpDue, atMs } = event
  if (isWrapUpDue) return
  if (agentId !== null) releaseWork(state, agentId, interactionId, atMs)
  if (interactionOf(state, interactionId).wrapUps.length === 0) putInteraction(state, interactionId, null)
}

function withWrapUpPlan(interaction: Interaction, isWanted: boolean): Interaction {
  const { engagement } = interaction
  assert(engagement, 'only who is engaged says whether he will write up')
  const { isWrapUpWanted: _, ...before } = engagement
  return { ...interaction, engagement: isWanted ? { ...before, isWrapUpWanted: true } : before } as Interaction
}
