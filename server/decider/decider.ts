import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import {
  type BrokenTruth,
  brokenTruths,
  decideInPlace,
  HalfDecided,
  nextDueMs,
  type RoutingCommand,
  type RoutingEvent,
  type RoutingState,
  truths,
} from '#domain/routing/index.ts'
import { newId, type RandomBytes } from '#kernel/ids.ts'
import { failure, type Result } from '#kernel/result.ts'
import type { Decider, DeciderListener, ExecuteFailure, Particulars } from '../core-services.ts'
import { DueTimer } from './due-timer.ts'
import { GroupCommit } from './group-commit.ts'
import { type LoadedState, loadState } from './load-state.ts'
import type { RoutingStore, Tenure } from './routing-store.ts'
import { SnapshotWriter } from './snapshot-writer.ts'

export interface DeciderOptions {
  readonly store: RoutingStore
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly logger: Logger
  /** How often the lease is renewed; well below its length. */
  readonly renewEveryMs: number
  /** A snapshot of this state is written when there are so many events since the last. */
  readonly snapshotEvery: (state: RoutingState) => number
  /** Told of a decision after which something does not hold that always must; it stands nevertheless. */
  readonly onBrokenTruth?: (broken: BrokenTruth) => void
}
export interface RunningDecider extends Decider {
  /** The epoch of the lease that is held, or was last; 0 before the first. */
  readonly epoch: number
  /** Begins to take the lease and load; resolves when it is ready for the first time, or was stopped before. */
  start(): Promise<void>
  /** Waits for what is under way, and gives the lease back. */
  stop(): Promise<void>
}

/** What is gained by taking the lease and lost by the first commit that fails. */
interface Tenancy {
  readonly epoch: number
  readonly state: RoutingState
  readonly commit: GroupCommit<RoutingEvent>
  /** The position of the last event that is decided, and of the last one that is durable. */
  decided: number
  durable: number
}
type Cause = Extract<ExecuteFailure, { kind: 'unavailable' }>['cause']

/**
 * Runs the pure decider against a store: decide on the live state in place, commit in groups, and only then
 * tell. A commit that failed or may have failed is fail-stop: everybody who waits is told no, and the state is loaded again
 * under a new epoch.
 */
