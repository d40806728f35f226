import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { isTimeZone, timeZoneOfNumber } from '#domain/dialing/index.ts'
import type { CallbackAskedBy, RoutingEvent, Wishes } from '#domain/routing/index.ts'
import { type EdgeId, type InteractionId, newId, type PersonId, type QueueId, type RandomBytes } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Decider, ExecuteFailure } from '../core-services.ts'

/** Somebody wants to be called. */
export interface CallbackAsked {
  readonly queueId: QueueId
  readonly askedBy: CallbackAskedBy
  /** E.164, or the user name of a telephone of ours. */
  readonly number: string
  readonly isOverTrunk: boolean
  readonly name?: string | undefined
  readonly note?: string | undefined
  readonly language?: string | undefined
  /** IANA; absent: that of the number's country. */
  readonly timeZone?: string | undefined
  readonly notBeforeMs?: number | undefined
  readonly fromInteractionId?: InteractionId
  readonly edgeId?: EdgeId
  readonly wishes?: Wishes
  readonly createdBy?: PersonId
  readonly idempotencyKey?: string
  /** It was asked for on a web page, which keeps what this is the hash of. */
  readonly webTokenHash?: Buffer
}

type Outcome = 'reached' | 'given-up' | 'cancelled'

const writeAgainAfterMs = [500, 5000, 30_000] as const

/**
 * Whom we promised to call: their numbers, which the log may not hold, are written before the decider hears of it, so that no
 * promise is lost with a core; and what became of each is kept beside. The same number in the same queue has one at a time.
 */
export class Callbacks {
  readonly #db: Kysely<Database>
  readonly #decider: Pick<Decider, 'state' | 'execute'>
  readonly #wallMs: () => number
  readonly #randomBytes: RandomBytes
  readonly #logger: Logger
  /** Of those that are not over. */
  readonly #numbers = new Map<InteractionId, string>()
  /** Those whom nobody has reached yet. */
  readonly #open = new Set<InteractionId>()
  /** One after the other for the same number in the same queue. */
  readonly #asking = new Map<string, Promise<unknown>>()
  #writing: Promise<unknown> = Promise.resolve()

  constructor(options: {
    readonly db: Kysely<Database>
    readonly decider: Pick<Decider, 'state' | 'execute'>
    readonly wallMs: () => number
    readonly randomBytes: RandomBytes
    readonly logger: Logger
  }) {
    this.#db = options.db
    this.#decider = options.decider
    this.#wallMs = options.wallMs
    this.#randomBytes = options.randomBytes
    this.#logger = options.logger
  }

  numberOf = (interactionId: InteractionId): string | undefined => this.#numbers.get(interactionId)

  /** Before the first edge is heard: what is being dialled must be known by then. */
  async load(): Promise<void> {
    const rows = await this.#db
      .selectFrom('callback')
      .where('ended_at', 'is', null)
      .select(['interaction_id', 'number'])
      .execute()
    for (const { interaction_id, number } of rows) {
      this.#numbers.set(interaction_id, number)
      this.#open.add(interaction_id)
    }
  }

