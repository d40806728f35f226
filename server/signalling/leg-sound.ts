import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { InteractionId, LegId } from '#kernel/ids.ts'
import type { EdgeEvent, MediaQuality } from '#protocol/edge/index.ts'
import type { InteractionSound } from '#protocol/http/index.ts'
import type { LegOwner, LegOwners } from './leg-owners.ts'

/** The mean and the worst of what was reported each few seconds. */
class Figure {
  #sum = 0
  #count = 0
  worst: number | undefined
  readonly #worse: (one: number, other: number) => number

  constructor(worse: (one: number, other: number) => number) {
    this.#worse = worse
  }

  add(value: number | undefined): void {
    if (value === undefined) return
    this.#sum += value
    this.#count++
    this.worst = this.worst === undefined ? value : this.#worse(this.worst, value)
  }

  get mean(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count
  }
}

/** How one leg sounded while it belonged to one interaction: a browser station's goes on to the next. */
class LegSound {
  readonly owner: LegOwner
  readonly legId: LegId
  readonly #score = new Figure(Math.min)
  readonly #heardScore = new Figure(Math.min)
  readonly #loss = new Figure(Math.max)
  readonly #heardLoss = new Figure(Math.max)
  readonly #jitter = new Figure(Math.max)
  readonly #roundTrip = new Figure(Math.max)
  #codec: string | undefined
  #samples = 0
  readonly #silentMs = { from: 0, to: 0 }
  readonly #silentSinceMs: { from?: number | undefined; to?: number | undefined } = {}

  constructor(owner: LegOwner, legId: LegId) {
    this.owner = owner
    this.legId = legId
  }

  get hasSamples(): boolean {
    return this.#samples > 0
  }

  add(quality: MediaQuality): void {
    this.#samples++
    this.#codec = quality.codec ?? this.#codec
    this.#score.add(quality.mos)
    this.#loss.add(quality.lossPercent)
    this.#jitter.add(quality.jitterMs)
    this.#roundTrip.add(quality.roundTripMs)
    this.#heardScore.add(quality.remote?.mos)
    this.#heardLoss.add(quality.remote?.lossPercent)
  }

  silent(direction: 'from' | 'to', isSilent: boolean, nowMs: number): void {
    const sinceMs = this.#silentSinceMs[direction]
    if (isSilent) this.#silentSinceMs[direction] ??= nowMs
    else if (sinceMs !== undefined) {
      this.#silentMs[direction] += nowMs - sinceMs
      this.#silentSinceMs[direction] = undefined
    }
  }

  row(nowMs: number) {
    const silentMs = (direction: 'from' | 'to') => {
      const sinceMs = this.#silentSinceMs[direction]
      return Math.round(this.#silentMs[direction] + (sinceMs === undefined ? 0 : nowMs - sinceMs))
    }
    return {
      interaction_id: this.owner.interactionId,
      leg_id: this.legId,
      role: this.owner.role,
      codec: this.#codec ?? null,
      mos_mean: this.#score.mean ?? null,
      mos_worst: this.#score.worst ?? null,
      heard_mos_mean: this.#heardScore.mean ?? null,
      heard_mos_worst: this.#heardScore.worst ?? null,
      loss_percent: this.#loss.mean ?? null,
      heard_loss_percent: this.#heardLoss.mean ?? null,
      jitter_ms: this.#jitter.mean ?? null,
      round_trip_ms: this.#roundTrip.mean ?? null,
      silent_from_ms: silentMs('from'),
      silent_to_ms: silentMs('to'),
      at: new Date(nowMs),
    }
  }
}
type Row = ReturnType<LegSound['row']>

/** What waits beyond this is let go, as ladders are. */
const keptAtMost = 20_000
const endedInteractions = 500

/** Keeps beside each interaction how its legs sounded. */
export class SoundRecords {
  readonly #db: Kysely<Database>
  readonly #clock: Pick<Clock, 'wallMs'>
  readonly #logger: Logger
  readonly #owners: LegOwners
  readonly #live = new Map<string, LegSound>()
  readonly #waiting: Row[] = []

