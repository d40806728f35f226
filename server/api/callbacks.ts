import { type Selectable, sql } from 'kysely'
import type { CallbackTable } from '#adapters/postgres/schema.ts'
import { type Interaction, isDeskWork, isStillDialed } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { Callback } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { reachOf, wishesByNumber } from './callback-reach.ts'
import { refusalOfDecider } from './decided.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

type Routes = 'createCallback' | 'listCallbacks' | 'getCallback' | 'cancelCallback' | 'callbackFigures'

/** Callbacks that are asked for from outside, and what becomes of all of them. */
export function callbackHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, decider, configuration, callbacks } = services
  const wishesFor = wishesByNumber(services)

  const all = () =>
    db
      .selectFrom('callback')
      .leftJoin('queue', 'queue.queue_id', 'callback.queue_id')
      .selectAll('callback')
      .select('queue.name as queue_name')

  /** One that this caller may see: what he brought, or any for whom every interaction is to be read. */
  async function ownRow(caller: Caller, id: InteractionId) {
    const row = await all().where('callback.interaction_id', '=', id).executeTakeFirst()
    const isHis = row !== undefined && row.created_by !== null && row.created_by === caller.personId
    return isHis || caller.permissions.has('interactions.read.any') ? row : undefined
  }

  const show = (row: Selectable<CallbackTable> & { readonly queue_name: string | null }): Callback => {
    const live = decider.state?.interactions.get(row.interaction_id)
    const promise = !live || isDeskWork(live) ? undefined : live.promise
    const dueAtMs = live?.kind === 'callback' ? live.dueAtMs : null
    return {
      interactionId: row.interaction_id,
      queueId: row.queue_id,
      queueName: row.queue_name ?? '',
      number: row.number,
      askedBy: row.asked_by,
      askedAt: row.asked_at.toISOString(),
      state: stateOf(row, live),
      dials: row.dials,
      ...(row.name === null ? {} : { name: row.name }),
      ...(row.note === null ? {} : { note: row.note }),
      ...(row.time_zone === null ? {} : { timeZone: row.time_zone }),
      ...(dueAtMs === null ? {} : { dueAt: new Date(dueAtMs).toISOString() }),
      ...(promise?.lastOutcome === undefined ? {} : { lastOutcome: promise.lastOutcome }),
      ...(row.from_interaction_id === null ? {} : { fromInteractionId: row.from_interaction_id }),
    }
  }

  return {
    async createCallback({ caller, body, request, address }) {
      if (!decider.isReady) return refuse('decider.not-ready', { retryAfterS: 2 })
      const { queueId, name, note, notBefore, timeZone, language, level } = body
      if (notBefore !== undefined && Number.isNaN(Date.parse(notBefore))) {
        return refuse('request.malformed', { detail: 'body/notBefore is no instant.' })
      }
      if (decider.state?.queues.get(queueId)?.settings.channel !== 'voice') return refuse('queue.not-found')
      const number = comparableNumber(body.number, configuration.numberPlan.region)
      const reached = reachOf(services, number)
      if (!reached.ok) return reached
      const header = request.headers['idempotency-key']
      const idempotencyKey = typeof header === 'string' ? header : undefined
      if (idempotencyKey !== undefined) {
        const before = await db
          .selectFrom('callback')
          .select('interaction_id')
          .where('created_by', '=', caller.personId)
          .where('idempotency_key', '=', idempotencyKey)
          .executeTakeFirst()
        const isKnown = before && decider.state.interactions.has(before.interaction_id)
        if (isKnown) return success({ interactionId: before.interaction_id })
      }
      const asked = await callbacks.ask({
        ...{ queueId, number, name, note, timeZone, language },
        askedBy: 'outside',
        isOverTrunk: reached.value.isOverTrunk,
        createdBy: caller.personId,
        ...(notBefore === undefined ? {} : { notBeforeMs: Date.parse(notBefore) }),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        wishes: await wishesFor(queueId, number, level ?? 0),
      })
      if (!asked.ok) return failure(refusalOfDecider(asked.error))
      const about = { personId: caller.personId, subject: asked.value, address }
      await audit(db, { action: 'callback.asked', ...about })
      return success({ interactionId: asked.value })
    },

    async listCallbacks({ query: { cursor, limit = 50, queueId, isOpen } }) {
      let rows = all()
      if (queueId !== undefined) rows = rows.where('callback.queue_id', '=', queueId)
      if (isOpen !== undefined) rows = rows.where('callback.ended_at', isOpen ? 'is' : 'is not', null)
      // Ids sort by their age.
      if (cursor !== undefined) rows = rows.where('callback.interaction_id', '<', cursor as InteractionId)
      const found = await rows
        .orderBy('callback.interaction_id', 'desc')
        .limit(limit + 1)
        .execute()
      const items = found.slice(0, limit).map(show)
      const last = items.at(-1)?.interactionId
      return success({ items, ...(found.length > limit && last !== undefined ? { next: last } : {}) })
    },

    async getCallback({ caller, id }) {
      const row = await ownRow(caller, id)
      return row ? success(show(row)) : refuse('callback.not-found')
    },

    async cancelCallback({ caller, id, address }) {
      const row = await ownRow(caller, id)
      if (!row) return refuse('callback.not-found')
      const live = decider.state?.interactions.get(id)
      const isOpen = live?.kind === 'callback' || (live?.kind === 'call' && isStillDialed(live))
      if (!isOpen) return row.outcome === 'cancelled' ? success({}) : refuse('callback.not-found')
      const decided = await decider.execute({ type: 'EndInteraction', interactionId: id, reason: 'cancelled' })
      if (!decided.ok) return failure(refusalOfDecider(decided.error))
      await audit(db, { action: 'callback.cancelled', personId: caller.personId, subject: id, address })
      return success({})
    },

    async callbackFigures({ query: { from, to } }) {
      const of = (outcome: string) => sql<number>`count(*) FILTER (WHERE callback.outcome = ${outcome})::integer`
      const items = await db
        .selectFrom('callback')
        .leftJoin('queue', 'queue.queue_id', 'callback.queue_id')
        .where('callback.asked_at', '>=', new Date(from))
        .where('callback.asked_at', '<', new Date(to))
        .groupBy(['callback.queue_id', 'queue.name'])
        .orderBy('queue.name')
        .select(['callback.queue_id as queueId', sql<string>`coalesce(queue.name, '')`.as('queueName')])
        .select(sql<number>`count(*)::integer`.as('asked'))
        .select(of('reached').as('reached'))
        .select(of('given-up').as('givenUp'))
        .select(of('cancelled').as('cancelled'))
        .select(sql<number>`count(*) FILTER (WHERE callback.ended_at IS NULL)::integer`.as('open'))
        .execute()
      return success({ items })
    },
  }
}

function stateOf(row: Selectable<CallbackTable>, live: Interaction | undefined): Callback['state'] {
  if (row.outcome !== null) return row.outcome
  if (live?.kind === 'call') return isStillDialed(live) ? 'dialing' : 'reached'
  if (live?.kind !== 'callback') return 'waiting'
  if (live.stage === 'scheduled') return 'scheduled'
  return (live.waiting?.offerIds.length ?? 0) > 0 ? 'offered' : 'waiting'
}
