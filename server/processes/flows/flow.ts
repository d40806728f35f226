import {
  type BlockId,
  cancelFlow,
  type FlowAction,
  type FlowInput,
  type FlowRun,
  type FlowStep,
  mostPassed,
  type Passed,
  stepFlow,
  type Taking,
} from '#domain/flows/index.ts'
import type { Call, RoutingEvent } from '#domain/routing/index.ts'
import type { CollectId, InteractionId, LegId, PlayId } from '#kernel/ids.ts'
import type { EdgeCommandOf, EdgeEvent, EdgeEventOf, PlayItem } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import { languageOf } from '../spoken-language.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from '../view.ts'
import { answersAfter, hasSecret } from './answers.ts'
import { factsOf } from './facts.ts'
import { apology, Failures } from './failing.ts'
import type { CarriedRun, FlowsView, Listening } from './flow-book.ts'
import { handOver } from './leaving.ts'
import { heardOf } from './saying.ts'

/**
 * Carries callers through their flows.
 *
 *     FlowEntered --(durable)--> started --> [ the block says, asks, waits ] --> leaves: a queue, a number, ..., the end
 *                                                  ^        |
 *     leg.play-ended, leg.digit, a timer ----------'        '--> AdvanceFlow, and the run is kept
 *
 * A run lives in the book and in its table; the state has only where it is. Whoever is not taken where his flow sends him is
 * at that block again. When the call is over, or somebody else has it, the run is cancelled.
 */
export function flow(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  const { flows } = view
  if (!flows) return []
  if (input.kind === 'flow') return go(view, flows, input.interactionId, input.input, environment)
  if (input.kind === 'understood') {
    const { interactionId, listeningId, words } = input
    const isAwaited = flows.runOf(interactionId)?.listening?.listeningId === listeningId
    return isAwaited ? go(view, flows, interactionId, words, environment) : []
  }
  if (input.kind === 'routing') return noted(view, flows, input.event, environment)
  if (input.kind === 'edge') return happened(view, flows, input.event, environment)
  if (input.kind !== 'edge-refused') return []
  const { command } = input
  if (command.type === 'leg.play') return played(view, flows, command, 'failed', environment)
  if (command.type === 'leg.collect') {
    return taken(view, flows, { ...command, digits: '', outcome: 'first-digit-timeout' }, environment)
  }
  return []
}

function noted(
  view: ProcessView,
  flows: FlowsView,
  event: RoutingEvent,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (!('interactionId' in event)) return []
  const { interactionId } = event
  const call = view.state.calls.get(interactionId)
  const carried = flows.runOf(interactionId)
  if (event.type === 'FlowEntered') {
    const isUnderWay = carried?.enteredAtMs === call?.flow?.enteredAtMs
    return isUnderWay ? [] : go(view, flows, interactionId, { kind: 'started' }, environment)
  }
  if (event.type === 'FlowReturned') {
    return go(view, flows, interactionId, { kind: 'not-taken', reason: event.cause }, environment)
  }
  if (!carried) return []
  if (!call || call.stage === 'wrapUp') return [{ kind: 'flow-run', interactionId, run: null }]
  if (call.flow || call.callbackDueIn !== undefined || carried.isOver) return []
  // It left, or was taken away: whatever it waited for is waited for no more.
  const { listening, ...others } = carried
  const over: CarriedRun = { ...others, saying: null, leaving: null, isOver: true }
  const left: Action[] = [{ kind: 'flow-run', interactionId, run: over }, ...(listening ? [unheard(call)] : [])]
  if (call.stage !== 'inFlow') return carried.secretly && !call.areDigitsMasked ? [...left, unmasked(call)] : left
  const undone = cancelFlow(carried.run, factsOf(view, flows, call, environment))
  return [...left, ...undone.flatMap((action) => stopped(call, action))]
}

