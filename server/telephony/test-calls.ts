import type { Logger } from '#adapters/system/logger.ts'
import { type LegId, newId, type PersonId, type RandomBytes, type TestCallId, type TrunkId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeEvent, EdgeEventOf } from '#protocol/edge/index.ts'
import type { TestCall, TestCallFailure } from '#protocol/http/index.ts'
import type { EdgeFailure, EdgeLink, OutboundRoute } from '../core-services.ts'

export interface TestCalls {
  /** Calls the route's number over its one trunk and comes back at once: how it goes is to be asked for. */
  start(route: OutboundRoute, trunkId: TrunkId, personId: PersonId): TestCall
  get(testCallId: TestCallId): TestCall | undefined
}
export interface RunningTestCalls extends TestCalls {
  event(event: EdgeEvent): void
  /** Who asked for the test call that this leg is. */
  personOf(legId: LegId): PersonId | undefined
  stop(): void
}

export interface TestCallsOptions {
  readonly edge: Pick<EdgeLink, 'send'>
  /** `PARLEY_SPOKEN_LANGUAGE` */
  readonly spokenLanguage: string
  readonly wallMs: () => number
  readonly randomBytes: RandomBytes
  readonly logger: Logger
}

/** One that is under way or was in the last hour. */
interface Kept {
  call: TestCall
  readonly legId: LegId
  readonly personId: PersonId
  readonly startedMs: number
  hangUp?: NodeJS.Timeout
}

const keptForMs = 3_600_000
const keptAtMost = 200
const ringTimeoutMs = 30_000
/** Long enough to hear who it is, and to have packets of sound both ways. */
const talkMs = 4_500
/** An edge that never says that the leg has ended. */
const givenUpAfterMs = 60_000

/**
 * Calls of a few seconds over one trunk, without an interaction: nobody is offered them and no history has them. Whoever
 * answers hears an announcement and is hung up on. Kept in memory for an hour.
 */
export function createTestCalls({
  edge,
  spokenLanguage: language,
  wallMs,
  randomBytes,
  logger,
}: TestCallsOptions): RunningTestCalls {
  const kept = new Map<TestCallId, Kept>()
  const byLeg = new Map<LegId, Kept>()

  function forgetOld(): void {
    const nowMs = wallMs()
    for (const [testCallId, test] of kept) {
      const isOver = test.call.state === 'passed' || test.call.state === 'failed'
      const isOld = nowMs - test.startedMs > keptForMs || (kept.size >= keptAtMost && isOver)
      if (!isOld) continue
      clearTimeout(test.hangUp)
      kept.delete(testCallId)
      byLeg.delete(test.legId)
    }
  }

  const command = (what: EdgeCommand) => {
    void edge.send(what).then((done) => {
      if (!done.ok) logger.debug('A test call: the edge did not do it', { command: what.type, ...done.error })
    })
  }

  function fail(test: Kept, failure: TestCallFailure, more: Partial<TestCall> = {}): void {
    clearTimeout(test.hangUp)
    test.call = { ...test.call, state: 'failed', failure, ...more }
  }

  function answered(test: Kept): void {
    const { legId } = test
    test.call = { ...test.call, state: 'answered', answeredAfterMs: wallMs() - test.startedMs }
    command({
      type: 'leg.play',
      legId,
      playId: newId('play', wallMs(), randomBytes),
      items: [{ kind: 'prompt', name: 'test-call', language }],
      loop: false,
    })
    clearTimeout(test.hangUp)
    test.hangUp = setTimeout(() => end(test), talkMs)
    test.hangUp.unref()
  }

  function end(test: Kept): void {
    command({ type: 'leg.end', legId: test.legId, reason: 'hung-up' })
  }

  function ended(test: Kept, event: EdgeEventOf<'leg.ended'>): void {
    clearTimeout(test.hangUp)
    const packetsReceived = event.quality?.packetsReceived
    const heard = {
      ...(packetsReceived === undefined ? {} : { packetsReceived }),
      ...(event.sipStatus === undefined ? {} : { sipStatus: event.sipStatus }),
    }
    if (test.call.answeredAfterMs === undefined) {
      fail(test, failureOf(event), heard)
    } else if (packetsReceived === 0) {
      fail(test, 'no-sound', heard)
    } else {
      test.call = { ...test.call, ...heard, state: 'passed' }
    }
  }

  return {
    start(route, trunkId, personId) {
      forgetOld()
      const nowMs = wallMs()
      const testCallId = newId('test-call', nowMs, randomBytes)
      const legId = newId('leg', nowMs, randomBytes)
      const test: Kept = {
        legId,
        personId,
        startedMs: nowMs,
        call: {
          testCallId,
          trunkId,
          number: route.number,
          startedAt: new Date(nowMs).toISOString(),
          state: 'calling',
          ladder: [],
        },
      }
      kept.set(testCallId, test)
      byLeg.set(legId, test)
      test.hangUp = setTimeout(() => {
        end(test)
        if (test.call.state !== 'failed') fail(test, 'no-reply')
      }, givenUpAfterMs)
      test.hangUp.unref()
      const originate: EdgeCommand = {
        type: 'leg.originate',
        legId,
        to: { kind: 'trunk', trunkIds: [trunkId], number: route.number },
        // The trunk's own number: nobody in particular calls.
        callerNumber: '',
        ringTimeoutMs,
      }
      void edge.send(originate).then((done) => {
        if (!done.ok && test.call.state === 'calling') fail(test, failureOfEdge(done.error))
      })
      return test.call
    },
    get(testCallId) {
      forgetOld()
      return kept.get(testCallId)?.call
    },
    personOf: (legId) => byLeg.get(legId)?.personId,
    event(event) {
      if (!('legId' in event)) return
      const test = byLeg.get(event.legId)
      if (!test) return
      if (event.type === 'leg.alerting' && test.call.state === 'calling') {
        test.call = { ...test.call, state: 'ringing', ringingAfterMs: wallMs() - test.startedMs }
      } else if (event.type === 'leg.connected' && test.call.answeredAfterMs === undefined) answered(test)
      else if (event.type === 'leg.ended') ended(test, event)
      else if (event.type === 'leg.ladder') {
        const ladder = event.steps.map((step) => ({ ...step, at: new Date(step.atMs).toISOString() }))
        test.call = { ...test.call, ladder, ...finalAnswer(event) }
      }
    },
    stop() {
      for (const { hangUp } of kept.values()) clearTimeout(hangUp)
    },
  }
}

