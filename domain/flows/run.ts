import type { BusinessHoursId, FlowId, FlowSecretId, FlowVersionId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { Requirement } from '../routing/index.ts'
import type { BlockId, ExitName, FlowChannel, FlowDefinition, Json, Language, Value } from './flow.ts'
import type { ShownPage } from './pages/shown-page.ts'
import type { Said } from './said.ts'

/**
 * One interaction on its way through a flow. Plain JSON: it is kept whenever it comes to rest, and goes on from the block at
 * which it rested when the core that carried it died.
 */
export interface FlowRun {
  readonly interactionId: InteractionId
  readonly flowId: FlowId
  readonly versionId: FlowVersionId
  readonly blockId: BlockId
  readonly language: Language
  readonly variables: Readonly<Record<string, Value>>
  /** The flows that called this one, the outermost first, and where each goes on. */
  readonly callers: readonly { readonly flowId: FlowId; readonly versionId: FlowVersionId; readonly blockId: BlockId }[]
  /** What the block remembers while it rests: tries, keys so far. `null`: nothing. */
  readonly memo: Json
  /** How often it came to rest. What it said, asked and waits for bears this number: an answer with an older one is late. */
  readonly rests: number
  /** When the block is to be woken; `null`: only by what happens. */
  readonly wakesAtMs: number | null
  /**
   * Its interaction is where the block handed it to, or in the fallback queue of its flow, and may come back by `not-taken`;
   * nothing else is for it until then.
   */
  readonly away?: 'handed-over' | 'last-resort'
}

/** What happens to a run that rests. */
export type FlowInput =
  /** It comes in, or is at this block again after its core died: the block starts. */
  | { readonly kind: 'started' }
  /** What it said was heard to its end, or could not be said. */
  | { readonly kind: 'said'; readonly rest: number; readonly outcome: 'finished' | 'failed' }
  /** `0`-`9`, `*`, `#`; in a chat a button. */
  | { readonly kind: 'key'; readonly key: string }
  /** Words, spoken or written. `confidence` from 0 to 1. */
  | { readonly kind: 'words'; readonly text: string; readonly confidence: number }
  /** A page was filled in: what was answered by variable, and the way that was chosen. */
  | {
      readonly kind: 'page'
      readonly rest: number
      readonly exit: ExitName
      readonly values: Readonly<Record<string, Value>>
    }
  /** `wakesAtMs` has come. */
  | { readonly kind: 'woken'; readonly rest: number }
  /** What it asked outside has an answer. */
  | { readonly kind: 'answered'; readonly rest: number; readonly answer: Answer }
  /** Where it handed its interaction to did not take it: it is busy, closed, full, or not there. For a run that is away. */
  | { readonly kind: 'not-taken'; readonly reason: string }

export type Answer =
  | { readonly ok: true; readonly values: Readonly<Record<string, Value>> }
  /** `isFinal`: asking again would not help. */
  | { readonly ok: false; readonly reason: string; readonly isFinal?: true }

/** What a run asks of whoever carries it. */
export type FlowAction =
  /** Replaces what is being said. */
  | { readonly kind: 'say'; readonly rest: number; readonly items: readonly Said[]; readonly language: Language }
  | { readonly kind: 'stop-saying' }
  /** Replaces the page that is shown; answered by `page` with the same `rest`. */
  | { readonly kind: 'show'; readonly rest: number; readonly page: ShownPage; readonly language: Language }
  /** From now on what he says counts as well as keys, if it is one of these, in this language; until the block is left. */
  | { readonly kind: 'listen'; readonly language: Language; readonly phrases: readonly string[] }
  /** Of another system; answered by `answered` with the same `rest`. `key` is the same when it is asked again after a death. */
  | { readonly kind: 'ask'; readonly rest: number; readonly key: string; readonly question: Question }
  /**
   * What is typed from here on is a secret: neither recorded, logged nor shown. Whoever carries it takes the keys as `taking` says and
   * gives them in one go, as `words`; or key by key where nobody but him knows of them. It stands before the question that it is for.
   */
  | { readonly kind: 'hide-keys'; readonly isHidden: true; readonly rest: number; readonly taking: Taking }
  /** No longer. */
  | { readonly kind: 'hide-keys'; readonly isHidden: false }
  /** The last one: the interaction leaves the flow, and nothing of it is said any more. Whether it may come back is said by the step's `run`. */
  | { readonly kind: 'leave'; readonly to: Leaving }

/** How keys are taken that nobody may see one by one. */
export interface Taking {
  readonly most: number
  /** Ends it before that; empty: the time does. */
  readonly terminator: '' | '#' | '*'
  /** Until the first key, after the question was heard; and between two. */
  readonly timeoutMs: number
  readonly betweenMs: number
}

/** Grows by a member with each block that asks something outside. */
export type Question = HttpQuestion | CaseQuestion

/** Answered with the `number` of the case; with nothing where there is none. */
export interface CaseQuestion {
  readonly kind: 'case'
  /** As he typed it; `null`: his newest that is not closed. */
  readonly number: string | null
}

export interface HttpQuestion {
  readonly kind: 'http'
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With the values filled in. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string | null
  /** Put in by whoever sends it, behind `before`, and known to nobody else. */
  readonly secrets: readonly {
    readonly place: 'header' | 'parameter'
    readonly name: string
    readonly before: string
    readonly secretId: FlowSecretId
  }[]
  /** From when it is sent until the whole answer is there. */
  readonly timeoutMs: number
  /** Before it is sent. */
  readonly waitMs: number
  /** Where in the answer's JSON each variable is found: a path of names and numbers. */
  readonly take: Readonly<Record<string, readonly (string | number)[]>>
}

export type Leaving =
  /** What it asks for besides what the queue does, see routing's `Wishes`. */
  | {
      readonly kind: 'queue'
      readonly queueId: QueueId
      readonly requirement?: Requirement
      readonly level?: number
      readonly boostMs?: number
    }
  /** A number of the world, or a place of ours in the number plan. */
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'voicemail'; readonly queueId: QueueId }
  | { readonly kind: 'callback'; readonly queueId: QueueId; readonly number: string | null }
  /** Of a page: work for a queue of tasks. */
  | { readonly kind: 'task'; readonly queueId: QueueId; readonly subject: string }
  | { readonly kind: 'end'; readonly reason: 'finished' | 'failed' }

