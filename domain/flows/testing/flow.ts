import type { FlowId, FlowVersionId, InteractionId } from '#kernel/ids.ts'
import type { Block, BlockId, FlowDefinition, Json, Value, Variable } from '../flow.ts'
import { cancelFlow, stepFlow } from '../interpreter.ts'
import type { FlowAction, FlowFacts, FlowInput, FlowRun, FlowStep } from '../run.ts'

export const flowId = 'flw_main' as FlowId
export const versionId = 'flv_1' as FlowVersionId

/** Words in English, as a block's settings have them. */
export const english = (text: string) => [{ kind: 'text', words: { en: text } }]

export const blockOf = (
  blockId: string,
  kind: string,
  settings: object,
  exits: Record<string, string> = {},
): Block => ({
  blockId: blockId as BlockId,
  kind,
  settings: settings as Json,
  exits: exits as Record<string, BlockId>,
  at: { x: 0, y: 0 },
})

/** A flow that begins with its first block. */
export const flowOf = (blocks: readonly Block[], variables: readonly Variable[] = []): FlowDefinition => ({
  format: 1,
  start: blocks[0]?.blockId ?? ('none' as BlockId),
  blocks,
  variables,
})

/** The only flow that there is, at nine in the morning, for a stranger. */
export function factsOf(definition: FlowDefinition, others: Partial<FlowFacts> = {}): FlowFacts {
  return {
    nowMs: Date.UTC(2026, 10, 23, 9),
    chance: () => 0.5,
    channel: 'voice',
    caller: { number: '+994501234567', dialedNumber: '100', isKnown: false, segmentIds: [] },
    queue: () => undefined,
    hours: () => undefined,
    incidentIds: [],
    definition: (asked) => (asked === flowId ? { flowId, versionId, definition } : undefined),
    ...others,
  }
}

export const runOf = (definition: FlowDefinition, variables: Record<string, Value> = {}): FlowRun => ({
  interactionId: 'int_1' as InteractionId,
  flowId,
  versionId,
  blockId: definition.start,
  language: 'en',
  variables,
  callers: [],
  memo: null,
  rests: 0,
  wakesAtMs: null,
})

/** A run that is told things one after another, and written as JSON in between as its host does. */
export class Walk {
  step: FlowStep
  facts: FlowFacts
  readonly passed: string[] = []

  constructor(definition: FlowDefinition, others: Partial<FlowFacts> = {}, variables: Record<string, Value> = {}) {
    this.facts = factsOf(definition, others)
    this.step = stepFlow(runOf(definition, variables), { kind: 'started' }, this.facts)
    this.#note()
  }

  /** Where it rests, or where it was when it left. */
  get run(): FlowRun {
    return JSON.parse(JSON.stringify(this.step.run ?? this.step.left))
  }

  get variables(): FlowRun['variables'] {
    return this.run.variables
  }

  get actions(): readonly FlowAction[] {
    return this.step.actions
  }

  tell(input: FlowInput): this {
    this.step = stepFlow(this.run, input, this.facts)
    this.#note()
    return this
  }

  keys(...keys: string[]): this {
    for (const key of keys) this.tell({ kind: 'key', key })
    return this
  }

  said(outcome: 'finished' | 'failed' = 'finished'): this {
    return this.tell({ kind: 'said', rest: this.run.rests, outcome })
  }

  woken(): this {
    const { rests: rest, wakesAtMs } = this.run
    if (wakesAtMs === null) throw new Error('nothing wakes it')
    this.facts = { ...this.facts, nowMs: wakesAtMs }
    return this.tell({ kind: 'woken', rest })
  }

  answered(answer: Extract<FlowInput, { kind: 'answered' }>['answer']): this {
    return this.tell({ kind: 'answered', rest: this.run.rests, answer })
  }

  notTaken(): this {
    return this.tell({ kind: 'not-taken', reason: 'busy' })
  }

  /** What would be undone if the caller hung up now. */
  get undone(): readonly FlowAction[] {
    return cancelFlow(this.run, this.facts)
  }

  #note(): void {
    for (const { blockId, exit } of this.step.passed) this.passed.push(`${blockId}:${exit}`)
  }
}

/** Exits that lead to blocks of their own, each of which rests: by which one was gone out is read from where it rests. */
export function between(kind: string, settings: object, exits: readonly string[], variables?: readonly Variable[]) {
  const ends = exits.map((exit) =>
    blockOf(`after-${exit}`, 'say', { items: english(exit), isInterruptible: false }, { next: `after-${exit}` }),
  )
  const out = Object.fromEntries(exits.map((exit) => [exit, `after-${exit}`]))
  return flowOf([blockOf('it', kind, settings, out), ...ends], variables)
}
