import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import { Newest } from '#kernel/newest.ts'
import type { EdgeEvent, EdgeEventOf } from '#protocol/edge/index.ts'
import type { Decider, EdgeLink } from '../core-services.ts'
import { LegOwners, rememberedLegs } from './leg-owners.ts'
import { SoundRecords } from './leg-sound.ts'

/** Written together so often: at hundreds of calls a second a statement for each would be felt. */
const writeEveryMs = 500
const rowsAtOnce = 500
/** What waits beyond this is let go: signalling is for looking at, and must hold nothing up. */
const waitingAtMost = 20_000
const sweepEveryMs = 3_600_000
const keptDays = 30
const dayMs = 86_400_000

export interface Ladders {
  readonly owners: LegOwners
  /** How legs sounded. */
  readonly sound: SoundRecords
  /** On which edge a leg was heard of last; `undefined` when never. */
  edgeOf(legId: LegId): EdgeId | undefined
  /** Writes what waits. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/** Keeps the ladder of each call that ended beside its interaction. */
export function createLadders(services: {
  readonly db: Kysely<Database>
  readonly clock: Pick<Clock, 'wallMs'>
  readonly decider: Pick<Decider, 'subscribe' | 'state'>
  readonly edge: Pick<EdgeLink, 'subscribe'>
  readonly logger: Logger
}): Ladders {
  const { db, clock, decider, edge, logger } = services
  const owners = new LegOwners()
  const sound = new SoundRecords({ db, clock, logger, owners })
  const edges = new Newest<LegId, EdgeId>(rememberedLegs)
  const waiting: EdgeEventOf<'leg.ladder'>[] = []
  let isTooMuchSaid = false
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  async function write(): Promise<void> {
    const rows = waiting.splice(0, rowsAtOnce)
    if (rows.length === 0) return
    await db
      .insertInto('leg_ladder')
      .values(
        rows.map(({ legId, sipCallId, steps }) => {
          const owner = owners.of(legId)
          return {
            leg_id: legId,
            interaction_id: owner?.interactionId ?? null,
            role: owner?.role ?? 'other',
            trunk_id: owners.trunkOf(legId) ?? null,
            sip_call_id: storable(sipCallId),
            steps: storableJson(steps),
            at: new Date(steps[0]?.atMs ?? clock.wallMs()),
          }
        }),
      )
      .onConflict((conflict) => conflict.column('leg_id').doNothing())
      .execute()
  }

  const flush = (): Promise<void> => {
    writing = writing.then(async () => {
      try {
        while (waiting.length > 0) await write()
        await sound.write()
        isTooMuchSaid = false
      } catch (error) {
        logger.warn('Ladders could not be written and are let go', { error })
      }
    })
    return writing
  }

  function keep(event: EdgeEventOf<'leg.ladder'>): void {
    if (waiting.length >= waitingAtMost) {
      if (!isTooMuchSaid) logger.warn('Ladders come faster than they can be written; the latest are let go')
      isTooMuchSaid = true
      return
    }
    waiting.push(event)
    flushSoon()
  }

  function flushSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      void flush()
    }, writeEveryMs).unref()
  }

  function noteEdge(event: EdgeEvent, edgeId: EdgeId): void {
    owners.noteEdge(event)
    const legId = event.type === 'leg.incoming' ? event.leg.legId : 'legId' in event ? event.legId : undefined
    if (legId !== undefined && event.type !== 'leg.quality' && !edges.has(legId)) {
      edges.set(legId, edgeId)
    }
    sound.noteEdge(event)
    if (event.type === 'leg.ladder') keep(event)
    else if (sound.isWaiting) flushSoon()
  }

  let sweeping: NodeJS.Timeout | undefined
  const sweep = () => {
    sweeping = setTimeout(sweep, sweepEveryMs).unref()
    db.deleteFrom('leg_ladder')
      .where('at', '<', new Date(clock.wallMs() - keptDays * dayMs))
      .execute()
      .catch((error: unknown) => logger.warn('Old ladders could not be removed', { error }))
  }
  sweep()

  const unsubscribe = [
    decider.subscribe({
      committed: (events) => {
        for (const event of events) {
          if (event.type === 'InteractionEnded') sound.ended(event.interactionId)
          owners.noteRouting(event)
        }
        if (sound.isWaiting) flushSoon()
      },
      reloaded: () => decider.state && owners.noteState(decider.state),
    }),
    edge.subscribe({ event: noteEdge }),
  ]
  if (decider.state) owners.noteState(decider.state)

  return {
    owners,
    sound,
    edgeOf: (legId) => edges.get(legId),
    flush,
    async stop() {
      for (const end of unsubscribe) end()
      clearTimeout(timer)
      clearTimeout(sweeping)
      await flush()
    },
  }
}

/** PostgreSQL takes neither NUL nor half a surrogate pair, and one such text would cost all ladders that are written with it. */
function storableJson(steps: EdgeEventOf<'leg.ladder'>['steps']): string {
  const text = JSON.stringify(steps)
  // JSON writes both as escapes, and so rarely are they there that only then each text is looked at.
  if (!/\\u(?:0000|d[89a-f])/.test(text)) return text
  return JSON.stringify(steps, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value))
}
const storable = (text: string): string => text.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd')
