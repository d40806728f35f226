import { readEvents } from '#adapters/postgres/event-log.ts'
import type { Pool, Queryable } from '#adapters/postgres/pool.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { type RoutingEvent, type RoutingEventOf, upcast } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, RoutingDomainId } from '#kernel/ids.ts'
import { Newest } from '#kernel/newest.ts'
import { beginRecord, follow, type InteractionRecord } from './interaction-record.ts'
import { readRecords, writeStep } from './interaction-rows.ts'
import { followRecording } from './recording-rows.ts'
import { followVoicemail } from './voicemail-rows.ts'

const projection = 'interactions'
const eventsAtATime = 500
/**
 * So often at most when events are told one by one: a short call is then written once or twice and not after each event,
 * and nobody reads its history before it has happened.
 */
const stepEveryMs = 50
/** Ended interactions of which a last word may still come, a wrap-up, a called party's end: so many at least. */
const rememberedEnds = 500
/** When the writing falls behind by more than this, the events are read from the log again instead of kept in memory. */
const keptInMemory = 5000

export interface Projector {
  /** Tells of durable events; returns at once. */
  committed(events: readonly RoutingEvent[], lastPosition: number): void
  /** Follows the log to its end, from wherever the last run stopped; after that, {@link committed} keeps it there. */
  catchUp(): Promise<void>
  /** Up to where the tables have followed. */
  readonly position: number
  stop(): Promise<void>
}

/**
 * Keeps the tables `interaction`, `segment` and `recording` up with the log. Each step writes its rows and moves its
 * checkpoint in one transaction, so an event counts once, whatever crashes.
 */
