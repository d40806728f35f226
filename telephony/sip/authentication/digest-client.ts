import type { HeaderList } from '../message/header-list.ts'
import { octets } from '../message/octet-text.ts'
import {
  algorithmOf,
  type DigestAlgorithm,
  type DigestFields,
  digestHa1,
  digestHash,
  digestResponse,
  parseDigest,
  serializeDigest,
} from './digest.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** The header field that answers a challenge. */
export interface Answer {
  readonly name: 'authorization' | 'proxy-authorization'
  readonly value: string
}

/** One protection space (RFC 7616 3.3: realm and who asks) whose challenge we have answered, and how often its nonce served. */
interface Space {
  readonly name: Answer['name']
  readonly challenge: DigestFields
  readonly algorithm: DigestAlgorithm
  readonly ha1: string
  readonly cnonce: string
  count: number
}

/** RFC 8760 2.1, weakest first. */
const strengths: readonly DigestAlgorithm[] = ['MD5', 'SHA-256', 'SHA-512-256']
const maxSpaces = 4
/** Stale nonces of one request that are answered anew: a peer could say so for ever. */
const maxStale = 1

/**
 * Our side of digest with one peer, over all requests of a call or registration: answers challenges (RFC 3261 22.2, 22.3), the
 * strongest of each realm, and gives the answer beforehand while a nonce lasts (RFC 7616 3.4, its count one higher each time).
 */
export class DigestClient {
  readonly #credentials: Credentials | undefined
  readonly #newCnonce: () => string
  readonly #spaces = new Map<string, Space>()

  /** @param credentials undefined: every challenge stands unanswered */
  constructor(credentials: Credentials | undefined, newCnonce: () => string) {
    this.#credentials = credentials
    this.#newCnonce = newCnonce
  }

  /** @param uri the Request-URI */
  begin(method: string, uri: string): DigestAttempt {
    return new DigestAttempt(
      (challenges) => this.#learn(challenges),
      () => this.#answers(method, uri),
      this.#spaces,
    )
  }

  /** Keeps the challenges that can be answered. @returns their spaces */
  #learn(challenges: readonly Challenge[]): string[] {
    const credentials = this.#credentials
    if (credentials === undefined) return []
    return challenges.map(({ key, name, fields, algorithm }) => {
      const cnonce = this.#newCnonce()
      const user = octets(credentials.user)
      let ha1 = digestHa1(algorithm, user, fields.get('realm') ?? '', octets(credentials.password))
      // RFC 7616 3.4.2: of a session the secret is made once, with the first nonce.
      if (isSession(fields)) ha1 = digestHash(algorithm, `${ha1}:${fields.get('nonce') ?? ''}:${cnonce}`)
      this.#spaces.delete(key)
      this.#spaces.set(key, { name, challenge: fields, algorithm, ha1, cnonce, count: 0 })
      for (const oldest of this.#spaces.keys()) if (this.#spaces.size > maxSpaces) this.#spaces.delete(oldest)
      return key
    })
  }

  #answers(method: string, uri: string): Answer[] {
    const user = octets(this.#credentials?.user ?? '')
    return [...this.#spaces.values()].map((space) => ({ name: space.name, value: answerOf(space, user, method, uri) }))
  }
}

/** One request through its challenges. */
export class DigestAttempt {
  readonly #learn: (challenges: readonly Challenge[]) => string[]
  readonly #answers: () => Answer[]
  readonly #spaces: ReadonlyMap<string, Space>
  /** Spaces whose own challenge to this very request was answered. */
  readonly #fresh = new Set<string>()
  #stale = 0

  constructor(
    learn: (challenges: readonly Challenge[]) => string[],
    answers: () => Answer[],
    spaces: ReadonlyMap<string, Space>,
  ) {
    this.#learn = learn
    this.#answers = answers
    this.#spaces = spaces
  }

  /** What to send without having been asked: for nonces that served before. */
  answers(): Answer[] {
    return this.#answers()
  }