function stopped(call: Call, action: FlowAction): readonly Action[] {
  const { edgeId, customerLegId: legId } = call
  if (action.kind === 'stop-saying') return [{ kind: 'edge', edgeId, command: { type: 'leg.stop-play', legId } }]
  if (action.kind !== 'hide-keys' || action.isHidden) return []
  return [{ kind: 'edge', edgeId, command: { type: 'leg.stop-collect', legId } }, unmasked(call)]
}

const unmasked = ({ edgeId, customerLegId: legId }: Call): Action => ({
  kind: 'edge',
  edgeId,
  command: { type: 'leg.mask-digits', legId, isOn: false },
})

const unheard = ({ edgeId, customerLegId: legId }: Call): Action => ({
  kind: 'edge',
  edgeId,
  command: { type: 'leg.stop-listen', legId },
})

function happened(
  view: ProcessView,
  flows: FlowsView,
  event: EdgeEvent,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (event.type === 'leg.digit') {
    const interactionId = view.state.indexes.customerLegs.get(event.legId)
    return interactionId ? go(view, flows, interactionId, { kind: 'key', key: event.digit }, environment) : []
  }
  if (event.type === 'leg.collected') return taken(view, flows, event, environment)
  if (event.type === 'leg.heard') {
    const interactionId = view.state.indexes.customerLegs.get(event.legId)
    const listening = interactionId && flows.runOf(interactionId)?.listening
    if (!listening || listening.listeningId !== event.listeningId) return []
    return [{ kind: 'transcribe', interactionId, listening, sound: event.sound }]
  }
  // Another play, a bridge or a collection took its place: whoever began that says what follows.
  if (event.type !== 'leg.play-ended') return []
  const { outcome } = event
  return outcome === 'finished' || outcome === 'failed' ? played(view, flows, event, outcome, environment) : []
}

/** Keys that nobody saw; stopped, whoever took their place says what follows. */
function taken(
  view: ProcessView,
  flows: FlowsView,
  { legId, collectId, digits, outcome }: Omit<EdgeEventOf<'leg.collected'>, 'type'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const interactionId = view.state.indexes.customerLegs.get(legId)
  const secretly = interactionId && flows.runOf(interactionId)?.secretly
  if (!secretly || secretly.collectId !== collectId || outcome === 'stopped' || outcome === 'leg-ended') return []
  const input: FlowInput =
    digits === '' ? { kind: 'woken', rest: secretly.rest } : { kind: 'words', text: digits, confidence: 1 }
  return go(view, flows, interactionId, input, environment)
}

function played(
  view: ProcessView,
  flows: FlowsView,
  { legId, playId }: { readonly legId: LegId; readonly playId: PlayId },
  outcome: 'finished' | 'failed',
  environment: ProcessEnvironment,
): readonly Action[] {
  const interactionId = view.state.indexes.customerLegs.get(legId)
  const saying = interactionId && flows.runOf(interactionId)?.saying
  if (!saying || saying.playId !== playId) return []
  return go(view, flows, interactionId, { kind: 'said', rest: saying.rest, outcome }, environment)
}

/** What happens to the run of this interaction, if it is in a flow. */
function go(
  view: ProcessView,
  flows: FlowsView,
  interactionId: InteractionId,
  input: FlowInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  const call = view.state.calls.get(interactionId)
  if (call?.stage !== 'inFlow' || !call.flow) return []
  const known = flows.runOf(interactionId)
  if (known?.enteredAtMs !== call.flow.enteredAtMs || known.isOver) {
    // A core that has just begun hears of keys before it is told to go on.
    const isToBegin = input.kind === 'started'
    return isToBegin ? take(view, flows, call, begun(view, call, call.flow, known), input, environment) : []
  }
  const { leaving } = known
  if (!leaving) return take(view, flows, call, known, input, environment)
  if (input.kind === 'not-taken') return take(view, flows, call, { ...known, leaving: null }, input, environment)
  // He has heard that something went wrong; or he was on his way out when the core died, or the link broke.
  if (input.kind !== 'started' && !(input.kind === 'said' && known.isExcused)) return []
  const handover = handOver(view, call, leaving, environment)
  // The run was kept and where it came to was not: the log learns it now.
  if ('actions' in handover) return [...advanced(view, call, known.run, []), ...handover.actions]
  const notTaken = { kind: 'not-taken', reason: handover.notTaken } as const
  return take(view, flows, call, { ...known, leaving: null }, notTaken, environment)
}