/** What the far end said at last to the INVITE, for a test that failed: with its own words. */
function finalAnswer({ steps }: EdgeEventOf<'leg.ladder'>): { sipStatus?: number; sipReason?: string } {
  const answer = steps.findLast(
    (step) => step.direction === 'in' && step.method === 'INVITE' && step.status !== undefined && step.status >= 200,
  )
  if (answer?.status === undefined) return {}
  return { sipStatus: answer.status, ...(answer.reason === undefined ? {} : { sipReason: answer.reason }) }
}

/** By the answer (RFC 3261 21), which says more than our own word for it. */
export function failureOf({
  sipStatus,
  reason,
}: Pick<EdgeEventOf<'leg.ended'>, 'sipStatus' | 'reason'>): TestCallFailure {
  switch (sipStatus) {
    case 401:
    case 407:
      return 'wrong-password'
    case 403:
      return 'forbidden'
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return 'no-such-number'
    case 486:
    case 600:
      return 'busy'
    case 480:
      return 'no-answer'
    case 603:
      return 'declined'
    case 415:
    case 488:
    case 606:
      return 'not-acceptable-media'
    case 422:
    case 423:
      return 'interval-too-brief'
    case 500:
    case 503:
      return 'overloaded'
    case 408:
      return 'no-reply'
    default:
      return failureByReason[reason] ?? 'other'
  }
}

const failureByReason: Partial<Record<EdgeEventOf<'leg.ended'>['reason'], TestCallFailure>> = {
  busy: 'busy',
  declined: 'declined',
  'no-answer': 'no-answer',
  'unknown-number': 'no-such-number',
  unreachable: 'no-reply',
  refused: 'overloaded',
  'connection-lost': 'no-reply',
}

const failureOfEdge = ({ code }: EdgeFailure): TestCallFailure =>
  code === 'not-reachable'
    ? 'no-such-host'
    : code === 'overloaded'
      ? 'overloaded'
      : code === 'wrong-state'
        ? 'trunk-off'
        : 'other'
