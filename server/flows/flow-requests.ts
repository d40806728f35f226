import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleType,
} from 'cockatiel'
import { askOutside, type OutsideAnswer } from '#adapters/outside/ask-outside.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Answer, HttpQuestion, Value } from '#domain/flows/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { FlowConnections } from './flow-connections.ts'

/** More than that no block takes values out of. */
const mostBytes = 256 * 1024
const longestValue = 4000
/** So many times in a row a host does not answer before it is left in peace, and for so long. */
const failuresUntilOpen = 5
const openForMs = 10_000
const mostHosts = 1000

/** The host is to blame, and asking it less may help it. */
class HostFailed extends Error {
  override readonly name = 'HostFailed'
}

interface FlowRequestsOptions {
  readonly connections: Pick<FlowConnections, 'secretFor' | 'mayBeInside'>
  readonly logger: Logger
}

/**
 * Asks other systems what flows want to know of them. Secrets are put in here and are in nothing that leaves by another way: no
 * log has an address's path, a header or what was answered.
 */
export class FlowRequests {
  readonly #options: FlowRequestsOptions
  readonly #breakers = new Map<string, CircuitBreakerPolicy>()
  readonly #underWay = new Map<InteractionId, AbortController>()

  constructor(options: FlowRequestsOptions) {
    this.#options = options
  }

  /** One at a time of each interaction: another one takes the place of that under way. Always answers; late, of one that was stopped. */
  async ask(interactionId: InteractionId, question: HttpQuestion, key: string): Promise<Answer> {
    this.stop(interactionId)
    const stopping = new AbortController()
    this.#underWay.set(interactionId, stopping)
    try {
      return await this.#ask(question, key, stopping.signal)
    } finally {
      if (this.#underWay.get(interactionId) === stopping) this.#underWay.delete(interactionId)
    }
  }

  /** Nobody waits for it any more. */
  stop(interactionId: InteractionId): void {
    this.#underWay.get(interactionId)?.abort()
    this.#underWay.delete(interactionId)
  }

  stopAll(): void {
    for (const interactionId of [...this.#underWay.keys()]) this.stop(interactionId)
  }

  async #ask(question: HttpQuestion, key: string, signal: AbortSignal): Promise<Answer> {
    await waited(question.waitMs, signal)
    const built = this.#request(question, key)
    if (!built.ok) return { ok: false, reason: built.error, isFinal: true }
    const { url, headers, sent } = built.value
    const answer = await this.#through(url.origin, () => this.#send(question, url, headers, signal))
    if (!answer.ok) {
      const isFinal = final.has(answer.error)
      if (answer.error !== 'stopped')
        this.#options.logger.info('A flow did not get an answer', { host: url.host, reason: answer.error })
      return { ok: false, reason: answer.error, ...(isFinal && { isFinal }) }
    }
    return read(question, answer.value, sent)
  }

  /** With the secrets in it. `sent`: those secrets, to be struck out of what is answered. */
  #request(
    { url: text, headers, body, secrets }: HttpQuestion,
    key: string,
  ): Result<{ url: URL; headers: Record<string, string>; sent: readonly string[] }, string> {
    if (!URL.canParse(text)) return failure('bad-request')
    const url = new URL(text)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return failure('bad-request')
    const all: Record<string, string> = {
      accept: 'application/json',
      ...(body !== null && { 'content-type': 'application/json' }),
      ...headers,
      'user-agent': 'Parley',
      'idempotency-key': key,
    }
    const sent: string[] = []
    for (const { place, name, before, secretId } of secrets) {
      const secret = this.#options.connections.secretFor(secretId, url.hostname)
      if (!secret.ok) return secret
      sent.push(secret.value)
      const value = `${before}${secret.value}`
      if (place === 'parameter') url.searchParams.set(name, value)
      else all[name] = value
    }
    return success({ url, headers: all, sent })
  }

  async #send(
    { method, body, timeoutMs }: HttpQuestion,
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Result<OutsideAnswer, string>> {
    const mayBeInside = this.#options.connections.mayBeInside(url)
    const answer = await askOutside({ method, url, headers, body, timeoutMs, mostBytes, mayBeInside, signal })
    if (!answer.ok) {
      if (answer.error === 'timeout' || answer.error === 'not-reached') throw new HostFailed(answer.error)
      return answer
    }
    if (answer.value.status >= 500) throw new HostFailed(`status ${answer.value.status}`)
    return answer
  }

  /** A host that fails again and again is not asked for a while: each caller would wait for nothing, and it would not get well. */
  async #through(
    origin: string,
    send: () => Promise<Result<OutsideAnswer, string>>,
  ): Promise<Result<OutsideAnswer, string>> {
    try {
      return await this.#breakerOf(origin).execute(send)
    } catch (error) {
      if (error instanceof HostFailed) return failure(error.message)
      if (error instanceof BrokenCircuitError) return failure('resting')
      throw error
    }
  }

  #breakerOf(origin: string): CircuitBreakerPolicy {
    const known = this.#breakers.get(origin)
    if (known) return known
    const breaker = circuitBreaker(handleType(HostFailed), {
      halfOpenAfter: openForMs,
      breaker: new ConsecutiveBreaker(failuresUntilOpen),
    })
    if (this.#breakers.size >= mostHosts) {
      const [oldest = ''] = this.#breakers.keys()
      this.#breakers.delete(oldest)
    }
    this.#breakers.set(origin, breaker)
    return breaker
  }
}

/** Asking again would come to the same. */
const final: ReadonlySet<string> = new Set(['inside', 'too-large', 'bad-request', 'stopped', 'resting'])

/** What the block takes out of it. What is not there is empty: a value of an earlier answer must not pass for one of this. */
function read({ take }: HttpQuestion, { status, text }: OutsideAnswer, sent: readonly string[]): Answer {
  if (status >= 300 && status < 400) return { ok: false, reason: 'redirected', isFinal: true }
  if (status < 200 || status >= 300) {
    const isWorthATry = status === 408 || status === 425 || status === 429
    return { ok: false, reason: `status ${status}`, ...(!isWorthATry && { isFinal: true }) }
  }
  const wanted = Object.entries(take)
  if (wanted.length === 0) return { ok: true, values: {} }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'not-json', isFinal: true }
  }
  return {
    ok: true,
    values: Object.fromEntries(wanted.map(([variable, path]) => [variable, valueAt(json, path, sent)])),
  }
}

/** A place in a list is told by a number, or by its digits: who draws types them. */
function valueAt(json: unknown, path: readonly (string | number)[], sent: readonly string[]): Value {
  let at = json
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return ''
    at = (at as Record<string | number, unknown>)[part]
  }
  if (typeof at === 'boolean') return at
  if (typeof at === 'number') return at
  if (typeof at !== 'string') return ''
  // Some systems answer with what they were sent.
  return sent.reduce((clean, secret) => clean.replaceAll(secret, '***'), at).slice(0, longestValue)
}

const waited = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (ms === 0 || signal.aborted) return done()
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      done()
    })
  })
