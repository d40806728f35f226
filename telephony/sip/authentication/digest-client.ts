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

/**
 * Answers the challenges of a 401 or 407 (RFC 3261 22.2, 22.3; RFC 8760 2.4: the strongest that we know).
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
  const answers: Answer[] = []
  for (const [from, name] of [
    ['www-authenticate', 'authorization'],
    ['proxy-authenticate', 'proxy-authorization'],
  ] as const) {
    const byRealm = new Map<string, DigestFields>()
    for (const value of of.responseHeaders.all(from)) {
      const fields = parseDigest(value)
      const realm = fields?.get('realm')
      if (fields === undefined || realm === undefined || algorithmBase(fields) === undefined) continue
      if (of.wasAnswered && fields.get('stale')?.toLowerCase() !== 'true') continue
      const known = byRealm.get(realm)
      if (known === undefined || (algorithmBase(known) === 'MD5' && algorithmBase(fields) === 'SHA-256')) {
        byRealm.set(realm, fields)
      }
    }
    for (const fields of byRealm.values()) {
      const value = answerOne(fields, of)
      if (value !== undefined) answers.push({ name, value })
    }
  }
  return answers
}

function algorithmBase(fields: DigestFields): DigestAlgorithm | undefined {
  const name = fields.get('algorithm')?.replace(/-sess$/i, '')
  return algorithmOf(name === undefined ? new Map() : new Map([['algorithm', name]]))
}

function answerOne(
  challenge: DigestFields,
  of: { readonly method: string; readonly uri: string; readonly credentials: Credentials; readonly cnonce: string },
): string | undefined {
  const algorithm = algorithmBase(challenge) as DigestAlgorithm
  const realm = challenge.get('realm') as string
  const nonce = challenge.get('nonce') ?? ''
  const user = octets(of.credentials.user)
  const qopOffered = challenge.get('qop')
  const hasAuth = qopOffered?.split(',').some((one) => one.trim().toLowerCase() === 'auth')
  // auth-int alone: not ours to give.
  if (qopOffered !== undefined && !hasAuth) return undefined
  let ha1 = digestHa1(algorithm, user, realm, octets(of.credentials.password))
  if (/-sess$/i.test(challenge.get('algorithm') ?? '')) ha1 = digestHash(algorithm, `${ha1}:${nonce}:${of.cnonce}`)
  const quality = qopOffered === undefined ? undefined : { qop: 'auth', nc: '00000001', cnonce: of.cnonce }
  const fields = new Map([
    ['username', user],
    ['realm', realm],
    ['nonce', nonce],
    ['uri', of.uri],
  ])
  const response = digestResponse({
    algorithm,
    ha1,
    method: of.method,
    uri: of.uri,
    nonce,
    ...(quality === undefined ? {} : { quality }),
  })
  fields.set('response', response)
  if (challenge.has('algorithm')) fields.set('algorithm', challenge.get('algorithm') as string)
  if (quality !== undefined) {
    fields.set('cnonce', quality.cnonce)
    fields.set('qop', quality.qop)
    fields.set('nc', quality.nc)
  }
  if (challenge.has('opaque')) fields.set('opaque', challenge.get('opaque') as string)
  return serializeDigest(fields, false)
}
