import type { Transcriber } from '#adapters/speech/index.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Answer, CaseQuestion } from '#domain/flows/index.ts'
import type { RoutingCommand } from '#domain/routing/index.ts'
import {
  type EdgeId,
  type Id,
  type IdName,
  type InteractionId,
  type LegId,
  newId,
  type RandomBytes,
} from '#kernel/ids.ts'
import { failure } from '#kernel/result.ts'
import {
  type EdgeCommand,
  type EdgeError,
  isTerminalEvent,
  type Leg,
  type RecordingResult,
} from '#protocol/edge/index.ts'
import type { Callbacks } from '../callbacks/callbacks.ts'
import type { FindCase } from '../cases/find-case.ts'
import type { Decider, EdgeLink, Particulars } from '../core-services.ts'
import type { FlowFailures } from '../flows/flow-failures.ts'
import type { FlowLibrary } from '../flows/flow-library.ts'
import type { FlowRequests } from '../flows/flow-requests.ts'
import type { FlowRuns } from '../flows/flow-runs.ts'
import { FlowTimers } from '../flows/flow-timers.ts'
import type { Incidents } from '../incidents/incidents.ts'
import type { KnownCustomers } from '../known-customers.ts'
import { comparableNumber } from '../phone-numbers.ts'
import {
  type Action,
  LegBook,
  type ProcessInput,
  type ProcessPlan,
  type ProcessView,
  step,
} from '../processes/index.ts'
import type { WaitingRoom } from './waiting-room.ts'

export interface ProcessHostOptions {
  readonly decider: Decider
  readonly edge: Pick<EdgeLink, 'send'>
  /** With the region that bare numbers are read in. */
  readonly numberPlan: () => ProcessPlan & { readonly region: string }
  /** `PARLEY_SIPREC_URI` */
  readonly outsideRecorderUri?: string | undefined
  /** `PARLEY_SPOKEN_LANGUAGE`; absent: English. */
  readonly spokenLanguage?: string
  /** Whom we promised to call. Absent: nobody is called back. */
  readonly callbacks?: Pick<Callbacks, 'ask' | 'numberOf'>
  /** What many call about. Absent: nothing. */
  readonly incidents?: Pick<Incidents, 'marksOf'>
  /** Absent: nobody is known. */
  readonly knownCustomers?: KnownCustomers
  /** What is published, and who goes through it. Absent: no flows are. */
  readonly flows?: {
    readonly library: Pick<FlowLibrary, 'source'>
    readonly runs: FlowRuns
    readonly failures?: Pick<FlowFailures, 'note'>
    /** Absent: no other system answers. */
    readonly requests?: Pick<FlowRequests, 'ask' | 'stop' | 'stopAll'>
  }
  /** Absent: no case is ever found. */
  readonly findCase?: FindCase
  /** Who understands what callers say. Absent: nobody does, and keys are all there is. */
  readonly transcriber?: Pick<Transcriber, 'transcribe'>
  readonly waitingRoom: WaitingRoom
  /** Makes durable where a finished recording lies. */
  readonly keepRecording: (interactionId: InteractionId | null, result: RecordingResult) => Promise<void>
  readonly wallMs: () => number
  readonly randomBytes: RandomBytes
  readonly logger: Logger
}

/** What an input led to could not be made durable; it has to come again. */
export class NotDurable extends Error {
  override readonly name = 'NotDurable'
}

/** A refused command may lead to another that is refused: there it ends. */
const refusalsInARow = 3

/**
 * Runs the pure processes: hands them each input with what they may look at, and carries out their actions in order.
 * Resolves when all that was decided is durable; rejects with {@link NotDurable} when some of it is not.
 */
export class ProcessHost {
  readonly #options: ProcessHostOptions
  readonly #legs = new LegBook()
  /** Legs that came in and whose callers are being looked up: what else is told of them waits for that. */
  readonly #arriving = new Map<LegId, Promise<void>>()
  readonly #flowTimers: FlowTimers
  #view: { readonly plan: ProcessPlan; readonly state: ProcessView['state']; readonly of: ProcessView } | undefined