/** What he said in a flow before this one he need not say again. */
const begun = (
  view: ProcessView,
  call: Call,
  { flowId, versionId, blockId, enteredAtMs }: NonNullable<Call['flow']>,
  former: CarriedRun | undefined,
): CarriedRun => ({
  run: {
    interactionId: call.interactionId,
    ...{ flowId, versionId, blockId: blockId as BlockId },
    language: languageOf(view, call),
    variables: former?.run.variables ?? {},
    callers: [],
    memo: null,
    rests: 0,
    wakesAtMs: null,
  },
  enteredAtMs,
  saying: null,
  leaving: null,
  answers: former?.answers ?? [],
})

/** He has said what he wanted to say, as far as a choice out of a few goes. */
const quietMs = 600
const longestMs = 6000

/** What cannot be said, and where nobody is taken, leads on in the same moment: so often, and then it leads nowhere. */
const mostTurns = 50

function take(
  view: ProcessView,
  flows: FlowsView,
  call: Call,
  before: CarriedRun,
  first: FlowInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  const facts = factsOf(view, flows, call, environment, before)
  const passed: Passed[] = []
  const wanted: Action[] = []
  let carried = before
  let input: FlowInput | undefined = first
  const failures = new Failures()
  if (first.kind === 'answered' && !first.answer.ok && isAwaited(before.run, first.rest)) {
    failures.note(before.run, 'unreachable', first.answer.reason)
  }
  for (let turn = 0; input; turn++) {
    if (turn === mostTurns) return lost(call, carried, failures, 'loop', environment)
    const step = stepFlow(carried.run, input, facts)
    passed.push(...step.passed)
    if (isStuck(step, input)) return lost(call, carried, failures, 'stuck', environment)
    const now = step.run ?? step.left ?? carried.run
    const isLost = hasNoWayOn(step)
    // Of whom the fallback queue did not take it is told already.
    if (isLost && carried.run.away !== 'last-resort' && !endsByItself(flows, now)) {
      failures.noteLost(now, step.passed, step.passed.length >= mostPassed)
    }
    const made = carryOut(view, call, now, step.actions, isLost && !carried.isExcused, failures, environment)
    const { saying = carried.saying, leaving = null } = made
    const heard = stillHeard(call, carried, step, made)
    const { secretly: before, listening: _, ...others } = carried
    const secretly = made.secretly === undefined ? before : made.secretly
    carried = { ...others, run: now, saying, leaving, ...heard.by, ...(made.isExcused && { isExcused: true }) }
    if (secretly) carried = { ...carried, secretly }
    wanted.push(...heard.actions, ...made.actions)
    input = made.next
  }
  if (carried.run === before.run && wanted.length === 0 && carried.leaving === null) return []
  const again = hasSecret(flows, carried.run) ? (before.again ?? before.run) : undefined
  const { again: _, asked: __, ...kept } = carried
  const asked = askedAfter(before, passed, wanted, carried.run)
  const answers = answersAfter(flows, before.answers, passed, carried.run)
  const run: CarriedRun = { ...kept, answers, ...(again && { again }), ...(asked && { asked }) }
  return [
    { kind: 'flow-run', interactionId: call.interactionId, run },
    ...wakes(carried.run),
    ...advanced(view, call, carried.run, passed),
    ...failures.actions,
    ...wanted,
  ]
}

const isAwaited = ({ rests, memo }: FlowRun, rest: number): boolean => memo !== null && rest === rests

/** The request that has no answer yet. One from before a death stays until its block is gone through again. */
function askedAfter(
  { asked }: CarriedRun,
  passed: readonly Passed[],
  wanted: readonly Action[],
  { versionId, blockId }: FlowRun,
): CarriedRun['asked'] {
  const asking = wanted.findLast((action) => action.kind === 'flow-ask')
  if (asking?.kind === 'flow-ask') return { versionId, blockId, key: asking.key }
  return asked && passed.some((one) => isSamePlace(one, asked)) ? undefined : asked
}

