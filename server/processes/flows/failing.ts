import type { FlowAction, FlowRun, Passed } from '#domain/flows/index.ts'
import type { Call } from '#domain/routing/index.ts'
import type { FlowId, FlowVersionId } from '#kernel/ids.ts'
import type { Action } from '../actions.ts'
import { prompt } from '../spoken-language.ts'
import type { ProcessEnvironment, ProcessView } from '../view.ts'
import { whyUnheard } from './saying.ts'

/** What went wrong at a block, for whoever administers the flow; it tells nothing of the caller. */
export interface FlowFailure {
  readonly flowId: FlowId
  readonly versionId: FlowVersionId
  readonly blockId: string
  /**
   * `no-prompt`, `no-words`, `no-value`, `unreadable`, `too-long`: what was to be said has no sound (`detail`: the prompt, the
   * language or the variable). `unreachable`: another system. `not-taken`: where it sent the caller (`detail`: why).  `loop`: it went round in circles. `stuck`: the block can do nothing. `nowhere`: its exit
   * (`detail`) leads nowhere.
   */
  readonly cause: FlowFailureCause
  readonly detail: string
  /** Nothing of the flow led on from there. */
  readonly isLost: boolean
}
export type FlowFailureCause =
  | 'no-prompt'
  | 'no-words'
  | 'no-value'
  | 'unreadable'
  | 'too-long'
  | 'unreachable'
  | 'not-taken'
  | 'loop'
  | 'stuck'
  | 'nowhere'

/** Of his own making: nobody has to mend that. */
const ownMaking: ReadonlySet<string> = new Set(['no-number'])

/** Gathers what goes wrong while a run is taken on. */
export class Failures {
  readonly #all: FlowFailure[] = []

  note(run: FlowRun, cause: FlowFailureCause, detail = ''): void {
    const { flowId, versionId, blockId } = run
    if (ownMaking.has(detail)) return
    this.#all.push({ flowId, versionId, blockId, cause, detail, isLost: false })
  }

  noteUnheard(view: ProcessView, run: FlowRun, said: Extract<FlowAction, { kind: 'say' }>): void {
    const { cause, detail } = whyUnheard(view, said, run.variables)
    this.note(run, cause, detail)
  }

  /** The flow has no way on: because of what was noted of its last block, or since that one's exit leads nowhere. */
  noteLost(run: FlowRun, passed: readonly Passed[], isLoop: boolean): void {
    const at = passed[passed.length - 1] ?? run
    const known = this.#all[this.#all.length - 1]
    if (isLoop) this.note(run, 'loop')
    else if (known?.blockId !== at.blockId || known.versionId !== at.versionId) this.#noteNowhere(at)
    const last = this.#all.pop()
    if (last) this.#all.push({ ...last, isLost: true })
  }

  #noteNowhere(at: Passed | FlowRun): void {
    const { flowId, versionId, blockId } = at
    const detail = 'exit' in at ? at.exit : ''
    this.#all.push({ flowId, versionId, blockId, cause: 'nowhere', detail, isLost: false })
  }

  get actions(): readonly Action[] {
    return this.#all.length === 0 ? [] : [{ kind: 'flow-failed', failures: [...this.#all] }]
  }
}

/** Said to whom his flow has lost, before he waits somewhere else or his call ends. */
export function apology(
  { edgeId, customerLegId: legId }: Call,
  { language }: Pick<FlowRun, 'language'>,
  { newId }: ProcessEnvironment,
) {
  const playId = newId('play')
  const items = [prompt('apology', language)]
  const action: Action = { kind: 'edge', edgeId, command: { type: 'leg.play', legId, playId, items, loop: false } }
  return { playId, action }
}