/** What a block may look at, and the rest of the house: nothing else. All of it as it is now. */
export interface FlowFacts {
  readonly nowMs: number
  /** From 0 to below 1. */
  readonly chance: () => number
  readonly channel: FlowChannel
  readonly caller: {
    /** E.164; `null`: hidden. */
    readonly number: string | null
    readonly dialedNumber: string
    /** ISO 3166-1 and 3166-2; absent: not known. */
    readonly country?: string
    readonly region?: string
    readonly isKnown: boolean
    readonly name?: string
    readonly tierId?: string
    readonly segmentIds: readonly string[]
  }
  readonly queue: (queueId: QueueId) => QueueFacts | undefined
  readonly hours: (businessHoursId: BusinessHoursId) => 'open' | 'closed' | 'holiday' | undefined
  /** Incidents to which this caller belongs. */
  readonly incidentIds: readonly string[]
  /**
   * The version with which the run began; of a flow that it calls (`versionId` null), the one that is published now. The same
   * version has to be the same object each time: what is found out of it is remembered by it.
   */
  readonly definition: (flowId: FlowId, versionId: FlowVersionId | null) => FlowSource | undefined
  /** The key with which this block asked before its core died, as long as there was no answer. Absent: none did. */
  readonly unansweredKey?: ((at: Pick<FlowRun, 'versionId' | 'blockId'>) => string | undefined) | undefined
}

export interface QueueFacts {
  readonly waiting: number
  /** `null`: nothing can be foretold. */
  readonly expectedWaitMs: number | null
  /** Logged in for it. */
  readonly agents: number
  readonly isClosed: boolean
}

export interface FlowSource {
  readonly flowId: FlowId
  readonly versionId: FlowVersionId
  readonly definition: FlowDefinition
}

/** One block that was gone through. */
export interface Passed {
  readonly flowId: FlowId
  readonly versionId: FlowVersionId
  readonly blockId: BlockId
  readonly exit: ExitName
}

/** What an input came to. */
export interface FlowStep {
  /** Where it rests now; `null`: it has left, and `leave` is the last action. */
  readonly run: FlowRun | null
  /**
   * Only when it has left: the run as it was. With `away` it may come back: whoever carries it keeps it until the interaction is
   * taken (an agent, a party or a mailbox has it) or has ended, and gives it `not-taken` when it is not taken. It is never given
   * `started`. Without `away` it is over, and only its variables and language are of use.
   */
  readonly left?: FlowRun
  readonly passed: readonly Passed[]
  readonly actions: readonly FlowAction[]
}
