import { createHash } from 'node:crypto'
import { splitList } from '../message/header-list.ts'
import { parseParameters, quote, unquote } from '../message/parameters.ts'

/** RFC 7616 and RFC 8760. */
export type DigestAlgorithm = 'MD5' | 'SHA-256' | 'SHA-512-256'

const hashNames: Readonly<Record<DigestAlgorithm, string>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
}

/** A challenge or an answer to one: the scheme's parameters with lower-case names and without quotes. */
export type DigestFields = ReadonlyMap<string, string>

/** `Digest name=value, …` of Authorization, WWW-Authenticate and their proxy likes; undefined when it is another scheme. */
export function parseDigest(value: string): DigestFields | undefined {
  const match = /^digest[ \t]+(.*)$/is.exec(value)
  if (match === null) return undefined
  const fields = new Map<string, string>()
  // The same shape as header parameters, with commas.
  for (const part of splitList(match[1] as string)) {
    const parameter = parseParameters(`;${part}`)
    if (!parameter.ok) return undefined
    for (const [name, text] of parameter.value) {
      if (fields.has(name) || fields.size >= 24) return undefined
      fields.set(name, unquote(text ?? ''))
    }
  }
  return fields
}

const unquoted = new Set(['algorithm', 'qop', 'nc', 'stale'])

/** @param isChallenge in a challenge the qop list is quoted, in an answer it is a token (RFC 7616 3.3, 3.4) */
export function serializeDigest(fields: DigestFields, isChallenge: boolean): string {
  const parts: string[] = []
  for (const [name, value] of fields) {
    parts.push(`${name}=${unquoted.has(name) && !(isChallenge && name === 'qop') ? value : quote(value)}`)
  }
  return `Digest ${parts.join(', ')}`
}

export function digestHash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(hashNames[algorithm]).update(text, 'latin1').digest('hex')
}

/** H(user:realm:password), what an account keeps in place of its password. Octet text in. */
export function digestHa1(algorithm: DigestAlgorithm, user: string, realm: string, password: string): string {
  return digestHash(algorithm, `${user}:${realm}:${password}`)
}

/** RFC 7616 3.4.1; without qop the older formula of RFC 2069. */
export function digestResponse(of: {
  readonly algorithm: DigestAlgorithm
  readonly ha1: string
  readonly method: string
  readonly uri: string
  readonly nonce: string
  readonly quality?: { readonly qop: string; readonly nc: string; readonly cnonce: string }
}): string {
  const ha2 = digestHash(of.algorithm, `${of.method}:${of.uri}`)
  const middle = of.quality === undefined ? '' : `${of.quality.nc}:${of.quality.cnonce}:${of.quality.qop}:`
  return digestHash(of.algorithm, `${of.ha1}:${of.nonce}:${middle}${ha2}`)
}

export function algorithmOf(fields: DigestFields): DigestAlgorithm | undefined {
  const name = fields.get('algorithm')?.toUpperCase() ?? 'MD5'
  return name === 'MD5' || name === 'SHA-256' || name === 'SHA-512-256' ? name : undefined
}