export function createDecider(options: DeciderOptions): RunningDecider {
  const { store, clock, logger } = options
  const listeners = new Set<DeciderListener>()
  let tenancy: Tenancy | undefined
  let shown: RoutingState | undefined
  let whyNot: Cause = 'starting'
  let epoch = 0
  let position = 0
  let isStopped = false
  const snapshots = new SnapshotWriter({ store, every: options.snapshotEvery, logger })
  let announceReady: () => void = () => {}
  const untilReady = new Promise<void>((resolve) => {
    announceReady = resolve
  })
  const due = new DueTimer({
    nowMs: clock.wallMs,
    fire: () => void execute({ type: 'AdvanceTime' }).catch(() => {}),
  })
  const environment = () => {
    const nowMs = clock.wallMs()
    return { nowMs, newOfferId: () => newId('offer', nowMs, options.randomBytes) }
  }

  const tell = (word: (listener: DeciderListener) => void) => {
    for (const listener of listeners) {
      try {
        word(listener)
      } catch (error) {
        logger.error('A listener of the decider failed', { error })
      }
    }
  }

  function execute(
    command: RoutingCommand,
    particulars?: Particulars,
  ): Promise<Result<readonly RoutingEvent[], ExecuteFailure>> {
    const current = tenancy
    if (!current) return Promise.resolve(failure({ kind: 'unavailable', cause: whyNot }))
    if (current.commit.isFull) return Promise.resolve(failure({ kind: 'unavailable', cause: 'database' }))
    let decided: ReturnType<typeof decideInPlace>
    try {
      decided = decideInPlace(current.state, command, environment())
    } catch (error) {
      logger.error('The decider could not think a command through', { command: command.type, error })
      // Otherwise nothing is broken but this one command.
      if (error instanceof HalfDecided) suspend(current, 'starting')
      return Promise.reject(error)
    }
    const events = decided.ok ? decided.value : []
    for (const broken of brokenTruths(current.state, events)) {
      logger.error('A truth of routing does not hold', { command: command.type, says: truths[broken.truth], ...broken })
      options.onBrokenTruth?.(broken)
    }
    current.decided += events.length
    if (events.length > 0) snapshots.decided(current)
    due.aim(nextDueMs(current.state))
    return new Promise((resolve) => {
      current.commit.enqueue({
        events,
        particulars,
        settle: (outcome) => {
          if (outcome === 'failed') resolve(failure({ kind: 'unavailable', cause: whyNot }))
          else resolve(decided.ok ? decided : failure({ kind: 'refused', refusal: decided.error }))
        },
      })
    })
  }

  function begin(taken: Tenure, { state, snapshotPosition }: LoadedState): void {
    const begun: Tenancy = {
      epoch: taken.epoch,
      state,
      decided: taken.position,
      durable: taken.position,
      commit: new GroupCommit<RoutingEvent>({
        write: (events, particulars) =>
          store.append({ epoch: begun.epoch, position: begun.durable }, events, particulars),
        committed: (events) => {
          begun.durable += events.length
          position = begun.durable
          snapshots.durable(begun)
          tell((listener) => listener.committed?.(events, begun.durable))
        },
        failed: (cause, error) => {
          if (cause === 'fenced') logger.error('Another decider has begun: this one stops', { epoch: begun.epoch })
          else logger.error('A commit failed or is in doubt', { epoch: begun.epoch, error })
          suspend(begun, cause === 'fenced' ? 'lost-lease' : 'database')
        },
      }),
    }
    epoch = taken.epoch
    position = taken.position
    snapshots.begin(snapshotPosition)
    shown = state
    tenancy = begun
    logger.info('Routing decides', { epoch, position })
    due.aim(nextDueMs(state))
    tell((listener) => listener.reloaded?.())
    void keepLease(begun)
    announceReady()
  }

  /** Fail-stop. What is shown stays as it was until the state is loaded again. */
  function suspend(from: Tenancy, cause: Cause): void {
    if (tenancy !== from) return
    tenancy = undefined
    whyNot = cause
    due.aim(undefined)
    from.commit.abandon()
    tell((listener) => listener.suspended?.())
    if (!isStopped) void load()
  }

  async function load(): Promise<void> {
    for (let waitMs = 50; !isStopped && !tenancy; waitMs = Math.min(waitMs * 2, 1000)) {
      try {
        const taken = await store.take()
        if (taken) {
          const loaded = await loadState(store, taken.position)
          if (!isStopped) begin(taken, loaded)
          return
        }
        logger.warn('Another core holds the lease of this routing domain: waiting for its end')
      } catch (error) {
        logger.warn('Routing cannot be loaded yet', { error })
      }
      await pause(waitMs)
    }
  }

  async function keepLease(of: Tenancy): Promise<void> {
    while (true) {
      await pause(options.renewEveryMs)
      if (tenancy !== of) return
      try {
        if (await store.renew(of.epoch)) continue
        logger.error('The lease of this routing domain was taken by another core', { epoch: of.epoch })
        suspend(of, 'lost-lease')
      } catch (error) {
        // Found out here, and not by the next caller, who would have to wait for the statement's time-out.
        logger.error('The lease could not be renewed: the database does not answer', { error })
        suspend(of, 'database')
      }
    }
  }

  return {
    get state() {
      return shown
    },
    get isReady() {
      return tenancy !== undefined
    },
    get position() {
      return position
    },
    get epoch() {
      return epoch
    },
    execute,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      void load()
      return untilReady
    },
    async stop() {
      isStopped = true
      announceReady()
      const last = tenancy
      if (!last) return
      // An empty decision is settled after all that were made before it.
      await new Promise<void>((resolve) => {
        last.commit.enqueue({ events: [], particulars: undefined, settle: () => resolve() })
      })
      whyNot = 'stopping'
      suspend(last, 'stopping')
      await snapshots.settled()
      await store.release(last.epoch).catch(() => {})
    },
  }
}

const pause = (waitMs: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, waitMs).unref()
  })
