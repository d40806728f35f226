import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { failure, type Result, success } from '#kernel/result.ts'
import { kindOfAddress } from './inside-address.ts'

export interface OutsideRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `http:` or `https:` */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** From now until the last byte of the answer. */
  readonly timeoutMs: number
  readonly mostBytes: number
  /** Whether the host may lie inside: an administrator named it. An address of the link has to be named as such. */
  readonly mayBeInside: boolean
  readonly signal?: AbortSignal
}
export interface OutsideAnswer {
  readonly status: number
  /** UTF-8; what is none of it is replaced. */
  readonly text: string
}
/** `inside`: every address of the host is one where it must not go. `stopped`: by its `signal`. */
export type OutsideFailure = 'inside' | 'timeout' | 'not-reached' | 'too-large' | 'bad-request' | 'stopped'

class Inside extends Error {
  override readonly name = 'Inside'
}
class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/**
 * One request to another system, by a connection of its own. Where it may go is checked by the very addresses that are connected
 * to, so a name that leads elsewhere the second time it is asked for gains nothing. It never follows a redirect.
 */
export async function askOutside(wanted: OutsideRequest): Promise<Result<OutsideAnswer, OutsideFailure>> {
  const { method, url, headers, body, timeoutMs, mostBytes, mayBeInside, signal } = wanted
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A bare address is connected to without being looked up.
  if (isIP(host) !== 0 && !mayConnect(host, mayBeInside, true)) return failure('inside')
  const outOfTime = AbortSignal.timeout(timeoutMs)
  const agent = new Agent({
    pipelining: 0,
    connect: { lookup: guarded(mayBeInside), timeout: timeoutMs },
  })
  try {
    const answer = await request(url, {
      ...{ method, body, dispatcher: agent },
      headers: { ...headers, 'accept-encoding': 'identity' },
      signal: signal ? AbortSignal.any([outOfTime, signal]) : outOfTime,
    })
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > mostBytes) throw new TooLarge()
      chunks.push(chunk)
    }
    return success({ status: answer.statusCode, text: Buffer.concat(chunks).toString('utf8') })
  } catch (error) {
    if (signal?.aborted) return failure('stopped')
    return failure(failureOf(error, outOfTime))
  } finally {
    // Whatever is still on its way is nobody's any more.
    void agent.destroy().catch(() => {})
  }
}

function mayConnect(address: string, mayBeInside: boolean, isNamed: boolean): boolean {
  const kind = kindOfAddress(address)
  return kind === 'world' || (kind === 'inside' && mayBeInside) || (kind === 'link' && mayBeInside && isNamed)
}

const guarded =
  (mayBeInside: boolean): LookupFunction =>
  (hostname, options, found) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return found(error, [])
      const allowed = addresses.filter(({ address }) => mayConnect(address, mayBeInside, false))
      const [first] = allowed
      if (!first) return found(new Inside(), [])
      if (options.all) found(null, allowed)
      else found(null, first.address, first.family)
    })
  }

function failureOf(error: unknown, outOfTime: AbortSignal): OutsideFailure {
  if (isCausedBy(error, Inside)) return 'inside'
  if (error instanceof TooLarge) return 'too-large'
  const { code } = error as NodeJS.ErrnoException
  if (outOfTime.aborted || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout'
  return code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_CHAR' ? 'bad-request' : 'not-reached'
}

function isCausedBy(error: unknown, kind: new () => Error): boolean {
  if (error instanceof kind) return true
  if (error instanceof AggregateError) return error.errors.some((each) => isCausedBy(each, kind))
  return error instanceof Error && error.cause !== undefined && isCausedBy(error.cause, kind)
}
