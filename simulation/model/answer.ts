import {
  type CarrierCounts,
  type CoreCounts,
  type GroupCounts,
  type QueueCounts,
  type ReplicationCounts,
  sumOf,
} from './counts.ts'
import { type Estimate, meanEstimate, ratioEstimate } from './estimate.ts'
import { type FlowFigures, flowsOf } from './flows/figures.ts'
import { needsProcesses } from './flows/needs-processes.ts'
import type { Model } from './model.ts'

/** What a model amounts to over its replications. Counts are per replication, of customers who came after the warm-up. */
export interface Answer {
  readonly seed: number
  readonly replications: number
  /** The whole product lived through it: processes, log, link and edge with the decider; false: the decider alone. */
  readonly isWhole: boolean
  /** In the order of the model. */
  readonly queues: readonly ({ readonly id: string } & Figures)[]
  /** All queues together. */
  readonly all: Figures
  /** In the order of the model. */
  readonly agents: readonly { readonly id: string; readonly count: number; readonly occupancy: Estimate }[]
  /** In the order of the model; where it has any. */
  readonly flows?: readonly ({ readonly id: string } & FlowFigures)[]
  /** In the order of the model; where it has any. */
  readonly carriers?: readonly ({ readonly id: string } & CarrierFigures)[]
  /** Where the model says that it dies. */
  readonly core?: CoreFigures
}

export interface CarrierFigures {
  /** How often it failed, and for how long in all. */
  readonly failures: Estimate
  readonly downMs: Estimate
  /** Who never came through. */
  readonly lost: Estimate
  /** Who was cut off in the midst of a talk. */
  readonly cutOff: Estimate
}

export interface CoreFigures {
  readonly deaths: Estimate
  readonly downMs: Estimate
  /** Who called while there was none for longer than the edge holds anybody. */
  readonly refused: Estimate
}

export interface Figures {
  /** Who came: answered + abandoned + blocked + outside + callbacks.promised + messages.left + lost + unfinished. */
  readonly offered: Estimate
  readonly answered: Estimate
  /** Answered after waiting no longer than the threshold; who did not wait at all is among them. */
  readonly answeredInThreshold: Estimate
  /** Left while waiting. */
  readonly abandoned: Estimate
  /** Turned away, because all places were taken. */
  readonly blocked: Estimate
  /** Had to wait, whatever became of it. */
  readonly delayed: Estimate
  /** Still waited when it was over; only without `drain`, or where nobody could serve them. */
  readonly unfinished: Estimate
  readonly waitMs: {
    /** Of who was answered; who did not wait counts with 0. */
    readonly ofAnswered: Estimate
    /** Of who was answered or left. */
    readonly ofAll: Estimate
  }
  /** How many waited, averaged over the time from the end of the warm-up to the horizon. */
  readonly queueLength: Estimate
  /** Answered within the threshold, as a share (0 to 1): three definitions. */
  readonly serviceLevel: {
    readonly ofAnswered: Estimate
    /** Of all who came, but the unfinished, who will be called back, was answered outside or left a message. */
    readonly ofOffered: Estimate
    /** Of who was answered, or left after the threshold. */
    readonly withoutShortAbandoned: Estimate
  }
  /** How good the wait was that the decider foretold to those for whom nobody was free, of whom were answered. */
  readonly foretoldWait: {
    /** Share whose wait lay in the interval that was told, of which nine of ten are promised. */
    readonly within: Estimate
    /** How far it was from the likely one, on average. */
    readonly errorMs: Estimate
  }
  /** Sent to another queue, and counted here, where he came. */
  readonly diverted: Estimate
  /** Answered at a number outside, to which the queue sent him on. */
  readonly outside: Estimate
  /** Never came through, or was cut off while he waited: by a carrier, or for want of a core. */
  readonly lost: Estimate
  /** Of the answered: cut off in the midst of it, by a carrier or an agent. */
  readonly cutOff: Estimate
  /** Who hung up to be called back. */
  readonly callbacks: {
    readonly promised: Estimate
    /** Talked to an agent; the others were given up, or are still to be called. */
    readonly reached: Estimate
    readonly givenUp: Estimate
    /** How often their telephones were rung. */
    readonly dials: Estimate
    /** From the promise to the talk, of the reached. */
    readonly waitMs: Estimate
  }
  /** What was said to the voicemail. */
  readonly messages: {
    readonly left: Estimate
    /** Heard by an agent. */
    readonly handled: Estimate
    /** From its end until then. */
    readonly waitMs: Estimate
  }
  /** Shares of all who came, 0 to 1. */
  readonly share: { readonly abandoned: Estimate; readonly blocked: Estimate; readonly delayed: Estimate }
}