  constructor(of: {
    readonly db: Kysely<Database>
    readonly clock: Pick<Clock, 'wallMs'>
    readonly logger: Logger
    readonly owners: LegOwners
  }) {
    this.#db = of.db
    this.#clock = of.clock
    this.#logger = of.logger
    this.#owners = of.owners
  }

  noteEdge(event: EdgeEvent): void {
    if (event.type === 'leg.quality') this.#of(event.legId)?.add(event.quality)
    else if (event.type === 'leg.silent') {
      this.#of(event.legId)?.silent(event.direction ?? 'from', event.isSilent, this.#clock.wallMs())
    } else if (event.type === 'leg.ended') {
      const sound = this.#of(event.legId)
      // Too short for any report: what is said of the whole is all there is.
      if (sound && !sound.hasSamples && event.quality) sound.add(event.quality)
      for (const [key, { legId }] of this.#live) if (legId === event.legId) this.#end(key)
    }
  }

  /** A station's leg lives on; what it was to this interaction is over. */
  ended(interactionId: InteractionId): void {
    for (const [key, { owner }] of this.#live) {
      if (owner.interactionId === interactionId && owner.role === 'agent') this.#end(key)
    }
  }

  #of(legId: LegId): LegSound | undefined {
    const owner = this.#owners.of(legId)
    if (!owner) return undefined
    const key = `${owner.interactionId} ${legId}`
    let sound = this.#live.get(key)
    if (!sound && this.#live.size < keptAtMost) {
      sound = new LegSound(owner, legId)
      this.#live.set(key, sound)
    }
    return sound
  }

  #end(key: string): void {
    const sound = this.#live.get(key)
    this.#live.delete(key)
    if (sound?.hasSamples && this.#waiting.length < keptAtMost) this.#waiting.push(sound.row(this.#clock.wallMs()))
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Writes what is over. */
  async write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.splice(0, endedInteractions)
      try {
        await this.#db
          .insertInto('leg_sound')
          .values(rows)
          .onConflict((conflict) => conflict.columns(['interaction_id', 'leg_id']).doNothing())
          .execute()
      } catch (error) {
        this.#logger.warn('How calls sounded could not be written and is let go', { error })
      }
    }
  }

  /** How the legs of an interaction sounded, those that still talk included: the customer's first. */
  async of(interactionId: InteractionId): Promise<InteractionSound[]> {
    await this.write()
    const written = await this.#db
      .selectFrom('leg_sound')
      .selectAll()
      .where('interaction_id', '=', interactionId)
      .orderBy('at')
      .limit(50)
      .execute()
    const nowMs = this.#clock.wallMs()
    const live = [...this.#live.values()]
      .filter(({ owner, hasSamples }) => owner.interactionId === interactionId && hasSamples)
      .map((sound) => sound.row(nowMs))
    const order = { customer: 0, agent: 1, other: 2 } as const
    return [...written, ...live].sort((a, b) => order[a.role] - order[b.role]).map(shownSound)
  }
}

function shownSound(row: Row): InteractionSound {
  const present = (name: string, value: number | null, by: number) =>
    value === null ? {} : { [name]: Math.round(value * by) / by }
  return {
    legId: row.leg_id,
    role: row.role,
    ...(row.codec === null ? {} : { codec: row.codec }),
    ...present('mosMean', row.mos_mean, 100),
    ...present('mosWorst', row.mos_worst, 100),
    ...present('heardMosMean', row.heard_mos_mean, 100),
    ...present('heardMosWorst', row.heard_mos_worst, 100),
    ...present('lossPercent', row.loss_percent, 10),
    ...present('heardLossPercent', row.heard_loss_percent, 10),
    ...present('jitterMs', row.jitter_ms, 10),
    ...present('roundTripMs', row.round_trip_ms, 10),
    silentFromMs: row.silent_from_ms,
    silentToMs: row.silent_to_ms,
  }
}
