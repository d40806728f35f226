import { type SrtpKey, type SrtpSuiteName, srtpKeyBytes, srtpSuiteNames, srtpSuites } from '../rtp/srtp-suite.ts'
import type { Attribute, MediaDescription } from './session-description.ts'

/** One usable a=crypto line (RFC 4568 4): a way to secure a stream, with the key of who wrote it. */
export interface CryptoAttribute {
  /** Says which of the offered lines an answer means. */
  readonly tag: number
  readonly key: SrtpKey
}

const maxLines = 16
/** RFC 3711 9.2: so many packets a master key is good for; a longer lifetime is none. */
const longestLifetime = 2 ** 48

/**
 * The crypto lines of a stream that we can use, in the peer's order of preference; those with suites, keys or parameters that
 * we do not speak are passed over, as RFC 4568 5.1.2 tells the answerer to.
 */
export function cryptoAttributes(media: MediaDescription): CryptoAttribute[] {
  const found: CryptoAttribute[] = []
  for (const { name, value } of media.attributes) {
    if (name !== 'crypto' || found.length >= maxLines) continue
    const one = parseCrypto(value ?? '')
    // RFC 4568 4.1: tags are unique; of two with the same the first counts.
    if (one !== undefined && !found.some(({ tag }) => tag === one.tag)) found.push(one)
  }
  return found
}

/** `1 AES_CM_128_HMAC_SHA1_80 inline:KEY||SALT|2^20|1:4 KDR=0`; `undefined`: malformed, or not ours to speak. */
export function parseCrypto(value: string): CryptoAttribute | undefined {
  const match = /^(\d{1,9})[ \t]+(\S{1,64})[ \t]+(\S{1,512})((?:[ \t]+\S{1,128})*)[ \t]*$/.exec(value)
  if (match === null) return undefined
  const [, tag, suiteName, keys, parameters] = match as unknown as [string, string, string, string, string]
  const suite = srtpSuiteNames.find((name) => name === suiteName.toUpperCase())
  if (suite === undefined || !areHarmless(parameters)) return undefined
  // RFC 4568 6.1: several keys, told apart by their MKI; the first is the one that is sent with first.
  const key = parseKey(suite, keys.split(';')[0] as string)
  return key === undefined ? undefined : { tag: Number(tag), key }
}

/** RFC 4568 6.1: inline:<key||salt> ["|" lifetime] ["|" MKI ":" length]. */
function parseKey(suite: SrtpSuiteName, text: string): SrtpKey | undefined {
  const match =
    /^inline:([A-Za-z0-9+/]{20,128}={0,2})(?:\|(?:2\^(\d{1,2})|(\d{1,16})))?(?:\|(\d{1,39}):(\d{1,3}))?$/i.exec(text)
  if (match === null) return undefined
  const [, encoded, power, count, , mkiLength] = match
  const keyAndSalt = new Uint8Array(Buffer.from(encoded as string, 'base64'))
  if (keyAndSalt.length !== srtpKeyBytes(srtpSuites[suite])) return undefined
  const lifetime = power !== undefined ? 2 ** Number(power) : count !== undefined ? Number(count) : longestLifetime
  if (lifetime < 1 || lifetime > longestLifetime) return undefined
  const mkiBytes = mkiLength === undefined ? 0 : Number(mkiLength)
  // RFC 4568 6.1: 1 to 128 bytes.
  if (mkiLength !== undefined && (mkiBytes < 1 || mkiBytes > 128)) return undefined
  return { suite, keyAndSalt, mkiBytes }
}

/** RFC 4568 6.3: of session parameters we speak only those that change nothing; with any other the line is not for us. */
function areHarmless(parameters: string): boolean {
  return parameters
    .trim()
    .split(/[ \t]+/)
    .every((one) => one === '' || /^(KDR=0|WSH=\d{1,5}|-\S+)$/i.test(one))
}

/** The line that says a key of ours. */
export function cryptoLine(tag: number, key: SrtpKey): Attribute {
  return { name: 'crypto', value: `${tag} ${key.suite} inline:${Buffer.from(key.keyAndSalt).toString('base64')}` }
}
