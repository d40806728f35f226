import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { failure, type Result, success } from '#kernel/result.ts'
import { localIpv4Addresses } from './local-addresses.ts'
import { type SettingName, type Settings, settingDefaults, settingNames } from './settings-catalogue.ts'
import { parseSettingsFile } from './settings-file.ts'
import * as shape from './settings-shapes.ts'

export type { Settings } from './settings-catalogue.ts'

/** Where settings come from; the default is this process. */
export interface SettingsSource {
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly readFile?: (path: string) => string
  readonly isRoot?: boolean
  readonly homeDir?: string
  readonly localAddresses?: () => readonly string[]
}

/**
 * The settings from `PARLEY_*` variables and the file that `PARLEY_CONFIG` names (a variable beats the file), all checked.
 * Fails with one sentence for each thing that is wrong, every one naming its setting and what would be right.
 */
export function readSettings(source: SettingsSource = {}): Result<Settings, readonly string[]> {
  const environment = source.environment ?? process.env
  const problems: string[] = []
  const given = collect(environment, source.readFile ?? ((path) => readFileSync(path, 'utf8')), problems)

  const text = (name: SettingName) => given.get(name) ?? settingDefaults[name]
  /** Reads one setting by its shape; the fallback only stands in until the problems are returned. */
  function read<Value>(name: SettingName, parse: shape.Shape<Value>, fallback: Value): Value
  function read<Value>(name: SettingName, parse: shape.Shape<Value>): Value | undefined
  function read<Value>(name: SettingName, parse: shape.Shape<Value>, fallback?: Value): Value | undefined {
    const value = text(name)
    if (value === undefined) return fallback
    const parsed = parse(value)
    if (parsed.ok) return parsed.value
    problems.push(`${name} ${parsed.error}${secret(name) ? '' : ` (it is ${JSON.stringify(value)})`}.`)
    return fallback
  }
  /** Both or neither: one alone is a mistake. */
  const pair = (one: SettingName, other: SettingName): [string, string] | undefined => {
    const [a, b] = [given.get(one), given.get(other)]
    if (a !== undefined && b !== undefined) return [a, b]
    if (a !== undefined || b !== undefined) {
      const [set, missing] = a === undefined ? [other, one] : [one, other]
      problems.push(`${set} is set but ${missing} is not: set both or neither.`)
    }
    return undefined
  }

  const certificate = pair('PARLEY_HTTP_CERTIFICATE', 'PARLEY_HTTP_KEY')
  const sipCertificate = pair('PARLEY_SIP_TLS_CERTIFICATE', 'PARLEY_SIP_TLS_KEY')
  const admin = pair('PARLEY_ADMIN_EMAIL', 'PARLEY_ADMIN_PASSWORD')
  const link = pair('PARLEY_EDGE_LINK_PORT', 'PARLEY_EDGE_LINK_SECRET')
  const turnPair = pair('PARLEY_TURN_URLS', 'PARLEY_TURN_SECRET')
  const turnUrls = read('PARLEY_TURN_URLS', shape.listOf(shape.turnUrl))
  const turnPeerPort = read('PARLEY_TURN_PEER_PORT', shape.port, 40_001)
  const publicAddress = read('PARLEY_PUBLIC_ADDRESS', shape.host)
  const siprecUri = read('PARLEY_SIPREC_URI', shape.sipUri)
  const databaseUrl = read('PARLEY_DATABASE_URL', shape.databaseUrl)
  const demoPassword = read('PARLEY_DEMO_PASSWORD', shape.password)
  const adminEmail = read('PARLEY_ADMIN_EMAIL', shape.email)
  const adminPassword = read('PARLEY_ADMIN_PASSWORD', shape.password)
  const sipPort = read('PARLEY_SIP_PORT', shape.port, 5060)
  // RFC 3261 19.1.2 has 5060 and 5061: the next one up.
  const tlsPort = read('PARLEY_SIP_TLS_PORT', shape.portOrOff, sipPort < 65_535 ? sipPort + 1 : 0)
  const tlsAuthorities = given.get('PARLEY_SIP_TLS_CA')
  const requiresClientCertificate = read('PARLEY_SIP_TLS_REQUIRE_CLIENT', shape.flag, false)
  if (requiresClientCertificate && tlsAuthorities === undefined) {
    problems.push(
      'PARLEY_SIP_TLS_REQUIRE_CLIENT is 1 but PARLEY_SIP_TLS_CA is not set: name who may sign certificates.',
    )
  }
  const wsPort = read('PARLEY_SIP_WS_PORT', shape.portOrOff, 0)
  const linkPort = read('PARLEY_EDGE_LINK_PORT', shape.port)
  const speechUrl = read('PARLEY_TTS_URL', shape.webAddress)
  const speechKey = given.get('PARLEY_TTS_KEY')
  const speechVoices = read('PARLEY_TTS_VOICES', shape.voices, new Map([['*', 'alloy']]))
  const speechModel = read('PARLEY_TTS_MODEL', shape.modelName, 'tts-1')
  if (speechKey !== undefined && speechUrl === undefined) {
    problems.push('PARLEY_TTS_KEY is set but PARLEY_TTS_URL is not: say which server it is for.')
  }
  const transcriberUrl = read('PARLEY_TRANSCRIBER_URL', shape.webAddress)
  const transcriberKey = given.get('PARLEY_TRANSCRIBER_KEY')
  const transcriberModel = read('PARLEY_TRANSCRIBER_MODEL', shape.modelName, 'whisper-1')
  if (transcriberKey !== undefined && transcriberUrl === undefined) {
    problems.push('PARLEY_TRANSCRIBER_KEY is set but PARLEY_TRANSCRIBER_URL is not: say which server it is for.')
  }
  const keysPath = given.get('PARLEY_RECORDING_KEYS_FILE')
  const s3Endpoint = read('PARLEY_RECORDINGS_S3_ENDPOINT', shape.webOrigin)
  const s3Bucket = read('PARLEY_RECORDINGS_S3_BUCKET', shape.bucketName)
  const s3Keys = pair('PARLEY_RECORDINGS_S3_ACCESS_KEY', 'PARLEY_RECORDINGS_S3_SECRET')
  const s3Parts = [s3Endpoint, s3Bucket, s3Keys].filter((part) => part !== undefined).length
  if (s3Parts > 0 && s3Parts < 3 && problems.length === 0) {
    problems.push(
      'PARLEY_RECORDINGS_S3_ENDPOINT, _BUCKET, _ACCESS_KEY and _SECRET belong together: set all four or none.',
    )
  }

  const settings: Settings = {
    http: {
      host: read('PARLEY_HTTP_HOST', shape.host, '127.0.0.1'),
      port: read('PARLEY_HTTP_PORT', shape.port, 8080),
      ...(certificate
        ? { certificate: { certificatePath: resolve(certificate[0]), keyPath: resolve(certificate[1]) } }
        : {}),
      trustedProxies: read('PARLEY_TRUSTED_PROXIES', shape.listOf(shape.addressRange), []),
    },
    sip: {
      hosts:
        read('PARLEY_SIP_HOST', shape.listOf(shape.localAddress)) ?? (source.localAddresses ?? localIpv4Addresses)(),
      port: sipPort,
      ...(tlsPort === 0
        ? {}
        : {
            tls: {
              port: tlsPort,
              // One certificate for one machine, unless telephony is told another.
              ...filesOf(sipCertificate ?? certificate),
              ...(tlsAuthorities === undefined ? {} : { caPath: resolve(tlsAuthorities) }),
              requiresClientCertificate,
            },
          }),
      ...(wsPort === 0
        ? {}
        : {
            webSocket: { port: wsPort, origins: read('PARLEY_SIP_WS_ORIGINS', shape.listOf(shape.webOrigin), []) },
          }),
    },
    phoneCodecs: read('PARLEY_PHONE_CODECS', shape.codecs, ['g722', 'opus', 'pcmu', 'pcma']),
    rtpPorts: read('PARLEY_RTP_PORTS', shape.portRange, { first: 20_000, last: 23_999 }),
    plainSockets: read('PARLEY_PLAIN_SOCKETS', shape.flag, false),
    webrtcPort: read('PARLEY_WEBRTC_PORT', shape.port, 40_000),
    ...(publicAddress === undefined ? {} : { publicAddress }),
    ...(siprecUri === undefined ? {} : { siprecUri }),
    spokenLanguage: read('PARLEY_SPOKEN_LANGUAGE', shape.language, 'en'),
    ...(speechUrl === undefined
      ? {}
      : {
          speech: {
            url: speechUrl,
            ...(speechKey === undefined ? {} : { key: speechKey }),
            model: speechModel,
            voices: speechVoices,
          },
        }),
    ...(transcriberUrl === undefined
      ? {}
      : {
          transcriber: {
            url: transcriberUrl,
            ...(transcriberKey === undefined ? {} : { key: transcriberKey }),
            model: transcriberModel,
          },
        }),
    ...(turnPair && turnUrls
      ? {
          turn: {
            urls: turnUrls,
            secret: turnPair[1],
            ...(turnUrls.some((url) => /^turns:|transport=tcp/i.test(url)) ? { peerPort: turnPeerPort } : {}),
          },
        }
      : {}),
    dataDir: resolve(given.get('PARLEY_DATA_DIR') ?? defaultDataDir(source)),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    recordings: {
      ...(keysPath === undefined ? {} : { keysPath: resolve(keysPath) }),
      keepsWav: read('PARLEY_RECORDINGS_KEEP_WAV', shape.flag, false),
      ...(s3Endpoint && s3Bucket && s3Keys
        ? {
            s3: {
              endpoint: s3Endpoint,
              region: read('PARLEY_RECORDINGS_S3_REGION', shape.plainWord, 'us-east-1'),
              bucket: s3Bucket,
              prefix: read('PARLEY_RECORDINGS_S3_PREFIX', shape.keyPrefix, ''),
              accessKey: s3Keys[0],
              secret: s3Keys[1],
              isPathStyle: read('PARLEY_RECORDINGS_S3_PATH_STYLE', shape.flag, true),
            },
          }
        : {}),
    },
    demo: read('PARLEY_DEMO', shape.flag, true),
    ...(demoPassword === undefined ? {} : { demoPassword }),
    ...(admin && adminEmail && adminPassword ? { admin: { email: adminEmail, password: adminPassword } } : {}),
    ...(link && linkPort ? { edgeLink: { port: linkPort, secret: link[1] } } : {}),
    logLevel: read('PARLEY_LOG_LEVEL', shape.logLevel, 'info'),
    maxCalls: read('PARLEY_MAX_CALLS', shape.wholeNumber(1, 100_000), 400),
    graceMs: read('PARLEY_GRACE_MS', shape.wholeNumber(0, 3_600_000), 10_000),
  }
  return problems.length === 0 ? success(settings) : failure(problems)
}

