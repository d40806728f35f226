import { isIP, isIPv4 } from 'node:net'
import { failure, type Result, success } from '#kernel/result.ts'
import { type Language, languages } from '#protocol/http/fields.ts'
import { type LogLevel, logLevels } from './logger.ts'

/** Reads one setting's text. A failure completes the sentence "PARLEY_X …". */
export type Shape<Value> = (text: string) => Result<Value, string>

export const wholeNumber =
  (least: number, most: number): Shape<number> =>
  (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return value >= least && value <= most ? success(value) : failure(`must be a whole number from ${least} to ${most}`)
  }

export const port: Shape<number> = (text) => {
  const value = wholeNumber(1, 65_535)(text)
  return value.ok ? value : failure('must be a port number from 1 to 65535')
}

export const portOrOff: Shape<number> = (text) => {
  const value = wholeNumber(0, 65_535)(text)
  return value.ok ? value : failure('must be a port number from 1 to 65535, or 0 for off')
}

/** What browsers call the place a page comes from (RFC 6454 6.2). */
export const webOrigin: Shape<string> = (text) =>
  text === '*' || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text)
    ? success(text)
    : failure('must be origins such as https://phone.example:8443, with commas between them, or *')

/** The whole address of something on the web. */
export const webAddress: Shape<string> = (text) =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).username === ''
    ? success(text)
    : failure('must be an address such as https://speech.example.org/v1/audio/speech')

export const modelName: Shape<string> = (text) =>
  /^[\x21-\x7e]{1,128}$/.test(text) ? success(text) : failure('must be the name of a model, such as tts-1')

/** Voices by language: `en=alloy,ka=nino,*=nova`. */
export const voices: Shape<ReadonlyMap<string, string>> = (text) => {
  const pairs = text.split(',').map((pair) => /^\s*([a-z]{2,3}|\*)\s*=\s*([^\s,=]{1,64})\s*$/.exec(pair))
  return pairs.every((pair) => pair !== null)
    ? success(new Map(pairs.map((pair) => [pair[1] as string, pair[2] as string])))
    : failure('must be voices by language, such as en=alloy,ka=nino,*=nova')
}

/** RFC 3261 19.1: the address of something that we call. */
export const sipUri: Shape<string> = (text) =>
  text.length <= 512 && /^sips?:([^@\s<>"]{1,128}@)?(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?(;[^\s<>"]*)?$/i.test(text)
    ? success(text)
    : failure('must be a SIP address such as sip:recorder@192.0.2.10 or sips:recorder@recorder.example.org')

/** RFC 7065 */
export const turnUrl: Shape<string> = (text) =>
  /^turns?:(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?$/i.test(text)
    ? success(text)
    : failure('must be URLs such as turn:turn.example.org:3478?transport=tcp, with commas between them')

export const portRange: Shape<{ first: number; last: number }> = (text) => {
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []
  // RFC 3550 11: RTP takes an even port and RTCP the odd one above it.
  const first = Number(from) + (Number(from) % 2)
  const last = Number(to)
  return first >= 1024 && last <= 65_535 && last > first
    ? success({ first, last })
    : failure('must be two ports with a hyphen between them, such as 20000-23999')
}

const voiceCodecs = ['g722', 'opus', 'pcmu', 'pcma'] as const

/** Codecs of telephones, best first; G.711 is what everybody has in common, so one of its laws must be among them. */
export const codecs: Shape<readonly (typeof voiceCodecs)[number][]> = (text) => {
  const wanted = text.split(',').map((one) => one.trim().toLowerCase())
  const known = voiceCodecs.filter((codec) => wanted.includes(codec))
  const isWhole = known.length === wanted.length && (wanted.includes('pcmu') || wanted.includes('pcma'))
  return isWhole
    ? success(wanted as (typeof voiceCodecs)[number][])
    : failure(
        'must be some of g722, opus, pcmu and pcma, once each, with commas between them and pcmu or pcma among them',
      )
}

export const flag: Shape<boolean> = (text) =>
  text === '1' || text === '0' ? success(text === '1') : failure('must be 1 (yes) or 0 (no)')

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

export const host: Shape<string> = (text) => {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  // Digits and dots alone are meant as an address, and 300.1.2.3 is none.
  const meantAsAddress = /^[\d.]+$/.test(bare)
  return isIP(bare) || (!meantAsAddress && hostName.test(bare))
    ? success(bare)
    : failure('must be an IP address or a host name, without scheme or port')
}

/** An address to bind: SIP and RTP write it into messages, so it must be a real one and not the wildcard. */
export const localAddress: Shape<string> = (text) => {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (bare === '0.0.0.0' || bare === '::') {
    return failure("must name addresses, not the wildcard: leave it unset to listen on all of this machine's addresses")
  }
  return isIP(bare) ? success(bare) : failure('must be IP addresses of this machine, with commas between them')
}

/** An address or a CIDR range, such as 10.0.0.0/8. */
export const addressRange: Shape<string> = (text) => {
  const [address = '', bits, ...more] = text.split('/')
  const most = isIPv4(address) ? 32 : 128
  const bitsFit = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
  return more.length === 0 && isIP(address) && bitsFit
    ? success(text)
    : failure('must be IP addresses or ranges such as 10.0.0.0/8, with commas between them')
}

export const listOf =
  <Value>(item: Shape<Value>): Shape<Value[]> =>
  (text) => {
    const values: Value[] = []
    for (const part of text.split(',')) {
      const value = item(part.trim())
      if (!value.ok) return value
      values.push(value.value)
    }
    return success(values)
  }

export const databaseUrl: Shape<string> = (text) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  return parsed?.protocol === 'postgres:' || parsed?.protocol === 'postgresql:'
    ? success(text)
    : failure('must look like postgres://user:password@host:5432/database')
}

export const email: Shape<string> = (text) =>
  text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text) ? success(text) : failure('must be an e-mail address')

/** OWASP's floor for a password that stands alone is eight characters; argon2 bounds nothing, so we do. */
export const password: Shape<string> = (text) =>
  text.length >= 8 && text.length <= 256 ? success(text) : failure('must have 8 to 256 characters')

export const logLevel: Shape<LogLevel> = (text) =>
  (logLevels as readonly string[]).includes(text)
    ? success(text as LogLevel)
    : failure(`must be one of ${logLevels.join(', ')}`)

export const language: Shape<Language> = (text) => {
  const known = languages.find((one) => one === text)
  return known ? success(known) : failure(`must be one of ${languages.join(', ')}`)
}

/** A bucket's name, as S3 has them. */
export const bucketName: Shape<string> = (text) =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)
    ? success(text)
    : failure('must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens')

export const plainWord: Shape<string> = (text) =>
  /^[A-Za-z0-9-]{1,64}$/.test(text) ? success(text) : failure('must be one word of letters, digits and hyphens')

/** Folders before a key, such as parley/tbilisi; read with a slash at its end. */
export const keyPrefix: Shape<string> = (text) => {
  const folders = text.replace(/\/$/, '').split('/')
  return folders.every((folder) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/.test(folder))
    ? success(`${folders.join('/')}/`)
    : failure('must be folders such as parley/recordings: letters, digits, dots, hyphens and underscores')
}
