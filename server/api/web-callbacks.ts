import type { Selectable } from 'kysely'
import type { CallbackTable } from '#adapters/postgres/schema.ts'
import { isTimeZone, timeZoneOfNumber } from '#domain/dialing/index.ts'
import { type CallbackSettings, callableFrom, isStillDialed, waitNow } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { WebCallbackState } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import {
  asksOfToday,
  byToken,
  hashOf,
  isAskedAlready,
  mostADay,
  webAheadMs,
  windowsFrom,
} from '../callbacks/web-callbacks.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { reachOf, wishesByNumber } from './callback-reach.ts'
import { refusalOfDecider } from './decided.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'
import { addressKey, TokenBuckets } from './token-bucket.ts'

type Routes = 'webCallbackOffer' | 'askWebCallback' | 'webCallbackState' | 'withdrawWebCallback'

/**
 * Callbacks from web pages: public, so bounded by network address, by number and in all, and offered by those queues only of
 * which an administrator says so. Whom to call is said by anybody: so nothing but what anybody may dial is called, and it is told to
 * nobody but the page that asked.
 */
export function webCallbackHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, decider, configuration, callbacks, clock } = services
  const wishesFor = wishesByNumber(services)
  const looking = new TokenBuckets({ perMinute: 60, burst: 60 })
  const asking = new TokenBuckets({ perMinute: 1, burst: 5 })
  const askingOfAll = new TokenBuckets({ perMinute: 60, burst: 60 })

  const tooMany = (buckets: TokenBuckets, key: string): Refusal | undefined => {
    const waitMs = buckets.take(key, clock.monotonicMs())
    return waitMs > 0 ? { code: 'request.too-many', retryAfterS: Math.ceil(waitMs / 1000) } : undefined
  }

  /** The queue that this number leads to, where it lets its customers ask for callbacks on pages. */
  function offering(dialed: string): { readonly queueId: QueueId; readonly settings: CallbackSettings } | undefined {
    const queueId = configuration.numberPlan.webCallbackQueue(dialed)
    const queue = queueId && decider.state?.queues.get(queueId)?.settings
    return queueId && queue && queue.channel === 'voice' && queue.callback
      ? { queueId, settings: queue.callback }
      : undefined
  }

  function stateOf(row: Selectable<CallbackTable>): WebCallbackState {
    if (row.outcome !== null) return { state: row.outcome }
    const live = decider.state?.interactions.get(row.interaction_id)
    if (live?.kind === 'call') return { state: isStillDialed(live) ? 'calling' : 'reached' }
    const dueAtMs = live?.kind === 'callback' ? live.dueAtMs : null
    return { state: 'open', ...(dueAtMs !== null && { dueAt: new Date(dueAtMs).toISOString() }) }
  }

  async function known(token: string): Promise<Result<Selectable<CallbackTable>, Refusal>> {
    const row = await byToken(db, token)
    return row ? success(row) : refuse('callback.not-found')
  }

  return {
    async webCallbackOffer({ query, address }) {
      const refused = tooMany(looking, addressKey(address))
      if (refused) return failure(refused)
      if (!decider.state) return refuse('decider.not-ready', { retryAfterS: 2 })
      const offer = offering(query.number)
      if (!offer) return success({ isOffered: false, windows: [] })
      const nowMs = clock.wallMs()
      const windows = windowsFrom(offer.settings, nowMs)
      const isNow = windows[0] !== undefined && windows[0][0] <= nowMs
      const wait = isNow ? waitNow(decider.state, offer.queueId, nowMs) : null
      const expected = wait && { lowMs: wait.lowMs, likelyMs: wait.likelyMs, highMs: wait.highMs }
      return success({
        isOffered: windows.length > 0,
        ...(expected && { expected }),
        windows: windows.map(([from, until]) => ({
          from: new Date(from).toISOString(),
          until: new Date(until).toISOString(),
        })),
      })
    },

    async askWebCallback({ body, address }) {
      if (!decider.isReady) return refuse('decider.not-ready', { retryAfterS: 2 })
      // The answer got lost on its way: it is the same one again.
      const before = await byToken(db, body.token)
      if (before) return success(stateOf(before))
      const refused = tooMany(asking, addressKey(address)) ?? tooMany(askingOfAll, 'all')
      if (refused) return failure(refused)
      const offer = offering(body.number)
      if (!offer) return refuse('callback.not-offered')
      const number = comparableNumber(body.phone, configuration.numberPlan.region)
      if (!e164.test(number)) return refuse('callback.not-callable')
      const reached = reachOf(services, number)
      // Why not is nothing that strangers are told, and a desk's telephone is not rung by them.
      if (!reached.ok || !reached.value.isOverTrunk) return refuse('callback.not-callable')
      const nowMs = clock.wallMs()
      const notBeforeMs = body.notBefore === undefined ? undefined : Date.parse(body.notBefore)
      if (notBeforeMs !== undefined && !isCallableAt(offer.settings, number, notBeforeMs, nowMs)) {
        return refuse('callback.outside-hours')
      }
      if (await isAskedAlready(db, number)) return refuse('callback.already-asked')
      if ((await asksOfToday(db, number, nowMs)) >= mostADay) return refuse('callback.not-callable')
      const name = body.name?.replace(/\s+/g, ' ').trim()
      const asked = await callbacks.ask({
        ...{ queueId: offer.queueId, number, askedBy: 'outside', isOverTrunk: true, language: body.language },
        ...(name && { name }),
        ...(notBeforeMs !== undefined && { notBeforeMs }),
        webTokenHash: hashOf(body.token),
        wishes: await wishesFor(offer.queueId, number),
      })
      if (!asked.ok) return failure(refusalOfDecider(asked.error))
      const row = await byToken(db, body.token)
      // Two pages at once: the other one has it.
      if (row?.interaction_id !== asked.value) return refuse('callback.already-asked')
      await audit(db, { action: 'callback.asked', subject: asked.value, address })
      return success(stateOf(row))
    },

    async webCallbackState({ body, address }) {
      const refused = tooMany(looking, addressKey(address))
      if (refused) return failure(refused)
      const row = await known(body.token)
      return row.ok ? success(stateOf(row.value)) : row
    },

    async withdrawWebCallback({ body, address }) {
      const refused = tooMany(looking, addressKey(address))
      if (refused) return failure(refused)
      const row = await known(body.token)
      if (!row.ok) return row
      const { interaction_id: interactionId, outcome } = row.value
      const live = decider.state?.interactions.get(interactionId)
      const isOpen = live?.kind === 'callback' || (live?.kind === 'call' && isStillDialed(live))
      if (!isOpen) return outcome === 'cancelled' ? success({}) : refuse('callback.not-found')
      const decided = await decider.execute({ type: 'EndInteraction', interactionId, reason: 'cancelled' })
      if (!decided.ok) return failure(refusalOfDecider(decided.error))
      await audit(db, { action: 'callback.cancelled', subject: interactionId, address })
      return success({})
    },
  }
}

/** At most fifteen digits, ITU-T E.164 6.2.1. */
const e164 = /^\+[1-9]\d{6,14}$/

/** A page's clock may be a little behind. */
const lateMs = 5 * 60_000

/** Within the days that may be chosen, and at a time at which this customer is called, by his own clock where that counts. */
function isCallableAt(settings: CallbackSettings, number: string, atMs: number, nowMs: number): boolean {
  if (!(atMs >= nowMs - lateMs && atMs <= nowMs + webAheadMs)) return false
  const zone = timeZoneOfNumber(number)
  const fromMs = Math.max(atMs, nowMs)
  return callableFrom(settings, zone !== null && isTimeZone(zone) ? zone : null, fromMs) === fromMs
}
