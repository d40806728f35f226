import { sql } from 'kysely'
import type { ReminderTable } from '#adapters/postgres/schema.ts'
import { newId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { Reminder } from '#protocol/http/index.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'reminders' | 'createReminder' | 'moveReminder' | 'finishReminder'

const mostReminders = 100
const longestAheadMs = 366 * 24 * 60 * 60_000

/** What agents want to be reminded of. Nobody else reads it, so none of it is told to the audit log. */
export function reminderHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  /** Also on another computer of his it comes up when it is time. */
  const tell = (agentId: ReminderTable['agent_id']) => services.desks.alertsChanged([agentId])

  const tooLate = (dueAt: string): Refusal | undefined =>
    Date.parse(dueAt) > clock.wallMs() + longestAheadMs
      ? { code: 'request.malformed', detail: 'dueAt is more than a year ahead.' }
      : undefined

  return {
    async reminders({ caller }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const rows = await db
        .selectFrom('reminder')
        .selectAll()
        .where('agent_id', '=', caller.agentId)
        .orderBy('due_at')
        .orderBy('reminder_id')
        .limit(mostReminders)
        .execute()
      return success({ items: rows.map(show) })
    },

    async createReminder({ caller, body }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const { agentId } = caller
      const { text, dueAt, customerId, interactionId } = body
      const late = tooLate(dueAt)
      if (late) return refuse(late.code, late)
      const row = {
        reminder_id: newId('reminder', clock.wallMs(), randomBytes),
        agent_id: agentId,
        text,
        due_at: new Date(dueAt),
        customer_id: customerId ?? null,
        interaction_id: interactionId ?? null,
        created_at: new Date(clock.wallMs()),
      }
      const done = await db.transaction().execute(async (transaction) => {
        // Two windows that set the last one at the same time set one.
        await sql`SELECT 1 FROM agent WHERE agent_id = ${agentId} FOR UPDATE`.execute(transaction)
        const { count } = await transaction
          .selectFrom('reminder')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('agent_id', '=', agentId)
          .executeTakeFirstOrThrow()
        if (Number(count) >= mostReminders) return 'reminder.too-many' as const
        const customer =
          customerId === undefined ||
          (await transaction
            .selectFrom('customer')
            .select('customer_id')
            .where('customer_id', '=', customerId)
            .forShare()
            .executeTakeFirst())
        if (!customer) return 'customer.not-found' as const
        await transaction.insertInto('reminder').values(row).execute()
        return 'set' as const
      })
      if (done !== 'set') return refuse(done)
      tell(agentId)
      return success(show(row))
    },

    async moveReminder({ caller, id, body: { dueAt } }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const late = tooLate(dueAt)
      if (late) return refuse(late.code, late)
      const row = await db
        .updateTable('reminder')
        .set({ due_at: new Date(dueAt) })
        .where('reminder_id', '=', id)
        .where('agent_id', '=', caller.agentId)
        .returningAll()
        .executeTakeFirst()
      if (!row) return refuse('reminder.not-found')
      tell(caller.agentId)
      return success(show(row))
    },

    async finishReminder({ caller, id }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const { numDeletedRows } = await db
        .deleteFrom('reminder')
        .where('reminder_id', '=', id)
        .where('agent_id', '=', caller.agentId)
        .executeTakeFirst()
      if (numDeletedRows === 0n) return refuse('reminder.not-found')
      tell(caller.agentId)
      return success({})
    },
  }
}

type ReminderRow = Pick<ReminderTable, 'reminder_id' | 'text' | 'customer_id' | 'interaction_id'> & {
  readonly due_at: Date
}
const show = ({ reminder_id, text, due_at, customer_id, interaction_id }: ReminderRow): Reminder => ({
  reminderId: reminder_id,
  text,
  dueAt: due_at.toISOString(),
  ...(customer_id === null ? {} : { customerId: customer_id }),
  ...(interaction_id === null ? {} : { interactionId: interaction_id }),
})
