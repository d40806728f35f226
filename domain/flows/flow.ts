import type { QueueId } from '#kernel/ids.ts'

/** Stands at one place of one flow: short, and the same for as long as the block is there. */
export type BlockId = string & { readonly __block: never }
export type ExitName = string
/**
 * Where a flow goes on: with a caller, in a chat, beside an agent who reads it out, or on a web page with a customer alone. What
 * a block does means something in some of them.
 */
export const flowChannels = ['voice', 'chat', 'script', 'self-service'] as const
export type FlowChannel = (typeof flowChannels)[number]
/** BCP-47. */
export type Language = string

/**
 * What somebody drew, as plain JSON: kept, exported and imported as it is. It is checked by `problemsIn` before it is
 * published, and a run goes by the version with which it began.
 */
export interface FlowDefinition {
  readonly format: 1
  readonly start: BlockId
  readonly blocks: readonly Block[]
  /** What a run knows besides what its caller is: `{name}` of what blocks fill in and ask for. */
  readonly variables: readonly Variable[]
  /** Who is left without an exit, or by a failure that leads nowhere, waits here; absent: the call ends with an apology. */
  readonly fallbackQueueId?: QueueId
  /** Written beside the blocks for who draws after; no run reads them. */
  readonly notes?: readonly FlowNote[]
}

export interface FlowNote {
  readonly noteId: string
  readonly text: string
  readonly at: { readonly x: number; readonly y: number }
}

export interface Block {
  readonly blockId: BlockId
  /** The word of its type: the file in `blocks/`, in JSON, in the palette and on the page. */
  readonly kind: string
  /** As its drawer calls it; absent: by its kind. */
  readonly name?: string
  /** Checked by the schema of its type. */
  readonly settings: Json
  /** Where each exit leads. An exit that leads nowhere is a problem, but for those that a type says may. */
  readonly exits: Readonly<Record<ExitName, BlockId>>
  /** On the canvas. */
  readonly at: { readonly x: number; readonly y: number }
}

export interface Variable {
  /** Letters, digits and underscores, as it is told to the agent too. */
  readonly name: string
  readonly label: string
  /** What is in it never stands in a log or on a screen: a card's number. */
  readonly isSecret?: true
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Value = string | number | boolean
