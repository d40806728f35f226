import { available } from '#domain/agents/index.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { type DrawMs, drawsOf } from './distributions.ts'
import type { House } from './house.ts'
import { askedBreak, freeBreak, type PresenceChange } from './house-agents.ts'
import type { Model, ModelAgents } from './model.ts'
import type { Operation } from './operation.ts'
import type { Uniform } from './random-stream.ts'
import type { Streams } from './streams.ts'

const usualBackAfterMs = 60_000

/** What agents of a group do, and their chance. */
interface Habit {
  readonly ringMs: DrawMs
  readonly missShare: number
  readonly backAfterMs: number
  readonly chance: Uniform
  readonly mistakes: NonNullable<ModelAgents['mistakes']>
  readonly mistake: Uniform
  readonly lateMs: DrawMs
  readonly breaks: { readonly everyMs: DrawMs; readonly lastsMs: DrawMs; readonly isAsked: boolean } | null
  /** Accepts in the moment in which it is asked. */
  readonly isAutomatic: boolean
}

/** Agents: how they answer, when they come and go, and what they do wrong. */
export class Habits {
  readonly #operation: Operation
  readonly #house: House
  readonly #horizonMs: number
  readonly #habits: readonly (Habit | null)[]
  /** Of whom thinks of a break: which of his thoughts counts. */
  readonly #thoughts = new Map<AgentId, number>()

  constructor(model: Model, house: House, operation: Operation, streams: Streams) {
    this.#operation = operation
    this.#house = house
    this.#horizonMs = model.horizonMs
    this.#habits = model.agents.map((group, index) => habitOf(group, index, streams))
  }

  /** The day begins: who comes and goes when, and who thinks of a break. */
  begin(): void {
    for (const change of this.#house.presenceChanges) {
      const lateMs = change.presence.kind === 'available' ? (this.#of(change.agentId)?.lateMs() ?? 0) : 0
      if (lateMs > 0 && change.atMs + lateMs >= change.untilMs) continue
      this.#operation.at(change.atMs + lateMs, () => this.#operation.tell(() => this.#changesPresence(change)))
    }
    if (!this.#habits.some((habit) => habit?.breaks)) return
    for (const { agentId, presence } of this.#operation.state.agents.values()) {
      if (presence.kind === 'available') this.#thinksOfBreak(agentId)
    }
  }

  rings({ agentId, offerId }: Extract<RoutingEvent, { type: 'OfferMade' }>): void {
    const habit = this.#of(agentId)
    // Whose habits are not told has answered already.
    if (!habit || habit.isAutomatic || habit.chance() < habit.missShare) return
    const { declineShare = 0 } = habit.mistakes
    const isDeclined = declineShare > 0 && habit.mistake() < declineShare
    const operation = this.#operation
    operation.at(operation.nowMs + habit.ringMs(), () =>
      operation.tell(() => {
        if (operation.state.offers.has(offerId))
          operation.does({ type: isDeclined ? 'DeclineOffer' : 'AcceptOffer', offerId, agentId })
      }),
    )
  }

  presenceChanged({ agentId, presence, cause }: Extract<RoutingEvent, { type: 'PresenceChanged' }>): void {
    const habit = this.#of(agentId)
    if (!habit) return
    const operation = this.#operation
    if (cause === 'missed-offer') this.#isBack(agentId, operation.nowMs + habit.backAfterMs, 'notReady')
    if (!habit.breaks) return
    if (presence.kind === 'available') this.#thinksOfBreak(agentId)
    else if (presence.kind === 'break' && (presence.reason === freeBreak || presence.reason === askedBreak)) {
      this.#isBack(agentId, operation.nowMs + habit.breaks.lastsMs() + habit.lateMs(), 'break')
    }
  }

  /** @returns after which part of it he cuts the customer off; `null`: he does not */
  cutsOff(agentId: AgentId): number | null {
    const { mistakes: { cutOffShare = 0 } = {}, mistake } = this.#of(agentId) ?? {}
    return mistake && cutOffShare > 0 && mistake() < cutOffShare ? mistake() : null
  }

  /** @param takesMs how long it takes him, if he does not forget to say so */
  writesUp(agentId: AgentId, interactionId: InteractionId, takesMs: number): void {
    const { mistakes: { forgetWrapUpShare = 0 } = {}, mistake } = this.#of(agentId) ?? {}
    if (mistake && forgetWrapUpShare > 0 && mistake() < forgetWrapUpShare) return
    const operation = this.#operation
    operation.at(operation.nowMs + takesMs, () =>
      operation.tell(() => {
        const { wrapUps = [] } = operation.state.interactions.get(interactionId) ?? {}
        if (wrapUps.some((one) => one.agentId === agentId))
          operation.does({ type: 'FinishWrapUp', interactionId, agentId })
      }),
    )
  }

  #changesPresence({ agentId, presence }: PresenceChange): void {
    this.#operation.does({ type: 'SetPresence', agentId, presence, by: 'agent' })
  }

  #isBack(agentId: AgentId, atMs: number, from: 'notReady' | 'break'): void {
    const operation = this.#operation
    operation.at(atMs, () =>
      operation.tell(() => {
        const { presence } = operation.state.agents.get(agentId) ?? {}
        const isStillAway =
          presence?.kind === from &&
          (presence.kind === 'notReady' || presence.reason === freeBreak || presence.reason === askedBreak)
        if (isStillAway) operation.does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
      }),
    )
  }

  #thinksOfBreak(agentId: AgentId): void {
    const { breaks } = this.#of(agentId) ?? {}
    if (!breaks) return
    const thought = (this.#thoughts.get(agentId) ?? 0) + 1
    this.#thoughts.set(agentId, thought)
    const operation = this.#operation
    const atMs = operation.nowMs + breaks.everyMs()
    if (atMs >= this.#horizonMs) return
    operation.at(atMs, () =>
      operation.tell(() => {
        const agent = operation.state.agents.get(agentId)
        // Who is about to go home has no more breaks.
        const isHere = agent?.presence.kind === 'available' && !agent.nextPresence
        if (!isHere || this.#thoughts.get(agentId) !== thought) return
        if (breaks.isAsked) operation.does({ type: 'RequestBreak', agentId, reason: askedBreak })
        else
          operation.does({ type: 'SetPresence', agentId, presence: { kind: 'break', reason: freeBreak }, by: 'agent' })
      }),
    )
  }

  #of = (agentId: AgentId): Habit | null => this.#habits[this.#house.groupOf.get(agentId) ?? -1] ?? null
}

function habitOf({ answers, mistakes, breaks }: ModelAgents, index: number, streams: Streams): Habit | null {
  if (!answers && !mistakes && !breaks) return null
  const { after = { constantMs: 0 }, missShare = 0, backAfterMs = usualBackAfterMs } = answers ?? {}
  const chance = streams.ofAnswers(index)
  const ofBreaks = breaks && streams.ofGroup(index, 'breaks')
  return {
    ringMs: drawsOf(after, chance),
    missShare,
    backAfterMs,
    chance,
    mistakes: mistakes ?? {},
    mistake: mistakes ? streams.ofGroup(index, 'mistakes') : () => 1,
    lateMs: mistakes?.late ? drawsOf(mistakes.late, streams.ofGroup(index, 'late')) : () => 0,
    breaks:
      breaks && ofBreaks
        ? {
            everyMs: drawsOf(breaks.every, ofBreaks),
            lastsMs: drawsOf(breaks.lasts, ofBreaks),
            isAsked: breaks.limit !== undefined,
          }
        : null,
    isAutomatic: answers === undefined && !mistakes?.declineShare,
  }
}
