import { unreachable } from '#kernel/assert.ts'
import type { Wishes } from '../asking/wishes.ts'
import { interactionOf, keepInteraction } from '../bookkeeping.ts'
import {
  changeCall,
  changeInteraction,
  changeTask,
  changeWaiting,
  editCall,
  editWaiting,
  leftAlone,
  preferringNobody,
  releaseWork,
  settleParties,
  waitingIn,
} from '../changes.ts'
import { clear, copyOfInteraction, copyOfWaiting } from '../copies.ts'
import type { RoutingEventOf } from '../events.ts'
import type { RoutingTables } from '../state.ts'
import { voicemailPrompt } from '../voicemail/settings.ts'

export type WaitingEvent = RoutingEventOf<
  | 'InteractionQueued'
  | 'InteractionMoved'
  | 'InteractionDiverted'
  | 'DiversionDropped'
  | 'InteractionReturned'
  | 'TaskReturned'
  | 'RequirementRelaxed'
  | 'WaitAnnounced'
  | 'PriorityChanged'
  | 'CoolDownEnded'
>

/** The part of `apply` that is about those who wait: where, for whom, and how they come back into it. */
export function applyWaiting(state: RoutingTables, event: WaitingEvent): void {
  switch (event.type) {
    case 'InteractionQueued':
      comeInto(state, event)
      return
    case 'InteractionMoved':
      changeInteraction(state, event.interactionId, (interaction) => {
        const { queuedAtMs = event.atMs, isReturned = false } = interaction.waiting ?? {}
        const waiting = waitingIn(state, event, interaction, queuedAtMs, preferringNobody(interaction.wishes))
        const moved = { waiting: { ...waiting, isReturned } }
        if (interaction.kind !== 'callback') return { ...interaction, ...moved }
        return { ...interaction, ...moved, promise: { ...interaction.promise, queueId: event.queueId } }
      })
      return
    case 'InteractionDiverted': {
      const { to } = event
      changeInteraction(state, event.interactionId, (before) => {
        // A copy has all its fields in one order, whether it comes from the log or from a snapshot.
        const interaction = copyOfInteraction(before)
        const divertedFrom = [...(interaction.divertedFrom ?? []), event.queueId]
        const diverted = { stage: 'inFlow', waiting: null, divertedFrom } as const
        if (interaction.kind !== 'call') return { ...interaction, ...diverted }
        const { flowId: _, ...from } = interaction.entry
        clear(interaction, 'flow')
        if (to.kind === 'voicemail') {
          const entry = { ...from, queueId: null, greeting: voicemailPrompt }
          return { ...interaction, ...diverted, entry, voicemail: { queueId: event.queueId, speaking: null } }
        }
        if (to.kind === 'callback') {
          const entry = { ...from, queueId: event.queueId, greeting: null }
          return { ...interaction, ...diverted, entry, callbackDueIn: event.queueId }
        }
        const greeting = to.kind === 'announcement' ? to.prompt : null
        const queueId = to.kind === 'queue' ? to.queueId : null
        const { queueId: by } = event
        const outside = to.kind === 'outside' ? { sentOutside: { queueId: by, place: to.place } } : {}
        const flow = to.kind === 'flow' ? { flowId: to.flowId } : {}
        return { ...interaction, ...diverted, ...outside, entry: { ...from, queueId, greeting, ...flow } }
      })
      return
    }
    case 'DiversionDropped':
      changeWaiting(state, event.interactionId, ({ divertedAtMs: _, ...waiting }) => waiting)
      return
    case 'InteractionReturned':
      if (event.agentId !== null) releaseWork(state, event.agentId, event.interactionId, event.atMs)
      changeCall(state, event.interactionId, ({ sentOutside, ...interaction }) => ({
        ...interaction,
        stage: 'queued',
        waiting: {
          ...waitingIn(
            state,
            event,
            interaction,
            interaction.queuedAtMs ?? event.atMs,
            preferringNobody(interaction.wishes),
          ),
          // Whom nobody answered outside had nobody here yet: he waits in his place.
          isReturned: sentOutside === undefined,
        },
        engagement: null,
        givenByAgentId: null,
        farLegId: null,
        transfer: null,
        ...leftAlone(interaction),
      }))
      settleParties(state, event.interactionId, event.atMs)
      return
    case 'TaskReturned': {
      const { interactionId, agentId, atMs } = event
      releaseWork(state, agentId, interactionId, atMs)
      changeTask(state, interactionId, (task) => {
        const wishes = wishesOfReturned(task.wishes, event)
        const waiting = { ...waitingIn(state, event, task, task.queuedAtMs ?? atMs, wishes), isReturned: true }
        return { ...task, stage: 'queued', wishes, waiting, engagement: null }
      })
      return
    }
    case 'RequirementRelaxed':
      editWaiting(state, event.interactionId, (waiting) => {
        waiting.step = event.step
      })
      return
    case 'WaitAnnounced': {
      const { nextAtMs, position, wait, comfort, atMs } = event
      const isSaid = position !== undefined || wait !== undefined || comfort !== undefined
      editCall(state, event.interactionId, (call) => {
        if (isSaid) call.announcedAtMs = atMs
        if (!call.waiting) return
        const waiting = copyOfWaiting(call.waiting)
        if (nextAtMs === undefined) clear(waiting, 'announcesAtMs')
        else waiting.announcesAtMs = nextAtMs
        call.waiting = waiting
      })
      return
    }
    case 'PriorityChanged': {
      const { level, boostMs } = event
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        wishes: { ...interaction.wishes, level, boostMs },
      }))
      return
    }
    case 'CoolDownEnded':
      changeWaiting(state, event.interactionId, (waiting) => ({
        ...waiting,
        coolDowns: waiting.coolDowns.filter((coolDown) => coolDown.agentId !== event.agentId),
      }))
      return
    default:
      unreachable(event)
  }
}