const isSamePlace = (
  one: Pick<Passed, 'versionId' | 'blockId'>,
  other: Pick<Passed, 'versionId'> & { blockId: string },
) => one.versionId === other.versionId && one.blockId === other.blockId

/** Who listens to him from now on: the block that he came to, or the one at which he still is; nobody once he is on. */
function stillHeard(
  call: Call,
  { listening }: CarriedRun,
  { run, passed }: FlowStep,
  made: CarriedOut,
): { readonly by: Pick<CarriedRun, 'listening'>; readonly actions: readonly Action[] } {
  if (made.listening) return { by: { listening: made.listening }, actions: [] }
  if (!listening) return { by: {}, actions: [] }
  if (run && passed.length === 0) return { by: { listening }, actions: [] }
  return { by: {}, actions: [unheard(call)] }
}

/** A block that makes nothing of being started, or of a caller whom nobody took: he would hear nothing for ever. */
const isStuck = ({ run, passed, actions }: FlowStep, { kind }: FlowInput): boolean =>
  (kind === 'started' || kind === 'not-taken') &&
  run !== null &&
  run.wakesAtMs === null &&
  passed.length === 0 &&
  actions.length === 0

/** Nothing that is drawn leads on: he goes to the fallback queue, or his call ends. */
const hasNoWayOn = ({ left, actions }: FlowStep): boolean => {
  const last = actions[actions.length - 1]
  return (
    last?.kind === 'leave' && (left?.away === 'last-resort' || (last.to.kind === 'end' && last.to.reason === 'failed'))
  )
}

/** Its drawer lets it end as failed here: that is no failure of the flow. */
const endsByItself = ({ sourceOf }: FlowsView, { flowId, versionId, blockId }: FlowRun): boolean =>
  sourceOf(flowId, versionId)?.definition.blocks.find((block) => block.blockId === blockId)?.kind === 'end-flow'

/** Goes on by nothing that is drawn: his call ends, once he has heard that it is our fault. */
function lost(
  call: Call,
  carried: CarriedRun,
  failures: Failures,
  cause: 'loop' | 'stuck',
  environment: ProcessEnvironment,
): readonly Action[] {
  const { interactionId } = call
  failures.note(carried.run, cause)
  failures.noteLost(carried.run, [], false)
  if (carried.isExcused) {
    return [
      ...failures.actions,
      { kind: 'decide', command: { type: 'EndInteraction', interactionId, reason: 'error' } },
    ]
  }
  const { playId, action } = apology(call, carried.run, environment)
  const saying = { playId, rest: carried.run.rests }
  const run: CarriedRun = { ...carried, saying, leaving: { kind: 'end', reason: 'failed' }, isExcused: true }
  return [{ kind: 'flow-run', interactionId, run }, ...failures.actions, action]
}

const wakes = ({ interactionId, rests: rest, wakesAtMs: atMs }: FlowRun): readonly Action[] =>
  atMs === null ? [] : [{ kind: 'flow-timer', interactionId, rest, atMs }]

/** The log learns where it is whenever that is another place, or was reached anew. */
function advanced(view: ProcessView, call: Call, run: FlowRun, passed: readonly Passed[]): readonly Action[] {
  const { flowId, versionId, blockId, interactionId } = run
  const { flow: at } = call
  const isThere = at?.flowId === flowId && at.versionId === versionId && at.blockId === blockId
  const language = run.language === languageOf(view, call) ? {} : { language: run.language }
  if (isThere && passed.length === 0) return []
  const command = { type: 'AdvanceFlow', interactionId, flowId, versionId, blockId, passed, ...language } as const
  return [{ kind: 'decide', command }]
}

