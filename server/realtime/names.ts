import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { caseOfCaller } from '#domain/cases/index.ts'
import type { AgentId, CustomerId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'
import type { DeskTask, DeskVerification } from '#protocol/realtime/index.ts'
import { nameOfNumber } from '../api/outside-contact-rows.ts'
import { openCasesOf } from '../cases/open-cases.ts'
import type { ShownParticulars, WrittenNote } from './topic-view.ts'
import { withoutAbsent } from './without-absent.ts'

/** A call that went through more hands shows what was written last. */
const shownNotes = 5

/**
 * The names that topics show, read from the tables and kept while they are needed. Topics are built without waiting: a name
 * that is not here yet is read, and `arrived` says that the topic is worth building again.
 */
export class Names {
  readonly #db: Kysely<Database>
  readonly #failed: (error: unknown) => void
  #queues = new Map<QueueId, string>()
  #personalQueues: ReadonlySet<QueueId> = new Set()
  #withScript: ReadonlySet<QueueId> = new Set()
  #agents = new Map<AgentId, string>()
  readonly #particulars = new Map<InteractionId, ShownParticulars>()
  /** As the core heard them; the table is written a moment later. */
  readonly #answers = new Map<InteractionId, readonly CallerAnswer[]>()
  /** Readings overtake one another: only the one that was begun last counts. */
  readonly #begun = new Map<InteractionId, number>()
  #readings = 0

  constructor(db: Kysely<Database>, failed: (error: unknown) => void) {
    this.#db = db
    this.#failed = failed
  }

  queueName = (queueId: QueueId): string | undefined => this.#queues.get(queueId)
  isPersonalQueue = (queueId: QueueId): boolean => this.#personalQueues.has(queueId)
  get withScript(): ReadonlySet<QueueId> {
    return this.#withScript
  }
  hasScript = (queueId: QueueId): boolean => this.#withScript.has(queueId)
  agentName = (agentId: AgentId): string | undefined => this.#agents.get(agentId)
  particulars = (interactionId: InteractionId): ShownParticulars | undefined => this.#particulars.get(interactionId)

  answers = (interactionId: InteractionId): readonly CallerAnswer[] =>
    this.#answers.get(interactionId) ?? this.#particulars.get(interactionId)?.answers ?? []

  noteAnswers(interactionId: InteractionId, answers: readonly CallerAnswer[]): void {
    this.#answers.set(interactionId, answers)
  }

  /** Reads the names of queues and agents again. */
  async readDirectory(): Promise<void> {
    try {
      const [queues, agents] = await Promise.all([
        this.#db.selectFrom('queue').select(['queue_id', 'name', 'person_id', 'script_flow_id']).execute(),
        this.#db
          .selectFrom('agent')
          .innerJoin('person', 'person.person_id', 'agent.person_id')
          .select(['agent.agent_id', 'person.name'])
          .execute(),
      ])
      this.#queues = new Map(queues.map(({ queue_id, name }) => [queue_id, name]))
      this.#personalQueues = new Set(queues.flatMap((queue) => (queue.person_id === null ? [] : [queue.queue_id])))
      this.#withScript = new Set(queues.flatMap((queue) => (queue.script_flow_id === null ? [] : [queue.queue_id])))
      this.#agents = new Map(agents.map(({ agent_id, name }) => [agent_id, name]))
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Reads who calls in these interactions, also when that was read before. Resolves with those that are known then. */
  async readParticulars(interactionIds: readonly InteractionId[]): Promise<readonly InteractionId[]> {
    if (interactionIds.length === 0) return []
    const reading = ++this.#readings
    for (const id of interactionIds) this.#begun.set(id, reading)
    try {
      const rows = await this.#db
        .selectFrom('interaction_particulars as particulars')
        .leftJoin('customer', 'customer.customer_id', 'particulars.customer_id')
        .leftJoin('interaction', 'interaction.interaction_id', 'particulars.interaction_id')
        .leftJoin('task', 'task.interaction_id', 'particulars.interaction_id')
        .leftJoin('verification', (join) =>
          join
            .onRef('verification.interaction_id', '=', 'particulars.interaction_id')
            .onRef('verification.customer_id', '=', 'particulars.customer_id'),
        )
        .leftJoin('person as verifier', 'verifier.person_id', 'verification.person_id')
        .select([
          'particulars.interaction_id',
          'particulars.caller_number',
          'particulars.caller_name',
          'particulars.dialed_number',
          'particulars.customer_id',
          'particulars.answers',
          'customer.name as customer_name',
          'task.subject',
          'task.payload',
          'task.link',
          'task.reference',
          'task.due_at',
          'interaction.end_reason',
          'verification.method',
          'verification.verified_at',
          'verifier.name as verifier_name',
          sql<Date | null>`(SELECT s.started_at FROM segment s WHERE s.interaction_id = particulars.interaction_id AND s.kind = 'hold' AND s.ended_at IS NULL ORDER BY s.ordinal DESC LIMIT 1)`.as(
            'held_since',
          ),
          sql<readonly WrittenNote[] | null>`(SELECT jsonb_agg(written.note) FROM (
            SELECT jsonb_build_object('text', h.text, 'byAgentId', h.agent_id, 'atMs', floor(extract(epoch FROM h.written_at) * 1000)::bigint) AS note
              FROM hand_over_note h WHERE h.interaction_id = particulars.interaction_id
             ORDER BY h.written_at DESC LIMIT ${shownNotes}) AS written)`.as('hand_over_notes'),
        ])
        .select((eb) =>
          eb
            .selectFrom('case_entry')
            .select('case_entry.case_id')
            .whereRef('case_entry.interaction_id', '=', 'particulars.interaction_id')
            .where('case_entry.kind', '=', 'contact')
            .orderBy('case_entry.case_entry_id', 'desc')
            .limit(1)
            .as('case_id'),
        )
        .select(openCasesOf(sql.ref('particulars.customer_id')).as('open_cases'))
        .select(nameOfNumber('particulars.caller_number').as('outside_name'))
        .where('particulars.interaction_id', '=', sql<InteractionId>`any(${interactionIds})`)
        .execute()
      for (const row of rows) {
        if (this.#begun.get(row.interaction_id) !== reading) continue
        this.#particulars.set(
          row.interaction_id,
          withoutAbsent({
            callerNumber: row.caller_number ?? undefined,
            // Whom we know ourselves we call as we know him.
            callerName: row.outside_name ?? row.caller_name ?? undefined,
            dialedNumber: row.dialed_number ?? undefined,
            customerId: (row.customer_id ?? undefined) as CustomerId | undefined,
            customerName: row.customer_name ?? undefined,
            caseId: row.case_id ?? caseOfCaller(row.open_cases)?.caseId,
            task: taskOf(row),
            verification: verificationOf(row),
            handOverNotes: row.hand_over_notes ?? undefined,
            answers: row.answers.length > 0 ? row.answers : undefined,
            endReason: row.end_reason ?? undefined,
            heldSinceMs: row.held_since?.getTime(),
          }),
        )
      }
      return rows.map((row) => row.interaction_id)
    } catch (error) {
      this.#failed(error)
      return []
    }
  }

  /** The live interactions with this customer. */
  ofCustomer(customerId: CustomerId): InteractionId[] {
    return [...this.#particulars].filter(([, known]) => known.customerId === customerId).map(([id]) => id)
  }

  /** Forgets the interactions that are over. */
  keepOnly(isLive: (interactionId: InteractionId) => boolean): void {
    for (const id of this.#answers.keys()) if (!isLive(id)) this.#answers.delete(id)
    for (const id of this.#begun.keys()) {
      if (isLive(id)) continue
      this.#begun.delete(id)
      this.#particulars.delete(id)
    }
  }
}

function verificationOf(row: {
  readonly method: DeskVerification['method'] | null
  readonly verified_at: Date | null
  readonly verifier_name: string | null
}): DeskVerification | undefined {
  if (row.method === null || row.verified_at === null) return undefined
  return {
    ...{ method: row.method, atMs: row.verified_at.getTime() },
    ...withoutAbsent({ byName: row.verifier_name ?? undefined }),
  }
}

function taskOf(row: {
  readonly subject: string | null
  readonly payload: unknown
  readonly link: string | null
  readonly reference: string | null
  readonly due_at: Date | null
}): DeskTask | undefined {
  if (row.subject === null) return undefined
  return {
    subject: row.subject,
    ...withoutAbsent({
      payload: row.payload ?? undefined,
      link: row.link ?? undefined,
      reference: row.reference ?? undefined,
      dueAtMs: row.due_at?.getTime(),
    }),
  }
}
