import type { BlockAt, Outcome } from './block-type.ts'
import { compiledBlock } from './compiled.ts'
import type { BlockId, ExitName, FlowDefinition, Json, Language } from './flow.ts'
import type { FlowAction, FlowFacts, FlowInput, FlowRun, FlowStep, Leaving, Passed } from './run.ts'
import { settingOf } from './variables.ts'

/** So many blocks in a row without a rest: it goes round in circles. */
export const mostPassed = 200
/** So deep may flows call flows. */
export const mostCallers = 10

/** What happens to a run, and what it asks for. Pure: the same run, input and facts give the same step. */
export function stepFlow(run: FlowRun, input: FlowInput, facts: FlowFacts): FlowStep {
  if (isLate(run, input)) return { run, passed: [], actions: [] }
  // What was to help whoever is lost does not.
  if (input.kind === 'not-taken' && run.away === 'last-resort') return gone(run, { kind: 'end', reason: 'failed' }, [])
  if (input.kind === 'started') return follow(run, start(run, facts), facts)
  const found = blockOf(run, facts)
  if (!found?.type) return follow(run, null, facts)
  const { block, type } = found
  const outcome = type.on?.(block.settings, input, { run, memo: run.memo, rest: run.rests + 1, facts })
  if (outcome) return follow(run, outcome, facts)
  if (input.kind === 'not-taken') return follow(run, { exit: 'failed' }, facts)
  return { run, passed: [], actions: [] }
}

/** What is to be undone of a run that is taken away while it rests. */
export function cancelFlow(run: FlowRun, facts: FlowFacts): readonly FlowAction[] {
  const found = run.away ? undefined : blockOf(run, facts)
  const at: BlockAt<Json> = { run, memo: run.memo, rest: run.rests + 1, facts }
  return found?.type?.cancel?.(found.block.settings, at) ?? []
}

function isLate(run: FlowRun, input: FlowInput): boolean {
  if (input.kind === 'started') return false
  if (run.away || input.kind === 'not-taken') return !(run.away && input.kind === 'not-taken')
  // Its block has not begun in this core yet: what it asked is asked again, and a key before that answers nothing.
  if (run.memo === null) return true
  return 'rest' in input && input.rest !== run.rests
}

/** From one rest to the next, through all that waits for nothing. An outcome of `null` is a block that cannot do its work. */
function follow(from: FlowRun, first: Outcome<Json>, facts: FlowFacts): FlowStep {
  const passed: Passed[] = []
  const undone: FlowAction[] = []
  let run = from
  let outcome = first
  for (;;) {
    if (outcome && 'rest' in outcome) {
      const { rest: memo, actions, set, wakesAtMs = null } = outcome
      const variables = set ? settingOf(run.variables, set) : run.variables
      const rested = restedAt(run, run.blockId, run.language, variables, memo, run.rests + 1, wakesAtMs)
      return { run: rested, passed, actions: without(undone, actions) }
    }
    if (outcome && 'leave' in outcome) {
      const { leave, memo = null } = outcome
      const left: FlowRun = leave.kind === 'end' ? run : { ...run, memo, rests: run.rests + 1, away: 'handed-over' }
      return gone(left, leave, passed, undone)
    }
    if (outcome && 'exit' in outcome && outcome.actions) undone.push(...outcome.actions)
    const isOver = outcome && 'back' in outcome && outcome.back === 'done' && run.callers.length === 0
    if (isOver) return gone(run, { kind: 'end', reason: 'finished' }, passed, undone)
    const isAllowed = passed.length < mostPassed
    const next = isAllowed ? (onwards(run, outcome, facts, passed) ?? toFailedOfCaller(run, facts, passed)) : null
    if (!next) return giveUp(run, facts, passed, undone)
    run = next
    outcome = start(run, facts)
  }
}

/** `null`: the block is not there, of a kind that nobody knows, or means nothing in this channel. */
function start(run: FlowRun, facts: FlowFacts): Outcome<Json> {
  const { block, type } = blockOf(run, facts) ?? {}
  if (!block || !type?.channels.includes(facts.channel)) return null
  return type.start(block.settings, { run, memo: run.memo, rest: run.rests + 1, facts })
}

