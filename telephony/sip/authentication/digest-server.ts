import { timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from '#kernel/ids.ts'
import { sourceKey } from '../guard/source-address.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { octets, readable } from '../message/octet-text.ts'
import { AttemptLimiter } from './attempt-limiter.ts'
import {
  algorithmOf,
  type DigestAlgorithm,
  type DigestFields,
  digestResponse,
  parseDigest,
  serializeDigest,
} from './digest.ts'
import { isSignedFor } from './digest-uri.ts'
import { NonceBook } from './nonce.ts'

export interface AccountSecrets {
  readonly ha1Md5: string
  readonly ha1Sha256?: string
}

export type Verdict =
  | { readonly kind: 'authenticated'; readonly user: string }
  /** Rightly signed, and for another request than the one that it came with: answer 400 (RFC 7616 3.4.6). */
  | { readonly kind: 'signed-for-another'; readonly user: string }
  /** Answer 401 with these values of WWW-Authenticate. `wrongUser` is set when a password was tried and was wrong. */
  | {
      readonly kind: 'challenge'
      readonly challenges: readonly string[]
      readonly wrongUser?: string
      readonly isLocked: boolean
    }

/**
 * What credentials say of their sender before the password is looked at. `none`: they are not there, or made with no nonce of ours
 * for that source: it may not be where it says. `proven`: it heard us. `slowed`: it guessed lately and gets no answer yet.
 */
export type CredentialsGlance = 'none' | 'proven' | 'slowed'

const nonceLifetimeMs = 300_000
const rememberedNonces = 20_000
/** Wrong passwords without a pause: for one user from one address, and for all users from one address. */
const freeTriesPerUser = 3
const freeTriesPerAddress = 10
/** What a password is compared with when there is no such account, so that both ways take the same time. */
const noSecret = '00000000000000000000000000000000'

/** RFC 3261 22 and RFC 7616: challenges, and checks their answers. Whether an account exists shows nowhere. */
export class DigestServer {
  readonly #realm: string
  readonly #algorithms: readonly DigestAlgorithm[]
  readonly #findAccount: (user: string) => AccountSecrets | undefined
  readonly #nonces: NonceBook
  readonly #limiter = new AttemptLimiter()

  constructor(of: {
    readonly realm: string
    readonly algorithms: readonly DigestAlgorithm[]
    readonly randomBytes: RandomBytes
    findAccount(user: string): AccountSecrets | undefined
  }) {
    this.#realm = of.realm
    this.#algorithms = of.algorithms
    this.#findAccount = (user) => of.findAccount(user)
    this.#nonces = new NonceBook(of.randomBytes, nonceLifetimeMs, rememberedNonces)
  }

  /** Cheap, changes nothing and asks no account: what may be done before anything is built for a request. */
  glance(incoming: IncomingRequest, nowMs: number): CredentialsGlance {
    const fields = this.#credentials(incoming)
    const count = fields === undefined ? undefined : nonceCount(fields)
    if (fields === undefined || count === undefined) return 'none'
    const source = sourceKey(incoming.flow.remote.address)
    if (this.#nonces.check(fields.get('nonce') ?? '', count, nowMs, source) === 'foreign') return 'none'
    const isSlowed =
      this.#limiter.isPaused(userKey(fields, source), nowMs) || this.#limiter.isPaused(addressKey(source), nowMs)
    return isSlowed ? 'slowed' : 'proven'
  }

  /** The values of WWW-Authenticate for somebody of whom nothing is known: the same for everybody. */
  challengesFor(incoming: IncomingRequest, nowMs: number): readonly string[] {
    return this.#challenge(nowMs, sourceKey(incoming.flow.remote.address), false).challenges
  }

  check(incoming: IncomingRequest, nowMs: number): Verdict {
    const source = sourceKey(incoming.flow.remote.address)
    const fields = this.#credentials(incoming)
    if (fields === undefined) return this.#challenge(nowMs, source, false)
    const user = readable(fields.get('username') ?? '')
    const nonce = fields.get('nonce') ?? ''
    const count = nonceCount(fields)
    const freshness = count === undefined ? 'foreign' : this.#nonces.check(nonce, count, nowMs, source)
    // RFC 7616 3.3: a nonce that is not ours may be from our last run: ask again, as for an old one, and count nothing.
    if (freshness === 'foreign' || count === undefined) return this.#challenge(nowMs, source, false)
    const isRight = this.#isResponseRight(fields, user, incoming.request.method)
    if (isRight && freshness === 'stale') return this.#challenge(nowMs, source, true)
    if (!isRight) {
      const isUserPaused = this.#limiter.failed(userKey(fields, source), freeTriesPerUser, nowMs)
      const isAddressPaused = this.#limiter.failed(addressKey(source), freeTriesPerAddress, nowMs)
      return { ...this.#challenge(nowMs, source, false), wrongUser: user, isLocked: isUserPaused || isAddressPaused }
    }
    // Within a dialog the far end's Contact is called, of which telephones have ideas of their own.
    if (incoming.toTag === undefined && !isSignedFor(fields.get('uri') ?? '', incoming.request.uri)) {
      return { kind: 'signed-for-another', user }
    }
    this.#nonces.use(nonce, count)
    this.#limiter.succeeded(userKey(fields, source))
    return { kind: 'authenticated', user }
  }

  /** The one set of credentials for our realm (22.1: there may be others for other realms). */
  #credentials(incoming: IncomingRequest): DigestFields | undefined {
    for (const name of ['authorization', 'proxy-authorization']) {
      for (const value of incoming.request.headers.all(name)) {
        const fields = parseDigest(value)
        if (fields !== undefined && fields.get('realm') === octets(this.#realm)) return fields
      }
    }
    return undefined
  }

  #isResponseRight(fields: DigestFields, user: string, method: string): boolean {
    const algorithm = algorithmOf(fields)
    if (algorithm === undefined || !this.#algorithms.includes(algorithm)) return false
    const account = this.#findAccount(user)
    const ha1 = (algorithm === 'MD5' ? account?.ha1Md5 : account?.ha1Sha256) ?? noSecret
    const qop = fields.get('qop')
    const expected = Buffer.from(
      digestResponse({
        algorithm,
        ha1,
        method,
        uri: fields.get('uri') ?? '',
        nonce: fields.get('nonce') ?? '',
        ...(qop === undefined
          ? {}
          : { quality: { qop, nc: fields.get('nc') ?? '', cnonce: fields.get('cnonce') ?? '' } }),
      }),
    )
    const given = Buffer.from((fields.get('response') ?? '').toLowerCase())
    const isEqual = given.byteLength === expected.byteLength && timingSafeEqual(given, expected)
    return isEqual && account !== undefined && ha1 !== noSecret
  }

  #challenge(nowMs: number, source: string, isStale: boolean): Extract<Verdict, { kind: 'challenge' }> {
    const nonce = this.#nonces.issue(nowMs, source)
    const challenges = this.#algorithms.map((algorithm) => {
      const fields = new Map([
        ['realm', octets(this.#realm)],
        ['nonce', nonce],
        ['algorithm', algorithm],
        ['qop', 'auth'],
      ])
      if (isStale) fields.set('stale', 'true')
      return serializeDigest(fields, true)
    })
    return { kind: 'challenge', challenges, isLocked: false }
  }
}

/** A user at an address: so a stranger elsewhere cannot slow a colleague down. */
const userKey = (fields: DigestFields, source: string) =>
  `user ${(fields.get('username') ?? '').slice(0, 64)}|${source}`
const addressKey = (source: string) => `address ${source}`

/** The count of this use; 1 for a client of RFC 2069, whose nonce therefore works once. Undefined: malformed. */
function nonceCount(fields: DigestFields): number | undefined {
  const qop = fields.get('qop')
  if (qop === undefined) return fields.has('nc') ? undefined : 1
  if (qop.toLowerCase() !== 'auth') return undefined
  const nc = fields.get('nc') ?? ''
  return /^[0-9a-fA-F]{8}$/.test(nc) && fields.has('cnonce') ? Number.parseInt(nc, 16) : undefined
}
