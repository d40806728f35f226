import type { Language } from '#protocol/http/fields.ts'

/** Every setting there is, by name. `docs/reference/configuration.md` has a paragraph for each; a test holds the two together. */
export const settingNames = [
  'PARLEY_CONFIG',
  'PARLEY_HTTP_HOST',
  'PARLEY_HTTP_PORT',
  'PARLEY_HTTP_CERTIFICATE',
  'PARLEY_HTTP_KEY',
  'PARLEY_TRUSTED_PROXIES',
  'PARLEY_SIP_HOST',
  'PARLEY_SIP_PORT',
  'PARLEY_SIP_TLS_PORT',
  'PARLEY_SIP_TLS_CERTIFICATE',
  'PARLEY_SIP_TLS_KEY',
  'PARLEY_SIP_TLS_CA',
  'PARLEY_SIP_TLS_REQUIRE_CLIENT',
  'PARLEY_SIP_WS_PORT',
  'PARLEY_SIP_WS_ORIGINS',
  'PARLEY_PHONE_CODECS',
  'PARLEY_RTP_PORTS',
  'PARLEY_PLAIN_SOCKETS',
  'PARLEY_WEBRTC_PORT',
  'PARLEY_PUBLIC_ADDRESS',
  'PARLEY_TURN_URLS',
  'PARLEY_TURN_SECRET',
  'PARLEY_TURN_PEER_PORT',
  'PARLEY_SIPREC_URI',
  'PARLEY_SPOKEN_LANGUAGE',
  'PARLEY_TTS_URL',
  'PARLEY_TTS_KEY',
  'PARLEY_TTS_MODEL',
  'PARLEY_TTS_VOICES',
  'PARLEY_TRANSCRIBER_URL',
  'PARLEY_TRANSCRIBER_KEY',
  'PARLEY_TRANSCRIBER_MODEL',
  'PARLEY_RECORDING_KEYS_FILE',
  'PARLEY_RECORDINGS_KEEP_WAV',
  'PARLEY_RECORDINGS_S3_ENDPOINT',
  'PARLEY_RECORDINGS_S3_REGION',
  'PARLEY_RECORDINGS_S3_BUCKET',
  'PARLEY_RECORDINGS_S3_PREFIX',
  'PARLEY_RECORDINGS_S3_ACCESS_KEY',
  'PARLEY_RECORDINGS_S3_SECRET',
  'PARLEY_RECORDINGS_S3_PATH_STYLE',
  'PARLEY_DATA_DIR',
  'PARLEY_DATABASE_URL',
  'PARLEY_DEMO',
  'PARLEY_DEMO_PASSWORD',
  'PARLEY_ADMIN_EMAIL',
  'PARLEY_ADMIN_PASSWORD',
  'PARLEY_EDGE_LINK_PORT',
  'PARLEY_EDGE_LINK_SECRET',
  'PARLEY_LOG_LEVEL',
  'PARLEY_MAX_CALLS',
  'PARLEY_GRACE_MS',
] as const
export type SettingName = (typeof settingNames)[number]

/** Defaults as a person would write them; a name that is missing has none, or one that depends on the machine. */
export const settingDefaults: Partial<Record<SettingName, string>> = {
  PARLEY_HTTP_HOST: '127.0.0.1',
  PARLEY_HTTP_PORT: '8080',
  PARLEY_SIP_PORT: '5060',
  PARLEY_SIP_TLS_REQUIRE_CLIENT: '0',
  PARLEY_SIP_WS_PORT: '0',
  PARLEY_PHONE_CODECS: 'g722,opus,pcmu,pcma',
  PARLEY_RTP_PORTS: '20000-23999',
  PARLEY_PLAIN_SOCKETS: '0',
  PARLEY_WEBRTC_PORT: '40000',
  PARLEY_TURN_PEER_PORT: '40001',
  PARLEY_SPOKEN_LANGUAGE: 'en',
  PARLEY_RECORDINGS_KEEP_WAV: '0',
  PARLEY_RECORDINGS_S3_REGION: 'us-east-1',
  PARLEY_RECORDINGS_S3_PATH_STYLE: '1',
  PARLEY_DEMO: '1',
  PARLEY_LOG_LEVEL: 'info',
  PARLEY_MAX_CALLS: '400',
  PARLEY_GRACE_MS: '10000',
}