export function createProjector(options: {
  readonly pool: Pool
  readonly domainId: RoutingDomainId
  readonly logger: Logger
}): Projector {
  const { pool, domainId, logger } = options
  /** Live interactions, so that following them needs no reading. */
  let records = new Map<InteractionId, InteractionRecord>()
  let ended = new Newest<InteractionId, InteractionRecord>(rememberedEnds)
  /** Durable events that are not followed yet: those at `buffered.from + 1` and after. */
  let buffer: { from: number; events: RoutingEvent[] } = { from: 0, events: [] }
  let position = -1
  /** The last position that was told of, and whether the log was read to its end before. */
  let told = 0
  let isEndKnown = false
  let running: Promise<void> | undefined
  let isWantedAgain = false
  let isStopped = false

  function wake(): Promise<void> {
    isWantedAgain = true
    running ??= run().finally(() => {
      running = undefined
      if (isWantedAgain && !isStopped) void wake()
    })
    return running
  }

  async function run(): Promise<void> {
    let waitMs = 100
    while (isWantedAgain && !isStopped) {
      isWantedAgain = false
      try {
        while (!isStopped && (await followSome())) if (isEndKnown) await pause(stepEveryMs)
        waitMs = 100
      } catch (error) {
        logger.warn('The history could not be written; it will be, from where it stopped', { position, error })
        records = new Map()
        ended = new Newest(rememberedEnds)
        position = -1
        isEndKnown = false
        isWantedAgain = true
        await pause(waitMs)
        waitMs = Math.min(waitMs * 2, 5000)
      }
    }
  }

  /** One step; false when the end of the log is reached. */
  async function followSome(): Promise<boolean> {
    if (position < 0) position = await readCheckpoint(pool, domainId)
    const events = takeBuffered() ?? (isEndKnown && position >= told ? [] : await readLog())
    if (events.length === 0) return false
    const touched = await touchedRecords(events)
    const next = position + events.length
    // Whose a recording is: who had the interaction at that moment, and not who has it at the end of this step.
    const recordings: { readonly event: RoutingEvent; readonly agentId: AgentId | null }[] = []
    for (const event of events) {
      follow1(touched, event)
      if (isOfRecording(event)) recordings.push({ event, agentId: touched.get(event.interactionId)?.agentId ?? null })
    }
    const step = { projection, domainId, from: position, to: next, records: [...touched.values()] }
    if (recordings.length === 0) await writeStep(pool, step)
    else {
      await pool.transaction(async (connection) => {
        await writeStep(connection, step)
        for (const { event, agentId } of recordings) {
          await followRecording(connection, event, agentId)
          await followVoicemail(connection, event)
        }
      })
    }
    position = next
    for (const [id, record] of touched) {
      const [to, from] = record.state === 'ended' ? [ended, records] : [records, ended]
      from.delete(id)
      to.set(id, record)
    }
    return true
  }

  function takeBuffered(): RoutingEvent[] | undefined {
    const skip = position - buffer.from
    if (skip < 0 || skip >= buffer.events.length) return undefined
    const taken = buffer.events.slice(skip, skip + eventsAtATime)
    buffer = { from: buffer.from + skip + taken.length, events: buffer.events.slice(skip + taken.length) }
    return taken
  }

  async function readLog(): Promise<RoutingEvent[]> {
    const stored = await readEvents(pool, domainId, position, eventsAtATime)
    isEndKnown = stored.length < eventsAtATime
    return stored.map(({ payload, position: at }) => {
      const event = upcast(payload as { type: string; version: number })
      if (!event.ok) throw new Error(`the log has at ${at} what this Parley cannot read`)
      return event.value
    })
  }

  /** The records that the events are about: from memory, else from the tables. */
  async function touchedRecords(events: readonly RoutingEvent[]): Promise<Map<InteractionId, InteractionRecord>> {
    const touched = new Map<InteractionId, InteractionRecord>()
    const begun = new Set<InteractionId>()
    const missing = new Set<InteractionId>()
    for (const event of events) {
      if (!('interactionId' in event) || touched.has(event.interactionId)) continue
      const known = records.get(event.interactionId) ?? ended.get(event.interactionId)
      if (known) touched.set(event.interactionId, known)
      else if (isBeginning(event)) begun.add(event.interactionId)
      else if (!begun.has(event.interactionId)) missing.add(event.interactionId)
    }
    for (const [id, record] of await readRecords(pool, [...missing])) touched.set(id, record)
    return touched
  }

  return {
    get position() {
      return position
    },
    committed(events, lastPosition) {
      const from = lastPosition - events.length
      told = lastPosition
      if (buffer.events.length === 0) buffer = { from, events: [...events] }
      else if (buffer.from + buffer.events.length === from && buffer.events.length < keptInMemory) {
        buffer.events.push(...events)
      } else buffer = { from: 0, events: [] }
      void wake()
    },
    catchUp() {
      isEndKnown = false
      return wake()
    },
    async stop() {
      isStopped = true
      await running
    },
  }
}

const beginnings = ['InteractionBegan', 'InteractionDialed', 'TaskBegan', 'CallbackPromised', 'VoicemailLeft'] as const
type Beginning = (typeof beginnings)[number]
const isBeginning = (event: RoutingEvent): event is Extract<RoutingEvent, { type: Beginning }> =>
  beginnings.some((type) => type === event.type)

const isOfRecording = (
  event: RoutingEvent,
): event is RoutingEventOf<'RecordingStarted' | 'RecordingClosed' | 'VoicemailLeft'> =>
  event.type === 'RecordingStarted' || event.type === 'RecordingClosed' || event.type === 'VoicemailLeft'

function follow1(touched: Map<InteractionId, InteractionRecord>, event: RoutingEvent): void {
  if (!('interactionId' in event)) return
  if (isBeginning(event)) {
    touched.set(event.interactionId, beginRecord(event))
    return
  }
  const record = touched.get(event.interactionId)
  if (record) follow(record, event)
}

async function readCheckpoint(db: Queryable, domainId: RoutingDomainId): Promise<number> {
  await db.query('INSERT INTO projection_checkpoint VALUES ($1, $2, 0) ON CONFLICT DO NOTHING', [projection, domainId])
  const { rows } = await db.query<{ position: number }>(
    'SELECT position FROM projection_checkpoint WHERE projection = $1 AND domain_id = $2',
    [projection, domainId],
  )
  return rows[0]?.position ?? 0
}

const pause = (waitMs: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, waitMs).unref()
  })