/** The edge takes them by itself, and tells of them in one go: what is typed is in nothing that is told key by key. */
const collecting = (
  legId: LegId,
  collectId: CollectId,
  { most, terminator, timeoutMs, betweenMs }: Taking,
  items: readonly PlayItem[],
): EdgeCommandOf<'leg.collect'> => ({
  ...{ type: 'leg.collect', legId, collectId, items: [...items], isInterruptible: true, isSecret: true },
  // What was pressed before is an answer to something else.
  acceptsTypeAhead: false,
  ...{ minDigits: 1, maxDigits: most, terminators: terminator },
  ...{ firstDigitTimeoutMs: timeoutMs, betweenDigitsTimeoutMs: betweenMs },
})

interface CarriedOut {
  readonly actions: readonly Action[]
  readonly saying?: CarriedRun['saying']
  readonly leaving?: CarriedRun['leaving']
  readonly listening?: Listening
  readonly isExcused?: true
  /** `null`: keys are no secret any more. */
  readonly secretly?: CarriedRun['secretly'] | null
  /** What the run hears of it in the same moment. */
  readonly next?: FlowInput
}

function carryOut(
  view: ProcessView,
  call: Call,
  run: FlowRun,
  wanted: readonly FlowAction[],
  /** He is to hear first that something went wrong. */
  isToBeExcused: boolean,
  failures: Failures,
  environment: ProcessEnvironment,
): CarriedOut {
  const { edgeId, customerLegId: legId } = call
  let done: CarriedOut = { actions: [] }
  let hiding: Extract<FlowAction, { kind: 'hide-keys'; isHidden: true }> | undefined
  for (const action of wanted) {
    switch (action.kind) {
      case 'say': {
        const items = heardOf(view, action, run.variables)
        if (hiding) {
          // Who could not be asked may still know what to press.
          if (!items) failures.noteUnheard(view, run, action)
          const collectId = environment.newId('collect')
          const command = collecting(legId, collectId, hiding.taking, items ?? [])
          const mask = { type: 'leg.mask-digits', legId, isOn: true } as const
          const asks = [mask, command].map((each): Action => ({ kind: 'edge', edgeId, command: each }))
          done = { ...done, actions: [...done.actions, ...asks], secretly: { collectId, rest: action.rest } }
          break
        }
        if (!items) {
          failures.noteUnheard(view, run, action)
          return { ...done, next: { kind: 'said', rest: action.rest, outcome: 'failed' } }
        }
        const playId = environment.newId('play')
        const command = { type: 'leg.play', legId, playId, items, loop: false } as const
        const actions = [...done.actions, { kind: 'edge', edgeId, command } as const]
        done = { ...done, actions, saying: { playId, rest: action.rest } }
        break
      }
      case 'stop-saying':
        done = { ...done, actions: [...done.actions, ...stopped(call, action)] }
        break
      case 'listen': {
        const { language, phrases } = action
        const listeningId = environment.newId('listening')
        const command = { type: 'leg.listen', legId, listeningId, endMs: quietMs, longestMs } as const
        const actions = [...done.actions, { kind: 'edge', edgeId, command } as const]
        done = { ...done, actions, listening: { listeningId, language, phrases } }
        break
      }
      case 'hide-keys':
        if (action.isHidden) hiding = action
        else done = { ...done, actions: [...done.actions, ...stopped(call, action)], secretly: null }
        break
      case 'ask': {
        const { interactionId } = run
        const { rest, key, question } = action
        done = { ...done, actions: [...done.actions, { kind: 'flow-ask', interactionId, rest, key, question }] }
        break
      }
      case 'leave': {
        if (isToBeExcused) {
          const { playId, action: says } = apology(call, run, environment)
          const actions = [...done.actions, says]
          return { ...done, actions, saying: { playId, rest: run.rests }, leaving: action.to, isExcused: true }
        }
        const handover = handOver(view, call, action.to, environment)
        if ('notTaken' in handover) {
          failures.note(run, 'not-taken', handover.notTaken)
          return { ...done, next: { kind: 'not-taken', reason: handover.notTaken } }
        }
        return { ...done, actions: [...done.actions, ...handover.actions], leaving: action.to }
      }
    }
  }
  return done
}
