import type { Static, TSchema } from 'typebox'
import type { FlowId } from '#kernel/ids.ts'
import type { ExitName, FlowChannel, FlowDefinition, Json, Value } from './flow.ts'
import type { BlockProblemCode } from './problems/problem.ts'
import type { FlowAction, FlowFacts, FlowInput, FlowRun, Leaving } from './run.ts'

export type Purpose = 'say' | 'ask' | 'decide' | 'do' | 'route'

/** What a block makes of being started, or of what happens while it rests. */
export type Outcome<Memo extends Json> =
  /** Out by this exit. */
  | {
      readonly exit: ExitName
      readonly set?: Readonly<Record<string, Value>>
      readonly language?: string
      /** What is to be undone of its rest. */
      readonly actions?: readonly FlowAction[]
    }
  | {
      readonly rest: Memo
      readonly actions: readonly FlowAction[]
      readonly set?: Readonly<Record<string, Value>>
      /** When it wants to be woken. */
      readonly wakesAtMs?: number
    }
  /** Away; unless it ends it may come back as `not-taken`, and finds this memo again. */
  | { readonly leave: Leaving; readonly memo?: Memo }
  /** This flow is done: back to the block that called it and out by its exit of this name, else the interaction ends. */
  | { readonly back: 'done' | 'failed' }
  /** Into another flow, and out by an exit of this block when that one is done. */
  | { readonly call: { readonly flowId: FlowId } }
  /** Not for this block, or late: nothing changes. */
  | null

/**
 * A kind of block. A file of `blocks/` each, which is all that there is to know of it: what is set, where it leads, what it
 * does, and what is undone when its run is taken away at any instant.
 */
export interface BlockType<Settings extends TSchema = TSchema, Memo extends Json = Json> {
  readonly kind: string
  readonly purpose: Purpose
  readonly settings: Settings
  /** In which channels it means something. */
  readonly channels: readonly FlowChannel[]
  /**
   * Its exits with these settings, in the order in which they are drawn. Optional ones may lead nowhere: the run then fails, and
   * the caller goes to the flow's fallback queue, or back to the flow that called this one.
   */
  readonly exits: (settings: Static<Settings>) => readonly { readonly name: ExitName; readonly isOptional?: true }[]
  /** Beyond what the schema says. Each names the place in the settings and the problem, see `problems/`. */
  readonly check?: (settings: Static<Settings>, flow: FlowDefinition) => readonly SettingsProblem[]
  /** With the memo of its rest where the core died in it, else `null`. */
  readonly start: (settings: Static<Settings>, at: BlockAt<Memo | null>) => Outcome<Memo>
  /** Absent: it never rests. What it does not take of `not-taken` goes out by `failed`. */
  readonly on?: (settings: Static<Settings>, input: FlowInput, at: BlockAt<Memo>) => Outcome<Memo>
  /** Its run was taken away while it rested: the caller hung up, or somebody else has him. Absent: nothing is to be undone. */
  readonly cancel?: (settings: Static<Settings>, at: BlockAt<Memo>) => readonly FlowAction[]
}

export interface BlockAt<Memo> {
  readonly run: FlowRun
  readonly memo: Memo
  /** The number of the rest that begins now: for `say`, `ask`. */
  readonly rest: number
  readonly facts: FlowFacts
}

export interface SettingsProblem {
  /** Of the settings, from the outside in. */
  readonly path: readonly (string | number)[]
  readonly problem: BlockProblemCode
  readonly values?: Readonly<Record<string, string | number>>
}