/** @param isWhole as it was run; a model with flows always is */
export function answerOf(
  model: Model,
  seed: number,
  counted: readonly ReplicationCounts[],
  isWhole = needsProcesses(model),
): Answer {
  const lengthMs = model.horizonMs - (model.warmupMs ?? 0)
  return {
    seed,
    replications: counted.length,
    isWhole,
    queues: model.queues.map(({ id }, i) => ({
      id,
      ...figuresOf(
        counted.map(({ queues }) => queues[i] as QueueCounts),
        lengthMs,
      ),
    })),
    all: figuresOf(
      counted.map(({ queues }) => sumOf(queues)),
      lengthMs,
    ),
    agents: model.agents.map(({ id = '', count }, i) => {
      const of = (name: keyof GroupCounts) => counted.map(({ agents }) => agents[i]?.[name] ?? 0)
      return { id: id || `agents[${i}]`, count, occupancy: ratioEstimate(of('busyMs'), of('staffedMs')) }
    }),
    ...(model.flows && { flows: flowsOf(model.flows, counted) }),
    ...(model.carriers && { carriers: carriersOf(model.carriers, counted) }),
    ...(model.core && { core: coreOf(counted) }),
  }
}

function carriersOf(carriers: NonNullable<Model['carriers']>, counted: readonly ReplicationCounts[]) {
  return carriers.map(({ id = '' }, i) => {
    const of = (name: keyof CarrierCounts) => meanEstimate(counted.map((one) => one.carriers[i]?.[name] ?? 0))
    return {
      id: id || `carriers[${i}]`,
      ...{ failures: of('failures'), downMs: of('downMs'), lost: of('lost'), cutOff: of('cutOff') },
    }
  })
}

function coreOf(counted: readonly ReplicationCounts[]): CoreFigures {
  const of = (name: keyof CoreCounts) => meanEstimate(counted.map(({ core }) => core[name]))
  return { deaths: of('deaths'), downMs: of('downMs'), refused: of('refused') }
}

export function figuresOf(counts: readonly QueueCounts[], lengthMs: number): Figures {
  const of = (value: (one: QueueCounts) => number) => counts.map(value)
  const mean = (name: keyof QueueCounts) => meanEstimate(of((one) => one[name]))
  const ratio = (above: keyof QueueCounts, below: (one: QueueCounts) => number) =>
    ratioEstimate(
      of((one) => one[above]),
      of(below),
    )
  const offered = (one: QueueCounts) => one.offered
  return {
    offered: mean('offered'),
    answered: mean('answered'),
    answeredInThreshold: mean('answeredInThreshold'),
    abandoned: mean('abandoned'),
    blocked: mean('blocked'),
    delayed: mean('delayed'),
    unfinished: mean('unfinished'),
    waitMs: {
      ofAnswered: ratio('answeredWaitMs', (one) => one.answered),
      ofAll: ratio('waitMs', (one) => one.answered + one.abandoned),
    },
    queueLength: meanEstimate(of(({ waitingArea }) => waitingArea / lengthMs)),
    serviceLevel: {
      ofAnswered: ratio('answeredInThreshold', (one) => one.answered),
      ofOffered: ratio(
        'answeredInThreshold',
        (one) => one.offered - one.unfinished - one.outside - one.promised - one.messages,
      ),
      withoutShortAbandoned: ratio(
        'answeredInThreshold',
        (one) => one.answered + one.abandoned - one.abandonedInThreshold,
      ),
    },
    foretoldWait: {
      within: ratio('foretoldWithin', (one) => one.foretold),
      errorMs: ratio('foretoldErrorMs', (one) => one.foretold),
    },
    diverted: mean('diverted'),
    outside: mean('outside'),
    lost: mean('lost'),
    cutOff: mean('cutOff'),
    callbacks: {
      promised: mean('promised'),
      reached: mean('reached'),
      givenUp: mean('givenUp'),
      dials: mean('dials'),
      waitMs: ratio('callbackWaitMs', (one) => one.reached),
    },
    messages: {
      left: mean('messages'),
      handled: mean('messagesHandled'),
      waitMs: ratio('messageWaitMs', (one) => one.messagesHandled),
    },
    share: {
      abandoned: ratio('abandoned', offered),
      blocked: ratio('blocked', offered),
      delayed: ratio('delayed', offered),
    },
  }
}
