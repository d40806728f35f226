import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { DeskMessage, DeskReminder } from '#protocol/realtime/index.ts'
import { withoutAbsent } from './without-absent.ts'

/** What stands in the tables for one desk. */
export interface ShownAlerts {
  /** Unread, the oldest first; one that has expired since it was read from the table may be among them. */
  readonly messages: readonly DeskMessage[]
  /** By their time, also those that are still to come: a desk without a network reminds all the same. */
  readonly reminders: readonly DeskReminder[]
}

/** A desk shows no more than anybody would read. */
const shownMessages = 20
const shownReminders = 100

/** Words of supervisors and reminders of the desks that somebody looks at, as they were last read from the tables. */
export class DeskAlerts {
  readonly #db: Kysely<Database>
  readonly #wallMs: () => number
  readonly #failed: (error: unknown) => void
  readonly #kept = new Map<AgentId, ShownAlerts>()
  /** One reading after the other: an older one never overtakes what a newer one found. */
  #reading: Promise<unknown> = Promise.resolve()

  constructor(db: Kysely<Database>, wallMs: () => number, failed: (error: unknown) => void) {
    this.#db = db
    this.#wallMs = wallMs
    this.#failed = failed
  }

  of = (agentId: AgentId): ShownAlerts | undefined => this.#kept.get(agentId)

  forget(agentId: AgentId): void {
    this.#kept.delete(agentId)
  }

  /** Reads what stands for these agents, also when that was read before. Resolves when `of` has it; never rejects. */
  read(agentIds: readonly AgentId[]): Promise<void> {
    const read = this.#reading.then(() => this.#read(agentIds)).catch(this.#failed)
    this.#reading = read
    return read
  }

  async #read(agentIds: readonly AgentId[]): Promise<void> {
    if (agentIds.length === 0) return
    const [messages, reminders] = await Promise.all([
      this.#db
        .selectFrom('floor_message_copy as copy')
        .innerJoin('floor_message as m', 'm.floor_message_id', 'copy.floor_message_id')
        .leftJoin('person', 'person.person_id', 'm.person_id')
        .select(['copy.agent_id', 'm.floor_message_id', 'm.text', 'm.sent_to', 'm.created_at', 'm.expires_at'])
        .select('person.name')
        .where('copy.agent_id', 'in', agentIds)
        .where('copy.read_at', 'is', null)
        .where('m.expires_at', '>', new Date(this.#wallMs()))
        .orderBy('m.floor_message_id')
        .execute(),
      this.#db
        .selectFrom('reminder')
        .leftJoin('customer', 'customer.customer_id', 'reminder.customer_id')
        .selectAll('reminder')
        .select('customer.name as customer_name')
        .where('reminder.agent_id', 'in', agentIds)
        .orderBy('reminder.due_at')
        .execute(),
    ])
    for (const agentId of agentIds) {
      this.#kept.set(agentId, {
        messages: messages
          .filter((row) => row.agent_id === agentId)
          .slice(-shownMessages)
          .map((row) => ({
            floorMessageId: row.floor_message_id,
            text: row.text,
            sentTo: row.sent_to,
            atMs: row.created_at.getTime(),
            expiresAtMs: row.expires_at.getTime(),
            ...withoutAbsent({ fromName: row.name ?? undefined }),
          })),
        reminders: reminders
          .filter((row) => row.agent_id === agentId)
          .slice(0, shownReminders)
          .map((row) => ({
            reminderId: row.reminder_id,
            text: row.text,
            dueAtMs: row.due_at.getTime(),
            ...withoutAbsent({
              customerId: row.customer_id ?? undefined,
              customerName: row.customer_name ?? undefined,
              interactionId: row.interaction_id ?? undefined,
            }),
          })),
      })
    }
  }
}

/** The desk's entries of them, each by its id. */
export function alertEntries(shown: ShownAlerts | undefined): Record<string, DeskMessage | DeskReminder> {
  const entries: Record<string, DeskMessage | DeskReminder> = {}
  for (const message of shown?.messages ?? []) entries[`message:${message.floorMessageId}`] = message
  for (const reminder of shown?.reminders ?? []) entries[`reminder:${reminder.reminderId}`] = reminder
  return entries
}