  /** Once the history has followed the log: what ended while nobody looked is written down, and what never began is taken away. */
  async settle(): Promise<void> {
    const { state } = this.#decider
    if (!state) return
    for (const interactionId of [...this.#open]) {
      const live = state.interactions.get(interactionId)
      if (live && !(live.kind === 'call' && live.stage !== 'dialing')) continue
      const known = await this.#db
        .selectFrom('interaction')
        .where('interaction_id', '=', interactionId)
        .select(['accepted_at', 'state', 'end_reason'])
        .executeTakeFirst()
      if (!known && !live) {
        await this.#db.deleteFrom('callback').where('interaction_id', '=', interactionId).execute()
        this.#forget(interactionId)
      } else if (live || known?.accepted_at) this.#end(interactionId, 'reached', this.#wallMs())
      else this.#end(interactionId, outcomeOf(known?.end_reason ?? ''), this.#wallMs())
    }
    await this.#writing
  }

  /** Promises it, or gives the one that this number has in this queue. */
  ask(asked: CallbackAsked): Promise<Result<InteractionId, ExecuteFailure>> {
    const key = `${asked.queueId} ${asked.number}`
    const before = this.#asking.get(key) ?? Promise.resolve()
    const answer = before.catch(() => undefined).then(() => this.#ask(asked))
    this.#asking.set(key, answer)
    const forget = () => {
      if (this.#asking.get(key) === answer) this.#asking.delete(key)
    }
    answer.then(forget, forget)
    return answer
  }

  async #ask(asked: CallbackAsked): Promise<Result<InteractionId, ExecuteFailure>> {
    // What is over by the log is over in the table too, before anybody is given it.
    await this.#writing
    const { number, queueId, fromInteractionId = null, name } = asked
    const timeZone = zoneOf(asked)
    const mine = newId('interaction', this.#wallMs(), this.#randomBytes)
    let { interaction_id: callbackId } = await this.#write(mine, asked, timeZone)
    if (callbackId !== mine && !this.#open.has(callbackId)) {
      // It is over, and that could not be written down when it was.
      await this.#db
        .updateTable('callback')
        .set({ outcome: 'given-up', ended_at: new Date(this.#wallMs()) })
        .where('interaction_id', '=', callbackId)
        .execute()
      callbackId = (await this.#write(mine, asked, timeZone)).interaction_id
    }
    const isNew = callbackId === mine
    this.#numbers.set(callbackId, number)
    this.#open.add(callbackId)
    const decided = await this.#decider.execute(
      {
        type: 'AskCallback',
        callbackId,
        ...{ queueId, fromInteractionId, timeZone },
        askedBy: asked.askedBy,
        notBeforeMs: asked.notBeforeMs ?? null,
        isOverTrunk: asked.isOverTrunk,
        edgeId: asked.edgeId ?? null,
        ...(asked.language === undefined ? {} : { language: asked.language }),
        ...(asked.wishes === undefined ? {} : { wishes: asked.wishes }),
      },
      {
        interactionId: callbackId,
        callerNumber: number,
        dialedNumber: number,
        ...(name === undefined || name === '' ? {} : { callerName: name }),
      },
    )
    if (decided.ok) return success(callbackId)
    if (decided.error.kind === 'refused' && isNew) {
      await this.#db.deleteFrom('callback').where('interaction_id', '=', callbackId).execute()
      this.#forget(callbackId)
    }
    return failure(decided.error)
  }

  #write(interactionId: InteractionId, asked: CallbackAsked, timeZone: string | null) {
    const { queueId, askedBy, number, name, note, language, notBeforeMs, fromInteractionId, createdBy } = asked
    return this.#db
      .insertInto('callback')
      .values({
        interaction_id: interactionId,
        queue_id: queueId,
        number,
        name: name ?? null,
        note: note ?? null,
        language: language ?? null,
        time_zone: timeZone,
        asked_by: askedBy,
        from_interaction_id: fromInteractionId ?? null,
        not_before: notBeforeMs === undefined ? null : new Date(notBeforeMs),
        created_by: createdBy ?? null,
        idempotency_key: asked.idempotencyKey ?? null,
        web_token_hash: asked.webTokenHash ?? null,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['queue_id', 'number'])
          .where('ended_at', 'is', null)
          // Nothing is changed: only so is the row that is there given back.
          .doUpdateSet({ number }),
      )
      .returning('interaction_id')
      .executeTakeFirstOrThrow()
  }

  /** What the decider's durable events say of them. */
  committed(events: readonly RoutingEvent[]): void {
    for (const event of events) {
      if (!('interactionId' in event) || !this.#open.has(event.interactionId)) continue
      const { interactionId } = event
      if (event.type === 'CallbackDialed') this.#note(interactionId, { dials: event.dial })
      else if (event.type === 'CalledPartyAnswered') this.#end(interactionId, 'reached', event.atMs)
      else if (event.type === 'CallbackEnded' || event.type === 'InteractionEnded') {
        this.#end(interactionId, outcomeOf(event.reason), event.atMs)
      }
    }
  }

  #end(interactionId: InteractionId, outcome: Outcome, atMs: number): void {
    this.#forget(interactionId)
    this.#note(interactionId, { outcome, ended_at: new Date(atMs) })
  }

  #forget(interactionId: InteractionId): void {
    this.#open.delete(interactionId)
    this.#numbers.delete(interactionId)
  }

  #note(
    interactionId: InteractionId,
    change: { readonly dials: number } | { readonly outcome: Outcome; readonly ended_at: Date },
  ): void {
    const write = async () => {
      for (const afterMs of [0, ...writeAgainAfterMs]) {
        if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs).unref())
        try {
          await this.#db
            .updateTable('callback')
            .set(change)
            .where('interaction_id', '=', interactionId)
            .where('ended_at', 'is', null)
            .execute()
          return
        } catch (error) {
          this.#logger.warn('What became of a callback could not be written', { interactionId, error })
        }
      }
    }
    this.#writing = this.#writing.then(write)
  }
}

const outcomeOf = (reason: string): Outcome =>
  reason === 'cancelled' || reason === 'supervisor-ended' ? 'cancelled' : 'given-up'

const zoneOf = ({ timeZone, number }: CallbackAsked): string | null =>
  timeZone !== undefined && isTimeZone(timeZone) ? timeZone : timeZoneOfNumber(number)