/** Where the outcome leads; `null`: nowhere. */
function onwards(run: FlowRun, outcome: Outcome<Json>, facts: FlowFacts, passed: Passed[]): FlowRun | null {
  if (!outcome) return out(run, 'failed', facts, passed)
  if ('exit' in outcome) {
    const { exit, set, language = run.language } = outcome
    const variables = set ? settingOf(run.variables, set) : run.variables
    return out(run, exit, facts, passed, language, variables)
  }
  if ('call' in outcome) return into(run, outcome.call.flowId, facts) ?? out(run, 'failed', facts, passed)
  if ('back' in outcome) {
    const back = toCaller(run)
    return back && out(back, outcome.back, facts, passed)
  }
  return null
}

function out(
  run: FlowRun,
  exit: ExitName,
  facts: FlowFacts,
  passed: Passed[],
  language = run.language,
  variables = run.variables,
): FlowRun | null {
  const { flowId, versionId, blockId } = run
  passed.push({ flowId, versionId, blockId, exit })
  const leadsTo = blockOf(run, facts)?.block.exits[exit]
  return leadsTo === undefined ? null : restedAt(run, leadsTo, language, variables, null, run.rests, null)
}

function into(run: FlowRun, flowId: FlowRun['flowId'], facts: FlowFacts): FlowRun | null {
  const source = facts.definition(flowId, null)
  if (!source || run.callers.length >= mostCallers) return null
  const { flowId: from, versionId, blockId } = run
  const callers = [...run.callers, { flowId: from, versionId, blockId }]
  const { start } = source.definition
  return { ...run, flowId, versionId: source.versionId, blockId: start, callers, memo: null, wakesAtMs: null }
}

/** To the block that called the flow of this run, in the version in which it did; `null`: none did. */
function toCaller(run: FlowRun): FlowRun | null {
  const caller = run.callers[run.callers.length - 1]
  return caller ? { ...run, ...caller, callers: run.callers.slice(0, -1) } : null
}

/** What fails in a flow that was called fails the block that called it, and so on outwards. */
function toFailedOfCaller(run: FlowRun, facts: FlowFacts, passed: Passed[]): FlowRun | null {
  for (let caller = toCaller(run); caller; caller = toCaller(caller)) {
    const onwards = out(caller, 'failed', facts, passed)
    if (onwards) return onwards
  }
  return null
}

/** Into the queue that the drawer of the outermost flow named for that, else the call ends. */
function giveUp(run: FlowRun, facts: FlowFacts, passed: readonly Passed[], undone: readonly FlowAction[]): FlowStep {
  const { flowId, versionId } = run.callers[0] ?? run
  const queueId = facts.definition(flowId, versionId)?.definition.fallbackQueueId
  if (!queueId) return gone(run, { kind: 'end', reason: 'failed' }, passed, undone)
  const left: FlowRun = { ...run, memo: null, rests: run.rests + 1, away: 'last-resort' }
  return gone(left, { kind: 'queue', queueId }, passed, undone)
}

/** What leaves is silent, so it needs not be told to be. */
function gone(run: FlowRun, to: Leaving, passed: readonly Passed[], undone: readonly FlowAction[] = []): FlowStep {
  const { blockId, language, variables, memo, rests, away } = run
  const over = restedAt(run, blockId, language, variables, memo, rests, null)
  const left: FlowRun = to.kind === 'end' || !away ? over : { ...over, away }
  const actions: FlowAction[] = undone.filter(({ kind }) => kind !== 'stop-saying')
  actions.push({ kind: 'leave', to })
  return { run: null, left, passed, actions }
}

/** Field by field and no longer away: copies by spread have shapes of their own, which costs a step the half of its time. */
function restedAt(
  { interactionId, flowId, versionId, callers }: FlowRun,
  blockId: BlockId,
  language: Language,
  variables: FlowRun['variables'],
  memo: Json,
  rests: number,
  wakesAtMs: number | null,
): FlowRun {
  return { interactionId, flowId, versionId, blockId, language, variables, callers, memo, rests, wakesAtMs }
}

/** What says something else needs not be told to be silent first. */
function without(undone: readonly FlowAction[], actions: readonly FlowAction[]): readonly FlowAction[] {
  if (undone.length === 0) return actions
  const isSaid = actions.some(({ kind }) => kind === 'say' || kind === 'stop-saying')
  return [...(isSaid ? undone.filter(({ kind }) => kind !== 'stop-saying') : undone), ...actions]
}

const definitionOf = ({ flowId, versionId }: FlowRun, facts: FlowFacts): FlowDefinition | undefined =>
  facts.definition(flowId, versionId)?.definition

function blockOf(run: FlowRun, facts: FlowFacts) {
  const definition = definitionOf(run, facts)
  return definition && compiledBlock(definition, run.blockId)
}