export interface Settings {
  readonly http: {
    readonly host: string
    readonly port: number
    /** Paths of PEM files, both or neither. */
    readonly certificate?: { readonly certificatePath: string; readonly keyPath: string }
    /** Addresses or CIDR ranges of proxies whose X-Forwarded-* headers are believed. */
    readonly trustedProxies: readonly string[]
  }
  readonly sip: {
    readonly hosts: readonly string[]
    /** UDP and TCP. */
    readonly port: number
    /** Absent: SIP over TLS is switched off. */
    readonly tls?: {
      readonly port: number
      /** Paths of PEM files; absent: this machine's own. */
      readonly certificate?: { readonly certificatePath: string; readonly keyPath: string }
      /** Authorities whose certificates are believed, clients' as well. */
      readonly caPath?: string
      readonly requiresClientCertificate: boolean
    }
    /** Absent: SIP over WebSocket is switched off. */
    readonly webSocket?: { readonly port: number; readonly origins: readonly string[] }
  }
  /** What telephones are offered, in this order; what they offer is answered in theirs. */
  readonly phoneCodecs: readonly ('g722' | 'opus' | 'pcmu' | 'pcma')[]
  /** Both included; the first is even (RTP takes even ports, RTCP the odd ones above them). */
  readonly rtpPorts: { readonly first: number; readonly last: number }
  /** Sound goes by Node's own sockets and not by the C library's calls. */
  readonly plainSockets: boolean
  readonly webrtcPort: number
  /** The address that others reach us at, when it is not one of our own (behind NAT). */
  readonly publicAddress?: string
  /** Where an outside recorder is called (SIPREC). */
  readonly siprecUri?: string
  /** What callers are spoken to in where neither they nor the number that they called has a language of its own. */
  readonly spokenLanguage: Language
  /** A server that speaks prompts (`/v1/audio/speech`); absent: eSpeak NG, where it is installed. */
  readonly speech?: {
    readonly url: string
    readonly key?: string
    readonly model: string
    /** By language; `*` is for those that are not named. */
    readonly voices: ReadonlyMap<string, string>
  }
  /** A server that understands callers (`/v1/audio/transcriptions`); absent: PocketSphinx, where it is installed. */
  readonly transcriber?: { readonly url: string; readonly key?: string; readonly model: string }
  /** The TURN server that browsers may go through, and the secret that it shares with us. */
  readonly turn?: {
    readonly urls: readonly string[]
    readonly secret: string
    /** Where it reaches the edge for browsers that reach it over TCP or TLS; absent: none do. */
    readonly peerPort?: number
  }
  /** Absolute path. */
  readonly dataDir: string
  /** Unset: the embedded PostgreSQL. */
  readonly databaseUrl?: string
  readonly recordings: {
    /** Path of the file with their keys; absent: the one in the data folder. */
    readonly keysPath?: string
    /** They stay as they were recorded and are not made small. */
    readonly keepsWav: boolean
    /** Where they are kept for good; absent: on this machine's disk. */
    readonly s3?: {
      readonly endpoint: string
      readonly region: string
      readonly bucket: string
      /** Put before each key; empty or ending with a slash. */
      readonly prefix: string
      readonly accessKey: string
      readonly secret: string
      /** The bucket in the path (`https://host/bucket/key`), not in the name of the host. */
      readonly isPathStyle: boolean
    }
  }
  readonly demo: boolean
  readonly demoPassword?: string
  readonly admin?: { readonly email: string; readonly password: string }
  /** Given by the launcher to its children. */
  readonly edgeLink?: { readonly port: number; readonly secret: string }
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Calls that one edge admits at once; beyond them it answers 503 with Retry-After. */
  readonly maxCalls: number
  /** How long an edge without a core keeps taking new calls before it refuses them. */
  readonly graceMs: number
}
