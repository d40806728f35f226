import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Database, SelfServiceRunTable } from '#adapters/postgres/schema.ts'
import {
  answerPage,
  beginPages,
  type FlowFacts,
  handedBack,
  inLanguage,
  type PagedRun,
  pageBack,
  pageOf,
  passedBy,
} from '#domain/flows/index.ts'
import { type InteractionId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { SelfServiceState } from '#protocol/http/index.ts'
import { hashOf } from '../callbacks/web-callbacks.ts'
import type { PublishedFlow } from '../flows/flow-library.ts'
import { answersAfter } from '../processes/index.ts'
import { houseFacts } from '../scripts/script-facts.ts'
import { selfServiceHandOver } from '../self-service/hand-over.ts'
import { sweepLeft, writeSteps } from '../self-service/steps.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'
import { addressKey, TokenBuckets } from './token-bucket.ts'

type Routes =
  | 'startSelfService'
  | 'selfServiceState'
  | 'answerSelfService'
  | 'goBackInSelfService'
  | 'speakInSelfService'
type Row = Selectable<SelfServiceRunTable>
type Outcome = NonNullable<Row['outcome']>

interface Settled {
  readonly paged: PagedRun
  /** `null`: a page is shown. */
  readonly outcome: Outcome | null
  /** By which what it became is known. */
  readonly interactionId: InteractionId
}

/** What is handed over and not taken leads on in the same moment: so often, and then it is lost. */
const mostTurns = 5
const sweepEveryMs = 60_000

/**
 * Customers who help themselves on a page: public, so bounded by network address and in all. A page shows what its flow says and
 * what he typed himself, and nothing else of the house; whoever has the page's token goes on.
 */
export function selfServiceHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, configuration, clock, randomBytes, logger } = services
  const handOver = selfServiceHandOver(services)
  const starting = new TokenBuckets({ perMinute: 10, burst: 20 })
  const startingOfAll = new TokenBuckets({ perMinute: 600, burst: 600 })
  const stepping = new TokenBuckets({ perMinute: 120, burst: 120 })
  const handing = new TokenBuckets({ perMinute: 1, burst: 5 })
  const handingOfAll = new TokenBuckets({ perMinute: 60, burst: 60 })
  let sweptAtMs = Number.NEGATIVE_INFINITY

  const tooMany = (buckets: TokenBuckets, key: string): Refusal | undefined => {
    const waitMs = buckets.take(key, clock.monotonicMs())
    return waitMs > 0 ? { code: 'request.too-many', retryAfterS: Math.ceil(waitMs / 1000) } : undefined
  }

  const factsNow = (): FlowFacts => ({
    ...houseFacts(services),
    channel: 'self-service',
    caller: { number: null, dialedNumber: '', isKnown: false, segmentIds: [] },
    incidentIds: [],
  })

  function sweep(): void {
    if (clock.monotonicMs() - sweptAtMs < sweepEveryMs) return
    sweptAtMs = clock.monotonicMs()
    sweepLeft(db).catch((error: unknown) => logger.warn('Those who left a page could not be noted', { error }))
  }

  const pageOfFlow = (slug: string): PublishedFlow | undefined => {
    const flow = configuration.flows.bySlug(slug)
    return flow?.channels.includes('self-service') ? flow : undefined
  }

  function stateOf(row: Pick<Row, 'flow_id' | 'outcome'>, paged: PagedRun | undefined): SelfServiceState {
    const flow = configuration.flows.published(row.flow_id)
    const common = { name: flow?.name ?? '', languages: [...(flow?.languages ?? [])] }
    const { run, trail } = paged ?? {}
    const at = { ...common, language: run?.language ?? flow?.languages[0] ?? 'en', rest: run?.rests ?? 0 }
    const page = paged && row.outcome === null ? pageOf(paged, { definition: configuration.flows.source }) : null
    if (!page) return { ...at, canGoBack: false, ended: row.outcome ?? 'failed' }
    const questions = page.questions.map((question) => ({ ...question, choices: [...question.choices] }))
    return { ...at, canGoBack: (trail?.length ?? 0) > 0, page: { ...page, questions, exits: [...page.exits] } }
  }

  /** How it ended, after whoever it was handed over to took it; `null`: a page is shown. */
  async function settle(
    row: Pick<Row, 'interaction_id'>,
    token: string,
    first: PagedRun,
    facts: FlowFacts,
    address: string,
  ): Promise<Result<Settled, Refusal>> {
    let paged = first
    let { interaction_id: interactionId } = row
    for (let turn = 0; paged.left; turn++) {
      if (paged.left.kind === 'end' || turn === mostTurns) {
        const isSolved = paged.left.kind === 'end' && paged.left.reason === 'finished'
        return success({ paged, outcome: isSolved ? 'solved' : 'failed', interactionId })
      }
      const refused = turn === 0 ? (tooMany(handing, addressKey(address)) ?? tooMany(handingOfAll, 'all')) : undefined
      if (refused) return failure(refused)
      const answers = answersAfter({ sourceOf: configuration.flows.source }, [], passedBy(paged), paged.run)
      const taken = await handOver({ interactionId, token, language: paged.run.language, answers }, paged.left)
      if (taken.ok) {
        interactionId = taken.value.interactionId
        return success({ paged, outcome: taken.value.outcome, interactionId })
      }
      paged = handedBack(paged, taken.error, facts)
    }
    return success({ paged, outcome: null, interactionId })
  }

  async function take(
    token: string,
    address: string,
    step: (paged: PagedRun, facts: FlowFacts) => Result<PagedRun, Refusal>,
  ): Promise<Result<SelfServiceState, Refusal>> {
    const refused = tooMany(stepping, addressKey(address))
    if (refused) return failure(refused)
    const facts = factsNow()
    const row = await byToken(db, token).executeTakeFirst()
    if (!row) return refuse('self-service.not-found')
    const before = (row.paged ?? undefined) as PagedRun | undefined
    if (!before || row.outcome !== null) return success(stateOf(row, before))
    const next = step(before, facts)
    if (!next.ok) return next
    if (next.value === before) return success(stateOf(row, before))
    const settled = await settle(row, token, next.value, facts, address)
    if (!settled.ok) return settled
    const { paged, outcome } = settled.value
    const isWritten = await db.transaction().execute((transaction) => write(transaction, row, before, settled.value))
    if (isWritten)
      return success({ ...stateOf({ flow_id: row.flow_id, outcome }, paged), language: paged.run.language })
    // Somebody was quicker: it stands as he left it.
    const now = await byToken(db, token).executeTakeFirst()
    return now
      ? success(stateOf(now, (now.paged ?? undefined) as PagedRun | undefined))
      : refuse('self-service.not-found')
  }

  /** Of two steps that are sent at once the second one finds that it is late: `false`. */
  async function write(
    transaction: Transaction<Database>,
    { interaction_id: runId, changed_at: changedAt }: Row,
    before: PagedRun,
    { paged, outcome, interactionId }: Settled,
  ): Promise<boolean> {
    const at = new Date(Math.max(clock.wallMs(), changedAt.getTime() + 1))
    const { numUpdatedRows } = await transaction
      .updateTable('self_service_run')
      .set({
        ...{ changed_at: at, paged: outcome === null ? JSON.stringify(paged) : null },
        ...(outcome !== null && { outcome, ended_at: at }),
      })
      .where('interaction_id', '=', runId)
      .where('changed_at', '=', changedAt)
      .where('outcome', 'is', null)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return false
    await writeSteps(transaction, runId, before, paged, at)
    if (interactionId !== runId) {
      // A callback has an id of its own: its history shows the way by which it came.
      const moved = { interaction_id: interactionId }
      await transaction.updateTable('flow_step').set(moved).where('interaction_id', '=', runId).execute()
    }
    return true
  }

  return {
    async startSelfService({ body: { slug, language, token }, address }) {
      const known = await byToken(db, token).executeTakeFirst()
      if (known) return success(stateOf(known, (known.paged ?? undefined) as PagedRun | undefined))
      const refused = tooMany(starting, addressKey(address)) ?? tooMany(startingOfAll, 'all')
      if (refused) return failure(refused)
      const flow = pageOfFlow(slug)
      if (!flow) return refuse('self-service.not-found')
      sweep()
      const interactionId = newId('interaction', clock.wallMs(), randomBytes)
      const { flowId, versionId, definition, languages } = flow
      const spoken = languages.includes(language) ? language : (languages[0] ?? language)
      const begun = beginPages(
        {
          ...{ interactionId, flowId, versionId, blockId: definition.start, language: spoken, variables: {} },
          ...{ callers: [], memo: null, rests: 0, wakesAtMs: null },
        },
        factsNow(),
      )
      const settled = await settle({ interaction_id: interactionId }, token, begun, factsNow(), address)
      if (!settled.ok) return settled
      const { paged, outcome } = settled.value
      const at = new Date(clock.wallMs())
      const isMine = await db.transaction().execute(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('self_service_run')
          .values({
            ...{ interaction_id: interactionId, token_hash: hashOf(token), flow_id: flowId, outcome },
            ...{ paged: outcome === null ? JSON.stringify(paged) : null, began_at: at, changed_at: at },
            ended_at: outcome === null ? null : at,
          })
          .onConflict((conflict) => conflict.column('token_hash').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows === 0n) return false
        await writeSteps(transaction, interactionId, undefined, paged, at)
        return true
      })
      return isMine ? success(stateOf({ flow_id: flowId, outcome }, paged)) : take(token, address, success)
    },

    async selfServiceState({ body, address }) {
      return take(body.token, address, success)
    },

    answerSelfService: ({ body: { token, ...answer }, address }) =>
      take(token, address, (paged, facts) => {
        const next = answerPage(paged, answer, facts)
        if (!('problems' in next)) return success(next)
        const told = next.problems.map(({ variable, problem }) => `${variable}: ${problem}`)
        return refuse('script.answer-wrong', { detail: told.join('; ').slice(0, 300) })
      }),

    goBackInSelfService: ({ body: { token, ...back }, address }) =>
      take(token, address, (paged) => success(pageBack(paged, back))),

    speakInSelfService: ({ body: { token, language }, address }) =>
      take(token, address, (paged) => {
        const has = configuration.flows.published(paged.run.flowId)?.languages.includes(language)
        return success(has && paged.run.language !== language ? inLanguage(paged, language) : paged)
      }),
  }
}

const byToken = (db: Kysely<Database>, token: string) =>
  db.selectFrom('self_service_run').selectAll().where('token_hash', '=', hashOf(token))