/**
 * What was set, from the environment and the file, as the environment of a child: a file that changes while Parley runs must
 * not be half-read by a child that is started anew. Unknown names are left out.
 */
export function settingsAsEnvironment(source: SettingsSource = {}): Record<string, string> {
  const readFile = source.readFile ?? ((path) => readFileSync(path, 'utf8'))
  const given = collect(source.environment ?? process.env, readFile, [])
  given.delete('PARLEY_CONFIG')
  return Object.fromEntries(given)
}

const secret = (name: SettingName): boolean => /PASSWORD|SECRET|DATABASE_URL/.test(name)

function filesOf(pair: [string, string] | undefined) {
  return pair && { certificate: { certificatePath: resolve(pair[0]), keyPath: resolve(pair[1]) } }
}

/** Root's home is closed to the unprivileged user that PostgreSQL must run as, hence /var/lib for root. */
function defaultDataDir(source: SettingsSource): string {
  if (source.isRoot ?? process.getuid?.() === 0) return '/var/lib/parley'
  const environment = source.environment ?? process.env
  return join(environment.XDG_DATA_HOME || join(source.homeDir ?? homedir(), '.local', 'share'), 'parley')
}

function collect(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  problems: string[],
): Map<SettingName, string> {
  const given = new Map<SettingName, string>()
  const accept = (name: string, value: string, where: string) => {
    if ((settingNames as readonly string[]).includes(name)) {
      // An empty value means "not set": that is how shells and compose files clear a variable.
      if (value.trim() !== '') given.set(name as SettingName, value.trim())
      else given.delete(name as SettingName)
    } else problems.push(`${name}${where} is not a setting of Parley${suggestion(name)}`)
  }
  const path = environment.PARLEY_CONFIG?.trim()
  if (path) {
    const file = readConfig(path, readFile)
    if (file.ok) for (const [name, value] of file.value) accept(name, value, ` in ${path}`)
    else problems.push(...file.error)
  }
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('PARLEY_') && value !== undefined) accept(name, value, '')
  }
  return given
}

function readConfig(path: string, readFile: (path: string) => string): Result<Map<string, string>, string[]> {
  try {
    return parseSettingsFile(readFile(path), path)
  } catch (error) {
    return failure([`PARLEY_CONFIG names ${path}, which cannot be read (${(error as Error).message}).`])
  }
}

function suggestion(name: string): string {
  const [best] = settingNames
    .map((known) => ({ known, distance: editDistance(name, known) }))
    .sort((a, b) => a.distance - b.distance)
  return best && best.distance <= 3
    ? `; did you mean ${best.known}?`
    : '; docs/reference/configuration.md lists them all'
}

/** Levenshtein's distance between two short words. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