  /** @returns what to send with the next try; undefined: there is nothing to answer, or the password is wrong */
  retry(responseHeaders: HeaderList): Answer[] | undefined {
    const found = challengesIn(responseHeaders)
    const wanted = found.filter(({ key, isStale }) => !this.#fresh.has(key) || isStale)
    if (wanted.some(({ key }) => this.#fresh.has(key)) && ++this.#stale > maxStale) return undefined
    const learned = this.#learn(wanted)
    if (learned.length === 0) return undefined
    for (const key of learned) if (this.#spaces.has(key)) this.#fresh.add(key)
    return this.#answers()
  }
}

interface Challenge {
  readonly key: string
  readonly name: Answer['name']
  readonly fields: DigestFields
  readonly algorithm: DigestAlgorithm
  readonly isStale: boolean
}

/** Of each realm the strongest challenge that we can answer; RFC 8760 2.4 lets a client choose. */
function challengesIn(headers: HeaderList): Challenge[] {
  const best = new Map<string, Challenge>()
  for (const [from, name] of [
    ['www-authenticate', 'authorization'],
    ['proxy-authenticate', 'proxy-authorization'],
  ] as const) {
    for (const value of headers.all(from)) {
      const fields = parseDigest(value)
      const realm = fields?.get('realm')
      const algorithm = fields === undefined ? undefined : algorithmBase(fields)
      if (fields === undefined || realm === undefined || algorithm === undefined || !offersQuality(fields)) continue
      const key = `${name}|${realm}`
      const known = best.get(key)
      if (known !== undefined && strengths.indexOf(known.algorithm) >= strengths.indexOf(algorithm)) continue
      best.set(key, { key, name, fields, algorithm, isStale: fields.get('stale')?.toLowerCase() === 'true' })
    }
  }
  return [...best.values()].slice(0, maxSpaces)
}

function algorithmBase(fields: DigestFields): DigestAlgorithm | undefined {
  const name = fields.get('algorithm')?.replace(/-sess$/i, '')
  return algorithmOf(name === undefined ? new Map() : new Map([['algorithm', name]]))
}

const isSession = (fields: DigestFields): boolean => /-sess$/i.test(fields.get('algorithm') ?? '')

/** `auth`, or none at all as RFC 2069 had it; `auth-int` alone is not ours to give. */
function offersQuality(challenge: DigestFields): boolean {
  const qop = challenge.get('qop')
  return qop === undefined || qop.split(',').some((one) => one.trim().toLowerCase() === 'auth')
}

function answerOf(space: Space, user: string, method: string, uri: string): string {
  const { challenge, algorithm, ha1, cnonce } = space
  const nonce = challenge.get('nonce') ?? ''
  const nc = (++space.count).toString(16).padStart(8, '0')
  const hasQuality = challenge.has('qop')
  const fields = new Map([
    ['username', user],
    ['realm', challenge.get('realm') ?? ''],
    ['nonce', nonce],
    ['uri', uri],
  ])
  const quality = hasQuality ? { quality: { qop: 'auth', nc, cnonce } } : {}
  fields.set('response', digestResponse({ algorithm, ha1, method, uri, nonce, ...quality }))
  const named = challenge.get('algorithm')
  if (named !== undefined) fields.set('algorithm', named)
  if (hasQuality) fields.set('qop', 'auth').set('nc', nc)
  // RFC 7616 3.4: a session's secret needs the cnonce even where no quality does.
  if (hasQuality || isSession(challenge)) fields.set('cnonce', cnonce)
  const opaque = challenge.get('opaque')
  if (opaque !== undefined) fields.set('opaque', opaque)
  return serializeDigest(fields, false)
}

/**
 * Answers the challenges of one response by themselves, nothing kept between requests.
 * @param wasAnswered we sent credentials already: only a stale nonce is worth another try
 * @returns empty when there is nothing that we can answer
 */
export function answerChallenges(of: {
  readonly responseHeaders: HeaderList
  readonly method: string
  readonly uri: string
  readonly credentials: Credentials
  readonly cnonce: string
  readonly wasAnswered: boolean
}): Answer[] {
  if (of.wasAnswered && !challengesIn(of.responseHeaders).some(({ isStale }) => isStale)) return []
  const client = new DigestClient(of.credentials, () => of.cnonce)
  return client.begin(of.method, of.uri).retry(of.responseHeaders) ?? []
}
