import type { Question } from '#domain/flows/index.ts'
import type { CallbackAskedBy, RoutingCommand } from '#domain/routing/index.ts'
import type { EdgeId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { EdgeCommand, RecordingResult } from '#protocol/edge/index.ts'
import type { FlowFailure } from './flows/failing.ts'
import type { CarriedRun, Listening } from './flows/flow-book.ts'
import type { ProcessInput } from './view.ts'

/**
 * What a process asks of its host. Actions are carried out in order; each is idempotent, so a host that is not sure does
 * it again. An `edge` action that follows a `decide` action does not wait for the decision.
 */
export type Action =
  | { readonly kind: 'edge'; readonly edgeId: EdgeId; readonly command: EdgeCommand }
  /** A refusal is an answer and not a fault: another event was there first. */
  | { readonly kind: 'decide'; readonly command: RoutingCommand }
  /** Personal data of an interaction that is about to begin: into a table that can be erased, never into the log. */
  | {
      readonly kind: 'particulars'
      readonly interactionId: InteractionId
      /** As received; the host makes E.164 of it. */
      readonly callerNumber: string
      readonly dialedNumber: string
      readonly callerName: string | null
      readonly authenticatedUser: string | null
    }
  /** Somebody on the line is to be called back: his number goes into a table that can be erased, and then it is decided. */
  | {
      readonly kind: 'ask-callback'
      /** The call in which he asks. */
      readonly interactionId: InteractionId
      readonly queueId: QueueId
      readonly askedBy: CallbackAskedBy
      readonly edgeId: EdgeId
      /** As received. */
      readonly number: string
      readonly isOverTrunk: boolean
      readonly name?: string
      readonly language: string
    }
  /** A caller is at another place of his flow: into the book at once, and durable as soon as it can be; `null`: he has left. */
  | { readonly kind: 'flow-run'; readonly interactionId: InteractionId; readonly run: CarriedRun | null }
  /** What went wrong in flows just now: counted, for whoever administers them. */
  | { readonly kind: 'flow-failed'; readonly failures: readonly FlowFailure[] }
  /** Another system is asked, once where the run is is durable; its answer comes as an input of kind `flow`. */
  | {
      readonly kind: 'flow-ask'
      readonly interactionId: InteractionId
      readonly rest: number
      readonly key: string
      readonly question: Question
    }
  /** The run wants to be woken: an input of kind `flow` at `atMs`. One for each run, the latest. */
  | { readonly kind: 'flow-timer'; readonly interactionId: InteractionId; readonly rest: number; readonly atMs: number }
  /** What somebody said is to be understood: an input of kind `understood` with the words, or without when it is none of these. */
  | {
      readonly kind: 'transcribe'
      readonly interactionId: InteractionId
      readonly listening: Listening
      /** As `leg.heard` has it. */
      readonly sound: string
    }
  /** Thought through when all that was decided before it here is durable; never, when that is not to be. */
  | { readonly kind: 'once-durable'; readonly input: ProcessInput }
  /** Where a finished recording lies; durable before the edge's event is acknowledged. */
  /** Of a call that is over `null`: only a recording that the history knows is given its file. */
  | { readonly kind: 'recording'; readonly interactionId: InteractionId | null; readonly result: RecordingResult }
