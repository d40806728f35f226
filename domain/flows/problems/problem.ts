import type { FlowId } from '#kernel/ids.ts'
import type { BlockId, ExitName, FlowChannel, Language } from '../flow.ts'
import type { ReferredTo } from '../settings-schema.ts'
import type { Path, SettingsProblemCode } from './walk-settings.ts'

/** What exists outside of the flow, as far as a definition can refer to it. */
export interface Known {
  /** Of the flow itself; `null`: it has none yet. */
  readonly flowId: FlowId | null
  /** For which it is drawn. */
  readonly channels: readonly FlowChannel[]
  /** That it shall speak besides those for which it has words. */
  readonly languages: readonly Language[]
  /** Ids of all that exist, by what they are; what is absent here is not checked. */
  readonly ids: Readonly<
    Partial<Record<Exclude<ReferredTo, 'variable' | 'set-variable' | 'language' | 'flow'>, ReadonlySet<string>>>
  >
  /** Every flow that is published, with those that it calls. */
  readonly flows: ReadonlyMap<string, readonly string[]>
  /** The languages that a prompt has; absent: not checked. */
  readonly languagesOfPrompt?: (promptId: string) => readonly Language[]
}

/** One thing that stands against publishing (`error`), or that its drawer likely did not mean (`warning`). */
export interface FlowProblem {
  readonly code: FlowProblemCode
  readonly severity: 'error' | 'warning'
  /** `null`: of the flow as a whole. */
  readonly blockId: BlockId | null
  /** Of the block's settings, or of the definition, from the outside in. */
  readonly path?: Path
  readonly exit?: ExitName
  /** What the sentence names: a kind, a language, a variable, a number. */
  readonly values: Readonly<Record<string, string | number>>
}

export type FlowProblemCode =
  | SettingsProblemCode
  | 'start-missing'
  | 'block-twice'
  | 'block-of-unknown-kind'
  | 'block-not-reached'
  | 'block-not-on-channel'
  | 'exit-leads-nowhere'
  | 'exit-leads-to-missing-block'
  | 'exit-unknown'
  | 'circle-without-rest'
  | 'variable-twice'
  | 'variable-not-declared'
  | 'variable-never-set'
  | 'secret-said'
  | 'language-missing'
  | 'flow-calls-itself'
  | `${'queue' | 'hours' | 'prompt' | 'flow' | 'incident' | 'segment' | 'tier' | 'skill' | 'secret'}-missing`
  | 'requirement-wrong'
  /** What single kinds of blocks say of their settings. */
  | BlockProblemCode

export type BlockProblemCode =
  | 'key-twice'
  | 'case-twice'
  | 'most-below-least'
  | 'percent-not-100'
  | 'time-zone-unknown'
  | 'url-wrong'
  | 'header-wrong'
  | 'span-wrong'
  | 'asked-twice'
  | 'needed-here'
  | 'no-choices'
  | 'secret-on-page'
