import type { FlowId, FlowVersionId, InteractionId } from '#kernel/ids.ts'
import type { BlockId, FlowDefinition, Language, Value } from '../flow.ts'
import { stepFlow } from '../interpreter.ts'
import type { ShownPage } from '../pages/shown-page.ts'
import type { FlowAction, FlowFacts, FlowInput, FlowRun, FlowSource, Leaving } from '../run.ts'
import type { Said } from '../said.ts'

/** A call that nobody makes: what a flow would do, told step by step. */
export interface Walk {
  readonly facts: FlowFacts
  /** Where it rests; `null`: it has left. */
  readonly run: FlowRun | null
  readonly happened: readonly Happened[]
  /** Simulated. */
  readonly nowMs: number
  /** What it waits for to be heard to its end. */
  readonly isSaying: boolean
  /** What another system is asked, until it answers. */
  readonly isAsking: boolean
}

export type Happened =
  | { readonly kind: 'passed'; readonly blockId: BlockId; readonly exit: string }
  | { readonly kind: 'said'; readonly blockId: BlockId; readonly items: readonly Said[]; readonly language: Language }
  | { readonly kind: 'showed'; readonly blockId: BlockId; readonly page: ShownPage; readonly language: Language }
  | { readonly kind: 'did'; readonly deed: Deed }
  | { readonly kind: 'left'; readonly to: Leaving }

/** What the caller does, or the world answers. */
export type Deed =
  | { readonly kind: 'keys'; readonly keys: string }
  | { readonly kind: 'words'; readonly text: string }
  /** Fills in the page that is shown. */
  | { readonly kind: 'page'; readonly exit: string; readonly values: Readonly<Record<string, Value>> }
  /** Until the block has waited long enough. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'answer'; readonly values: Readonly<Record<string, Value>> }
  | { readonly kind: 'no-answer' }

export interface Walked {
  readonly source: FlowSource
  readonly language: Language
  /** All but `nowMs`, `chance` and `definition`, which are the walk's own. */
  readonly facts: Omit<FlowFacts, 'nowMs' | 'chance' | 'definition'>
  readonly nowMs: number
  readonly chance: () => number
  /** Flows that it calls. */
  readonly others: (flowId: FlowId) => FlowSource | undefined
}

/** So much is heard before somebody says that it goes round in circles. */
const mostHappened = 2000
const spokenMs = 2000

export function beginWalk({ source, language, facts, nowMs, chance, others }: Walked): Walk {
  const { flowId, versionId, definition } = source
  const run: FlowRun = {
    interactionId: 'int_walk' as InteractionId,
    ...{ flowId, versionId, blockId: definition.start, language, variables: {}, callers: [], memo: null },
    ...{ rests: 0, wakesAtMs: null },
  }
  const definitionOf = (asked: FlowId) => (asked === flowId ? source : others(asked))
  const begun: Walk = {
    facts: { ...facts, nowMs, chance, definition: definitionOf },
    ...{ run, happened: [], nowMs, isSaying: false, isAsking: false },
  }
  return untilItWaits(take(begun, { kind: 'started' }))
}

/** What the caller does, and all that follows until somebody has to do something again. */
export function goOn(walk: Walk, deed: Deed): Walk {
  if (!walk.run) return walk
  const told: Walk = { ...walk, happened: [...walk.happened, { kind: 'did', deed }] }
  if (deed.kind === 'keys') {
    let next = told
    for (const key of deed.keys) next = next.run ? untilItWaits(take(next, { kind: 'key', key })) : next
    return next
  }
  const { rests } = walk.run
  if (deed.kind === 'words') return untilItWaits(take(told, { kind: 'words', text: deed.text, confidence: 1 }))
  if (deed.kind === 'page') {
    return untilItWaits(take(told, { kind: 'page', rest: rests, exit: deed.exit, values: deed.values }))
  }
  if (deed.kind === 'answer') {
    return untilItWaits(take(told, { kind: 'answered', rest: rests, answer: { ok: true, values: deed.values } }))
  }
  if (deed.kind === 'no-answer') {
    return untilItWaits(take(told, { kind: 'answered', rest: rests, answer: { ok: false, reason: 'timeout' } }))
  }
  const wakesAtMs = walk.run.wakesAtMs ?? walk.nowMs
  return untilItWaits(take({ ...told, nowMs: Math.max(walk.nowMs, wakesAtMs) }, { kind: 'woken', rest: rests }))
}

/** What is said is heard to its end at once: nobody waits for it here. */
function untilItWaits(from: Walk): Walk {
  let walk = from
  while (walk.run && walk.isSaying && walk.happened.length < mostHappened) {
    const heard = { ...walk, nowMs: walk.nowMs + spokenMs, isSaying: false }
    walk = take(heard, { kind: 'said', rest: walk.run.rests, outcome: 'finished' })
  }
  return walk
}

function take(walk: Walk, input: FlowInput): Walk {
  const { run, facts, nowMs } = walk
  if (!run) return walk
  const step = stepFlow(run, input, { ...facts, nowMs })
  const passed = step.passed.map(({ blockId, exit }): Happened => ({ kind: 'passed', blockId, exit }))
  const at = step.run?.blockId ?? run.blockId
  const isNew = step.run !== run
  return {
    ...walk,
    run: step.run,
    happened: [...walk.happened, ...passed, ...step.actions.flatMap((action) => told(action, at))],
    isSaying: step.actions.some(({ kind }) => kind === 'say') || (walk.isSaying && !isNew),
    isAsking: step.actions.some(({ kind }) => kind === 'ask') || (walk.isAsking && !isNew),
  }
}

function told(action: FlowAction, blockId: BlockId): Happened[] {
  if (action.kind === 'say') return [{ kind: 'said', blockId, items: action.items, language: action.language }]
  if (action.kind === 'show') return [{ kind: 'showed', blockId, page: action.page, language: action.language }]
  return action.kind === 'leave' ? [{ kind: 'left', to: action.to }] : []
}

/** For a draft, which has no version. */
export const draftSource = (flowId: FlowId, definition: FlowDefinition): FlowSource => ({
  flowId,
  versionId: 'flv_draft' as FlowVersionId,
  definition,
})