  constructor(options: ProcessHostOptions) {
    this.#options = options
    this.#flowTimers = new FlowTimers({
      wallMs: options.wallMs,
      wake: (interactionId, rest) =>
        this.#begin({ kind: 'flow', interactionId, input: { kind: 'woken', rest } }, 'A flow could not go on'),
    })
  }

  stop(): void {
    this.#flowTimers.stopAll()
    this.#options.flows?.requests?.stopAll()
  }

  /** Nobody waits for it, and it comes again when the edge is heard of anew. */
  #begin(input: ProcessInput, failing: string): void {
    this.#take(input, 0).catch((error: unknown) => this.#options.logger.warn(failing, { error }))
  }

  async take(input: ProcessInput): Promise<void> {
    const arrived = this.#arrivalOf(input)
    if (arrived !== undefined) await arrived
    await this.#take(input, 0)
  }

  /** An interaction's language is chosen when it begins, so it is known by then, or nobody knows it. */
  #arrivalOf(input: ProcessInput): Promise<void> | undefined {
    if (input.kind !== 'edge') return undefined
    const { event } = input
    if (event.type !== 'leg.incoming') return 'legId' in event ? this.#arriving.get(event.legId) : undefined
    const { leg } = event
    const { knownCustomers } = this.#options
    const isStation = leg.stationId !== undefined && leg.transport === 'web'
    if (!knownCustomers || isStation || leg.transport === 'link') return undefined
    const arrived = this.#lookUp(leg, knownCustomers).finally(() => this.#arriving.delete(leg.legId))
    this.#arriving.set(leg.legId, arrived)
    return arrived
  }

  async #lookUp(leg: Leg, knownCustomers: KnownCustomers): Promise<void> {
    const { region } = this.#options.numberPlan()
    const caller = comparableNumber(leg.authenticatedUser ?? leg.callerNumber, region)
    const dialed = comparableNumber(leg.dialedNumber, region)
    const found = await knownCustomers([caller, dialed])
    const [callers, dialeds] = [found.get(caller), found.get(dialed)]
    if (callers ?? dialeds) this.#legs.noteCustomers(leg.legId, { caller: callers, dialed: dialeds })
  }

  /** A desk asks for this number: call it before the decision, so that what follows from it finds the number. */
  noteNumber(legId: LegId, number: string): void {
    this.#legs.noteNumber(legId, number)
  }

  #take(input: ProcessInput, depth: number): Promise<unknown> {
    const { decider, numberPlan, wallMs, randomBytes, logger } = this.#options
    const { state } = decider
    this.#legs.note(input)
    if (!state) return Promise.reject(new NotDurable('nothing is loaded yet'))
    const view = this.#viewOf(numberPlan(), state)
    const nowMs = wallMs()
    let actions: readonly Action[]
    try {
      actions = step(view, input, {
        nowMs,
        chance: () => chanceOf(randomBytes),
        newId: <Name extends IdName>(name: Name): Id<Name> => newId(name, nowMs, randomBytes),
      })
    } catch (error) {
      // A programmer's error in one interaction's machine: the others go on, and the input is not brought again for ever.
      logger.error('A process could not think an input through', { input: describe(input), error })
      return Promise.resolve()
    } finally {
      this.#legs.forget(input)
    }
    const taken = this.#carryOut(actions, depth)
    const leadsToNothing = !actions.some((action) => action.kind === 'decide')
    // The state may know of an end already and not be durable yet: an empty decision waits for what was decided before it.
    return input.kind === 'edge' && isTerminalEvent(input.event) && leadsToNothing
      ? Promise.all([taken, this.#decide({ type: 'AdvanceTime' }, undefined)])
      : taken
  }

  /** The same for all inputs until the plan or the state is another one: a call brings dozens of inputs. */
  #viewOf(plan: ProcessPlan, state: ProcessView['state']): ProcessView {
    if (this.#view?.plan !== plan || this.#view.state !== state) {
      const { outsideRecorderUri, spokenLanguage, callbacks, incidents, flows } = this.#options
      const incidentsOf = incidents && {
        incidentsOf: (callerNumber: string | undefined, dialedNumber: string | undefined) => {
          const { region } = this.#options.numberPlan()
          const comparable = (number: string | undefined) =>
            number === undefined ? undefined : comparableNumber(number, region)
          return incidents.marksOf({ callerNumber: comparable(callerNumber), dialedNumber: comparable(dialedNumber) })
        },
      }
      const installation = {
        ...incidentsOf,
        ...(flows && { flows: { runOf: flows.runs.book.runOf, sourceOf: flows.library.source } }),
        ...(callbacks === undefined ? {} : { callbackNumber: callbacks.numberOf }),
        ...(outsideRecorderUri === undefined ? {} : { outsideRecorderUri }),
        ...(spokenLanguage === undefined ? {} : { spokenLanguage }),
      }
      this.#view = { plan, state, of: { ...plan, ...this.#legs.view, ...installation, state } }
    }
    return this.#view.of
  }

  /** Begins every action now, in order, and waits for those that have to be durable. */
  #carryOut(actions: readonly Action[], depth: number): Promise<unknown> {
    const durable: Promise<unknown>[] = []
    let particulars: Particulars | undefined
    for (const action of actions) {
      switch (action.kind) {
        case 'particulars':
          particulars = particularsOf(action, this.#options.numberPlan().region)
          break
        case 'decide':
          durable.push(this.#decide(action.command, particulars))
          particulars = undefined
          break
        case 'edge':
          void this.#command(action.edgeId, action.command, depth)
          break
        case 'once-durable': {
          const { input } = action
          durable.push(Promise.all([...durable]).then(() => this.#take(input, depth)))
          break
        }
        case 'flow-run':
          durable.push(this.#keepRun(action))
          break
        case 'flow-failed':
          this.#options.flows?.failures?.note(action.failures)
          break
        case 'flow-ask': {
          // Sent before its key is kept, it would be another request to whoever sends it again after a death.
          const asking = action
          void Promise.all([...durable]).then(
            () => this.#askOutside(asking),
            () => {},
          )
          break
        }
        case 'flow-timer':
          this.#flowTimers.aim(action.interactionId, action.rest, action.atMs)
          break
        case 'transcribe':
          void this.#transcribe(action)
          break
        case 'ask-callback':
          durable.push(this.#askCallback(action))
          break
        case 'recording':
          durable.push(this.#options.keepRecording(action.interactionId, action.result))
          break
      }
    }
    return Promise.all(durable)
  }

  async #keepRun({ interactionId, run }: Extract<Action, { kind: 'flow-run' }>): Promise<void> {
    if (run === null || run.isOver || run.run.wakesAtMs === null) this.#flowTimers.stop(interactionId)
    if (run === null || run.isOver) this.#options.flows?.requests?.stop(interactionId)
    try {
      await this.#options.flows?.runs.put(interactionId, run)
    } catch (error) {
      throw new NotDurable(`flow-run: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async #askOutside({ interactionId, rest, key, question }: Extract<Action, { kind: 'flow-ask' }>): Promise<void> {
    const { requests, runs } = this.#options.flows ?? {}
    const { logger } = this.#options
    const nobody: Answer = { ok: false, reason: 'not-reached', isFinal: true }
    // He may have hung up meanwhile.
    const carried = runs?.book.runOf(interactionId)
    if (!carried || carried.isOver || carried.run.rests !== rest) return
    const answer = await (question.kind === 'case'
      ? this.#lookUpCase(interactionId, question)
      : (requests?.ask(interactionId, question, key) ?? nobody))
    await this.#take({ kind: 'flow', interactionId, input: { kind: 'answered', rest, answer } }, 0).catch(
      (error: unknown) => logger.warn('A flow could not go on', { error }),
    )
  }

  async #lookUpCase(interactionId: InteractionId, { number: said }: CaseQuestion): Promise<Answer> {
    const { decider, findCase, numberPlan } = this.#options
    const call = decider.state?.calls.get(interactionId)
    const leg = call && this.#legs.view.leg(call.customerLegId)
    const caller = leg && comparableNumber(leg.authenticatedUser ?? leg.callerNumber, numberPlan().region)
    const found = caller === undefined ? undefined : await findCase?.({ interactionId, caller, said })
    if (!leg || !found) return { ok: true, values: {} }
    this.#legs.noteCaseOwner(leg.legId, found.ownerAgentId)
    return { ok: true, values: { number: found.number } }
  }

  async #transcribe({ interactionId, listening, sound }: Extract<Action, { kind: 'transcribe' }>): Promise<void> {
    const { transcriber, logger } = this.#options
    const { listeningId, language, phrases } = listening
    const bytes = Buffer.from(sound, 'base64')
    const samples = Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(i * 2))
    const heard = await (transcriber?.transcribe({ samples, language, phrases }) ??
      failure({ kind: 'no-engine' } as const))
    if (!heard.ok) logger.warn('What a caller said could not be understood', { interactionId, ...heard.error })
    const understood = heard.ok ? heard.value : null
    // Whatever it was, he said something: he is asked again rather than left waiting.
    const words = { kind: 'words', text: understood?.text ?? '', confidence: understood?.confidence ?? 0 } as const
    this.#begin({ kind: 'understood', interactionId, listeningId, words }, 'A flow could not go on')
  }

  async #askCallback({ interactionId, ...asked }: Extract<Action, { kind: 'ask-callback' }>): Promise<void> {
    const { callbacks, numberPlan, logger } = this.#options
    const { queueId, askedBy } = asked
    const number = comparableNumber(asked.number, numberPlan().region)
    await this.#answersWritten(interactionId)
    const answer = await callbacks?.ask({ ...asked, number, fromInteractionId: interactionId })
    if (answer?.ok) return
    if (answer?.error.kind === 'unavailable') throw new NotDurable(`AskCallback: ${answer.error.cause}`)
    logger.debug('Nobody is called back', { interactionId, code: answer?.error.refusal.code })
    // Who pressed a key goes on waiting; whom his queue sent away has to wait in it all the same.
    if (askedBy === 'rule') await this.#decide({ type: 'EnqueueInteraction', interactionId, queueId }, undefined)
  }

  /** What he said in a flow is taken over from where it stands, so it has to stand there first. */
  async #answersWritten(interactionId: InteractionId): Promise<void> {
    const { runs } = this.#options.flows ?? {}
    const run = runs?.book.runOf(interactionId)
    if (!run) return
    // That it could not be written is told where it is written; he is called back all the same.
    await runs?.put(interactionId, run).catch(() => {})
  }

  async #decide(command: RoutingCommand, particulars: Particulars | undefined): Promise<void> {
    const { decider, waitingRoom, logger } = this.#options
    const decided = await decider.execute(command, particulars)
    if (decided.ok) return
    if (decided.error.kind === 'refused') {
      logger.debug('Refused by the decider', { command: command.type, code: decided.error.refusal.code })
      return
    }
    if (command.type === 'BeginInteraction') waitingRoom.admit(command.edgeId, command.customerLegId)
    if (command.type === 'DialOut') waitingRoom.admit(command.edgeId, command.agentLegId)
    throw new NotDurable(`${command.type}: ${decided.error.cause}`)
  }

  async #command(edgeId: EdgeId, command: EdgeCommand, depth: number): Promise<void> {
    const { edge, logger } = this.#options
    const outcome = await edge.send(command, { edgeId })
    if (outcome.ok) return
    logger.warn('The edge did not do it', { command: command.type, ...outcome.error })
    // Without an answer nothing is known; the snapshot of the next connection tells what became of it.
    if (outcome.error.code === 'not-connected' || depth >= refusalsInARow) return
    const error = outcome.error as EdgeError
    await this.#take({ kind: 'edge-refused', edgeId, command, error }, depth + 1).catch((error: unknown) => {
      logger.warn('What a refused command led to is not durable', { command: command.type, error })
    })
  }
}

function particularsOf(action: Extract<Action, { kind: 'particulars' }>, region: string): Particulars {
  return {
    interactionId: action.interactionId,
    callerNumber: comparableNumber(action.authenticatedUser ?? action.callerNumber, region),
    rawCallerNumber: action.callerNumber,
    dialedNumber: comparableNumber(action.dialedNumber, region),
    ...(action.callerName === null ? {} : { callerName: action.callerName }),
  }
}

const chanceOf = (randomBytes: RandomBytes): number => randomBytes(4).reduce((sum, byte) => (sum + byte) / 256, 0)

const describe = (input: ProcessInput): string =>
  input.kind === 'edge' || input.kind === 'routing' ? `${input.kind} ${input.event.type}` : input.kind
