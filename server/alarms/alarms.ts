import type { Kysely, Selectable } from 'kysely'
import type { AlarmTable, Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { type AlarmId, newId, type PersonId, type RandomBytes } from '#kernel/ids.ts'
import type { Alarm } from '#protocol/http/index.ts'

/** What somebody ought to look at. One of a kind stands for a subject at a time: raised again, it is the same alarm. */
export interface AlarmNote {
  readonly kind: Alarm['kind']
  /** What it is about, for people: the trunk's name, the address. */
  readonly subject: string
  /** What it is about, for `clear`; empty when there is only one of its kind. */
  readonly subjectId?: string
  readonly detail?: string
}

export interface Alarms {
  /** Never rejects: what cannot be written is logged. */
  raise(note: AlarmNote): Promise<void>
  /** It is over by itself. Harmless when none stands. */
  clear(kind: Alarm['kind'], subjectId?: string): Promise<void>
  /** Those that are not over and not seen, newest first, as this core knows them. */
  readonly open: readonly Alarm[]
  /** Newest first; `before` is the last of the page before. */
  page(limit: number, before: { readonly raisedAt: Date; readonly alarmId: AlarmId } | undefined): Promise<Alarm[]>
  /** @returns undefined when there is no such alarm */
  acknowledge(alarmId: AlarmId, personId: PersonId): Promise<Alarm | undefined>
  /** Told after each change of `open`. */
  subscribe(changed: () => void): () => void
  /** Reads what stands, at start and when another core may have changed it. */
  refresh(): Promise<void>
}

/** Of these nothing says that they are over: seen is over, and the next one is a new alarm. */
const overWhenSeen: readonly Alarm['kind'][] = [
  'address-banned',
  'dial-limit',
  'spend-limit',
  'outside-recorder',
  'recording-missing',
  'routing-truth',
  'sound-missing',
  'flow-failing',
]

const openAtMost = 200

export function createAlarms(services: {
  readonly db: Kysely<Database>
  readonly clock: Pick<Clock, 'wallMs'>
  readonly randomBytes: RandomBytes
  readonly logger: Logger
}): Alarms {
  const { db, clock, randomBytes, logger } = services
  const listeners = new Set<() => void>()
  let open: readonly Alarm[] = []

  const rows = () =>
    db
      .selectFrom('alarm')
      .leftJoin('person', 'person.person_id', 'alarm.acknowledged_by')
      .selectAll('alarm')
      .select('person.name as acknowledger')
      .orderBy('raised_at', 'desc')
      .orderBy('alarm_id', 'desc')

  async function refresh(): Promise<void> {
    const standing = await rows()
      .where('cleared_at', 'is', null)
      .where('acknowledged_at', 'is', null)
      .limit(openAtMost)
      .execute()
    const before = JSON.stringify(open)
    open = standing.map(shown)
    if (JSON.stringify(open) !== before) for (const changed of listeners) changed()
  }

  let last = Promise.resolve()
  let waiting = 0
  /** One after the other: what was raised first must not be written last. One that cannot be written breaks nothing. */
  function quietly(what: string, deed: () => Promise<unknown>): Promise<void> {
    waiting++
    last = last.then(async () => {
      waiting--
      const failed = (error: unknown) => logger.warn(`An alarm could not be ${what}`, { error })
      await deed().catch(failed)
      // Of many at once, people see the outcome.
      if (waiting === 0) await refresh().catch(failed)
    })
    return last
  }

  /** Raised and not written yet, with the newest word: hundreds of strangers are one alarm, and one statement. */
  const raised = new Map<string, AlarmNote>()
  const keyOf = (kind: Alarm['kind'], subjectId: string) => `${kind} ${subjectId}`

  function write({ kind, subject, subjectId = '', detail }: AlarmNote): Promise<unknown> {
    return db
      .insertInto('alarm')
      .values({
        alarm_id: newId('alarm', clock.wallMs(), randomBytes),
        kind,
        subject,
        subject_id: subjectId,
        detail: detail ?? null,
        raised_at: new Date(clock.wallMs()),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['kind', 'subject_id'])
          .where('cleared_at', 'is', null)
          .doUpdateSet({ subject, detail: detail ?? null }),
      )
      .execute()
  }

  return {
    get open() {
      return open
    },
    refresh,
    raise(note) {
      const { kind, subjectId = '', detail } = note
      const key = keyOf(kind, subjectId)
      const isWaiting = raised.has(key)
      raised.set(key, note)
      if (isWaiting) return last
      logger.warn('Alarm', { kind, subjectId, detail })
      return quietly('raised', () => {
        const newest = raised.get(key) ?? note
        raised.delete(key)
        return write(newest)
      })
    },
    clear(kind, subjectId = '') {
      // What is raised after this is another alarm.
      const key = keyOf(kind, subjectId)
      raised.delete(key)
      return quietly('cleared', async () => {
        await db
          .updateTable('alarm')
          .set({ cleared_at: new Date(clock.wallMs()) })
          .where('kind', '=', kind)
          .where('subject_id', '=', subjectId)
          .where('cleared_at', 'is', null)
          .execute()
      })
    },
    async page(limit, before) {
      let page = rows().limit(limit)
      if (before !== undefined) {
        page = page.where((eb) =>
          eb.or([
            eb('raised_at', '<', before.raisedAt),
            eb.and([eb('raised_at', '=', before.raisedAt), eb('alarm_id', '<', before.alarmId)]),
          ]),
        )
      }
      return (await page.execute()).map(shown)
    },
    async acknowledge(alarmId, personId) {
      const now = new Date(clock.wallMs())
      await db
        .updateTable('alarm')
        .set({ acknowledged_at: now, acknowledged_by: personId })
        .where('alarm_id', '=', alarmId)
        .where('acknowledged_at', 'is', null)
        .execute()
      await db
        .updateTable('alarm')
        .set({ cleared_at: now })
        .where('alarm_id', '=', alarmId)
        .where('cleared_at', 'is', null)
        .where('kind', 'in', overWhenSeen)
        .execute()
      const row = await rows().where('alarm_id', '=', alarmId).executeTakeFirst()
      await refresh()
      return row && shown(row)
    },
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

const shown = (row: Selectable<AlarmTable> & { acknowledger: string | null }): Alarm => ({
  alarmId: row.alarm_id,
  kind: row.kind,
  subject: row.subject,
  ...(row.subject_id === '' ? {} : { subjectId: row.subject_id }),
  ...(row.detail === null ? {} : { detail: row.detail }),
  raisedAt: row.raised_at.toISOString(),
  ...(row.cleared_at === null ? {} : { clearedAt: row.cleared_at.toISOString() }),
  ...(row.acknowledged_at === null ? {} : { acknowledgedAt: row.acknowledged_at.toISOString() }),
  ...(row.acknowledger === null ? {} : { acknowledgedBy: row.acknowledger }),
})
