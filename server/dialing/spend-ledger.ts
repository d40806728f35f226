import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { PersonId, TrunkId } from '#kernel/ids.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Minutes that could not be written are kept, but not for ever. */
const keptAtMost = 10_000

interface Charge {
  readonly minuteMs: number
  readonly trunkId: TrunkId
  readonly personId: PersonId | ''
  micros: number
}

/**
 * What was spent on calls out in this hour and on this day (UTC), in memory for decisions and in `dial_spend` for the next
 * start, for other cores and for reports.
 */
export class SpendLedger {
  readonly #db: Kysely<Database>
  readonly #logger: Logger
  readonly #hour = { startMs: 0, micros: 0 }
  readonly #day = { startMs: 0, micros: 0 }
  #unwritten = new Map<string, Charge>()
  /** The last minute that cores before this one charged over each trunk. */
  #before: ReadonlyMap<TrunkId, number> | undefined
  #writing: Promise<void> | undefined

  constructor(db: Kysely<Database>, logger: Logger) {
    this.#db = db
    this.#logger = logger
  }

  spentThisHourMicros = (nowMs: number): number =>
    this.#hour.startMs === startOf(nowMs, hourMs) ? this.#hour.micros : 0
  spentTodayMicros = (nowMs: number): number => (this.#day.startMs === startOf(nowMs, dayMs) ? this.#day.micros : 0)

  /** Until when calls over a trunk were charged before this core; `undefined` when nothing was of late. */
  chargedUntilMs = (trunkId: TrunkId): number | undefined => {
    const minute = this.#before?.get(trunkId)
    return minute === undefined ? undefined : minute + minuteMs
  }

  /** One minute over a trunk; counts at once, and is written soon. */
  add(nowMs: number, trunkId: TrunkId, personId: PersonId | undefined, micros: number): void {
    if (micros <= 0) return
    this.#roll(nowMs)
    // A minute of the last hour may be charged only in this one.
    if (nowMs >= this.#hour.startMs) this.#hour.micros += micros
    if (nowMs >= this.#day.startMs) this.#day.micros += micros
    const minute = startOf(nowMs, minuteMs)
    const key = `${minute} ${trunkId} ${personId ?? ''}`
    const charge = this.#unwritten.get(key)
    if (charge) charge.micros += micros
    else if (this.#unwritten.size < keptAtMost) {
      this.#unwritten.set(key, { minuteMs: minute, trunkId, personId: personId ?? '', micros })
    }
  }

  /** Writes what is not written and reads the sums, in which other cores have their part. Never rejects: what fails is tried again. */
  settle(nowMs: number): Promise<void> {
    this.#writing ??= this.#settle(nowMs)
      .catch((error: unknown) => this.#logger.warn('What calls cost could not be written', { error }))
      .finally(() => {
        this.#writing = undefined
      })
    return this.#writing
  }

  async #settle(nowMs: number): Promise<void> {
    this.#before ??= await this.#readBefore(nowMs)
    const charges = [...this.#unwritten.values()]
    this.#unwritten = new Map()
    if (charges.length > 0) await this.#write(charges)
    const [hourStart, dayStart] = [startOf(nowMs, hourMs), startOf(nowMs, dayMs)]
    const sums = await this.#db
      .selectFrom('dial_spend')
      .where('minute', '>=', new Date(dayStart))
      .select([
        sql<number>`coalesce(sum(micros), 0)::bigint`.as('day'),
        sql<number>`coalesce(sum(micros) FILTER (WHERE minute >= ${new Date(hourStart)}), 0)::bigint`.as('hour'),
      ])
      .executeTakeFirstOrThrow()
    const unwritten = [...this.#unwritten.values()]
    const since = (startMs: number) =>
      unwritten.filter((charge) => charge.minuteMs >= startMs).reduce((sum, charge) => sum + charge.micros, 0)
    Object.assign(this.#hour, { startMs: hourStart, micros: Number(sums.hour) + since(hourStart) })
    Object.assign(this.#day, { startMs: dayStart, micros: Number(sums.day) + since(dayStart) })
  }

  /** A day back: no call is longer. */
  async #readBefore(nowMs: number): Promise<ReadonlyMap<TrunkId, number>> {
    const rows = await this.#db
      .selectFrom('dial_spend')
      .where('minute', '>=', new Date(nowMs - dayMs))
      .select(['trunk_id', sql<Date>`max(minute)`.as('minute')])
      .groupBy('trunk_id')
      .execute()
    return new Map(rows.map((row) => [row.trunk_id, row.minute.getTime()]))
  }

  async #write(charges: readonly Charge[]): Promise<void> {
    try {
      await this.#db
        .insertInto('dial_spend')
        .values(
          charges.map((charge) => ({
            minute: new Date(charge.minuteMs),
            trunk_id: charge.trunkId,
            person_id: charge.personId,
            micros: charge.micros,
          })),
        )
        .onConflict((conflict) =>
          conflict
            .columns(['minute', 'trunk_id', 'person_id'])
            .doUpdateSet({ micros: sql<number>`dial_spend.micros + excluded.micros` }),
        )
        .execute()
    } catch (error) {
      for (const charge of charges) {
        const key = `${charge.minuteMs} ${charge.trunkId} ${charge.personId}`
        const since = this.#unwritten.get(key)
        if (since) since.micros += charge.micros
        else if (this.#unwritten.size < keptAtMost) this.#unwritten.set(key, charge)
      }
      throw error
    }
  }

  #roll(nowMs: number): void {
    for (const [period, lengthMs] of [
      [this.#hour, hourMs],
      [this.#day, dayMs],
    ] as const) {
      const startMs = startOf(nowMs, lengthMs)
      if (period.startMs < startMs) Object.assign(period, { startMs, micros: 0 })
    }
  }
}

const startOf = (atMs: number, lengthMs: number): number => Math.floor(atMs / lengthMs) * lengthMs