function comeInto(state: RoutingTables, event: RoutingEventOf<'InteractionQueued'>): void {
  const { interactionId, queueId, leavesAtMs, looksAtMs, atMs } = event
  const interaction = copyOfInteraction(interactionOf(state, interactionId))
  const { queuedAtMs, wishes } = interaction
  interaction.stage = 'queued'
  interaction.queuedAtMs = queuedAtMs ?? atMs
  interaction.wishes = event.wishes ?? wishes
  const waiting = waitingIn(state, event, interaction, interaction.queuedAtMs, interaction.wishes)
  waiting.expected = event.expected ?? null
  interaction.waiting = waiting
  if (interaction.kind === 'call') {
    clear(interaction, 'callbackDueIn')
    clear(interaction, 'sentOutside')
    clear(interaction, 'voicemail')
    clear(interaction, 'flow')
  }
  // Who was called back ahead of an agent has answered: of those who wait he is the first.
  if (interaction.kind === 'call') waiting.isReturned = interaction.promise !== undefined
  if (interaction.kind === 'callback') {
    waiting.isReturned = interaction.promise.isFirst === true
    interaction.promise = { ...interaction.promise, queueId }
    interaction.dueAtMs = null
    clear(interaction, 'leavesAtMs')
    clear(interaction, 'looksAtMs')
    if (leavesAtMs !== undefined) interaction.leavesAtMs = leavesAtMs
    if (looksAtMs !== undefined) interaction.looksAtMs = looksAtMs
  }
  keepInteraction(state, interactionId, interaction)
}

/** Whoever was interrupted knows what it was about: for a while only he is asked. */
const interruptedPatienceMs = 60_000

function wishesOfReturned(wishes: Wishes, { agentId, cause, keptForMs }: RoutingEventOf<'TaskReturned'>): Wishes {
  if (keptForMs !== undefined) return { ...wishes, preferred: [{ agentId, why: 'owner', patienceMs: keptForMs }] }
  return cause === 'interrupted'
    ? { ...wishes, preferred: [{ agentId, why: 'last-agent', patienceMs: interruptedPatienceMs }] }
    : preferringNobody(wishes)
}
