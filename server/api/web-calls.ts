import { createHash } from 'node:crypto'
import { newId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfEdge } from './decided.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'
import { addressKey, TokenBuckets } from './token-bucket.ts'

/** Numbers that the edge answers alone: echo, and a tone that hangs up. */
const answeredByTheEdge = new Set(['600', '601'])

/** Calls from web pages: public, so bounded by network address. */
export function webCallHandlers(services: ApiServices): Pick<Handlers, 'startWebCall'> {
  const { edge, clock, randomBytes, domainId, configuration } = services
  const strangers = new TokenBuckets({ perMinute: 10, burst: 10 })
  // Somebody on the machine itself: tests, benches, a demonstration with a dozen tabs.
  const locals = new TokenBuckets({ perMinute: 240, burst: 120 })

  return {
    async startWebCall({ body, address, request }) {
      const key = addressKey(address)
      const buckets = key === '::1' || key.startsWith('127.') || address === '::1' ? locals : strangers
      const waitMs = buckets.take(key, clock.monotonicMs())
      if (waitMs > 0) return refuse('request.too-many', { retryAfterS: Math.ceil(waitMs / 1000) })

      const isOurs = configuration.numberPlan.numberRuleOf(body.number) !== undefined
      if (!answeredByTheEdge.has(body.number) && !isOurs) return refuse('web-call.unknown-number')
      const legId = newId('leg', clock.wallMs(), randomBytes)
      const name = body.name?.replace(/\s+/g, ' ').trim()
      const connected = await edge.send(
        {
          type: 'web-call.connect',
          legId,
          offerSdp: body.offerSdp,
          dialedNumber: body.number,
          callerNumber: webCallerNumber(domainId, key, request.headers['user-agent'] ?? ''),
          ...(name ? { callerName: name } : {}),
        },
        { withinMs: 3_000 },
      )
      if (!connected.ok) return failure(refusalOfEdge(connected.error))
      return success({ webCallId: legId, answerSdp: connected.value.answerSdp })
    },
  }
}

/**
 * A number for somebody who has none: the same browser at the same address gets the same one again, so that a customer who
 * was named once is known the next time. Seven letters and no digit, so that nobody takes it for a number to dial; no
 * address can be read back from it.
 */
export function webCallerNumber(domainId: string, address: string, userAgent: string): string {
  const digest = createHash('sha256').update(`${domainId}\n${address}\n${userAgent}`).digest()
  const letters = 'bcdfghjklmnpqrstvwxz'
  return `web-${[...digest.subarray(0, 7)].map((byte) => letters[byte % letters.length]).join('')}`
}

/** Whether a text is such a number. */
export const isWebCallerNumber = (text: string): boolean => /^web-[b-z]{7}$/.test(text)
