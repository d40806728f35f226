import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from './package-root.ts'
import { readSettings, settingsAsEnvironment } from './settings.ts'
import { settingDefaults, settingNames } from './settings-catalogue.ts'

const base = { isRoot: false, homeDir: '/home/ada', localAddresses: () => ['127.0.0.1', '192.0.2.7'] }
const read = (environment: Record<string, string>, readFile?: (path: string) => string) =>
  readSettings({ ...base, environment, ...(readFile ? { readFile } : {}) })

function problems(environment: Record<string, string>, readFile?: (path: string) => string): readonly string[] {
  const settings = read(environment, readFile)
  return settings.ok ? [] : settings.error
}

test('without any variable the defaults stand', () => {
  expect(read({ PATH: '/bin', HOME: '/root' })).toEqual({
    ok: true,
    value: {
      http: { host: '127.0.0.1', port: 8080, trustedProxies: [] },
      sip: {
        hosts: ['127.0.0.1', '192.0.2.7'],
        port: 5060,
        tls: { port: 5061, requiresClientCertificate: false },
      },
      plainSockets: false,
      phoneCodecs: ['g722', 'opus', 'pcmu', 'pcma'],
      rtpPorts: { first: 20_000, last: 23_999 },
      webrtcPort: 40_000,
      spokenLanguage: 'en',
      dataDir: '/home/ada/.local/share/parley',
      recordings: { keepsWav: false },
      demo: true,
      logLevel: 'info',
      maxCalls: 400,
      graceMs: 10_000,
    },
  })
})

test('a TURN server reaches the edge at a port of its own only when browsers go there over TCP or TLS', () => {
  const turn = (PARLEY_TURN_URLS: string, more = {}) => {
    const settings = read({ PARLEY_TURN_URLS, PARLEY_TURN_SECRET: 'known-to-both', ...more })
    return settings.ok ? settings.value.turn?.peerPort : settings.error
  }
  expect(turn('turn:turn.example.org:3478?transport=udp,turn:turn.example.org')).toBeUndefined()
  expect(turn('turn:turn.example.org?transport=udp,turns:turn.example.org:443')).toBe(40_001)
  expect(turn('turn:turn.example.org?transport=tcp', { PARLEY_TURN_PEER_PORT: '3481' })).toBe(3481)
})

test('SIP over TLS shows the certificate of HTTPS unless it has one of its own, and can be switched off', () => {
  const web = { PARLEY_HTTP_CERTIFICATE: '/etc/tls/cert.pem', PARLEY_HTTP_KEY: '/etc/tls/key.pem' }
  const sip = (variables: Record<string, string>) => {
    const settings = read({ ...web, ...variables })
    return settings.ok ? settings.value.sip : settings.error
  }
  expect(sip({ PARLEY_SIP_PORT: '15060' })).toMatchObject({
    tls: { port: 15_061, certificate: { certificatePath: '/etc/tls/cert.pem', keyPath: '/etc/tls/key.pem' } },
  })
  expect(
    sip({
      PARLEY_SIP_TLS_CERTIFICATE: '/sip/c.pem',
      PARLEY_SIP_TLS_KEY: '/sip/k.pem',
      PARLEY_SIP_TLS_CA: '/sip/ca.pem',
      PARLEY_SIP_TLS_REQUIRE_CLIENT: '1',
      PARLEY_SIP_WS_PORT: '5066',
      PARLEY_SIP_WS_ORIGINS: 'https://phone.example:8443',
    }),
  ).toMatchObject({
    tls: {
      port: 5061,
      certificate: { certificatePath: '/sip/c.pem', keyPath: '/sip/k.pem' },
      caPath: '/sip/ca.pem',
      requiresClientCertificate: true,
    },
    webSocket: { port: 5066, origins: ['https://phone.example:8443'] },
  })
  expect(sip({ PARLEY_SIP_TLS_PORT: '0' })).not.toHaveProperty('tls')
  expect(sip({ PARLEY_SIP_TLS_REQUIRE_CLIENT: '1' })).toEqual([
    'PARLEY_SIP_TLS_REQUIRE_CLIENT is 1 but PARLEY_SIP_TLS_CA is not set: name who may sign certificates.',
  ])
  expect(sip({ PARLEY_SIP_WS_PORT: '1', PARLEY_SIP_WS_ORIGINS: 'phone.example' })).toEqual([
    expect.stringContaining('PARLEY_SIP_WS_ORIGINS must be origins such as https://phone.example:8443'),
  ])
})

test('root keeps its data where the database user can reach it', () => {
  const settings = readSettings({ ...base, isRoot: true, environment: {} })
  expect(settings.ok && settings.value.dataDir).toBe('/var/lib/parley')
})

test('every value is read', () => {
  const settings = read({
    PARLEY_HTTP_HOST: '0.0.0.0',
    PARLEY_HTTP_CERTIFICATE: '/etc/tls/cert.pem',
    PARLEY_HTTP_KEY: '/etc/tls/key.pem',
    PARLEY_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    PARLEY_SIP_HOST: '192.0.2.7,2001:db8::7',
    PARLEY_RTP_PORTS: '30001-30999',
    PARLEY_PUBLIC_ADDRESS: 'desk.example.org',
    PARLEY_DATA_DIR: '/srv/parley/',
    PARLEY_DATABASE_URL: 'postgres:///parley?host=%2Frun%2Fpostgresql&user=parley',
    PARLEY_DEMO: '0',
    PARLEY_ADMIN_EMAIL: 'ada@example.org',
    PARLEY_ADMIN_PASSWORD: 'correct horse',
    PARLEY_EDGE_LINK_PORT: '17000',
    PARLEY_EDGE_LINK_SECRET: 's3cret',
  })
  expect(settings).toMatchObject({
    ok: true,
    value: {
      http: {
        host: '0.0.0.0',
        certificate: { certificatePath: '/etc/tls/cert.pem', keyPath: '/etc/tls/key.pem' },
        trustedProxies: ['10.0.0.0/8', '::1'],
      },
      sip: { hosts: ['192.0.2.7', '2001:db8::7'] },
      // RTP takes the even port of a pair (RFC 3550 11).
      rtpPorts: { first: 30_002, last: 30_999 },
      publicAddress: 'desk.example.org',
      dataDir: '/srv/parley',
      demo: false,
      admin: { email: 'ada@example.org', password: 'correct horse' },
      edgeLink: { port: 17_000, secret: 's3cret' },
    },
  })
})

test.each([
  ['PARLEY_HTTP_PORT', '80a', 'must be a port number from 1 to 65535'],
  ['PARLEY_HTTP_PORT', '65536', 'must be a port number'],
  ['PARLEY_HTTP_HOST', 'http://localhost', 'must be an IP address or a host name'],
  ['PARLEY_HTTP_HOST', '300.1.2.3', 'must be an IP address or a host name'],
  ['PARLEY_SIP_HOST', '0.0.0.0', 'not the wildcard'],
  ['PARLEY_SIP_HOST', 'localhost', 'must be IP addresses'],
  ['PARLEY_RTP_PORTS', '20000', 'two ports with a hyphen'],
  ['PARLEY_RTP_PORTS', '30000-20000', 'two ports with a hyphen'],
  ['PARLEY_TRUSTED_PROXIES', '10.0.0.0/33', 'ranges such as'],
  ['PARLEY_DATABASE_URL', 'mysql://host/db', 'must look like postgres://'],
  ['PARLEY_DEMO', 'yes', 'must be 1 (yes) or 0 (no)'],
  ['PARLEY_DEMO_PASSWORD', 'short', 'must have 8 to 256 characters'],
  ['PARLEY_LOG_LEVEL', 'loud', 'must be one of debug, info'],
  ['PARLEY_MAX_CALLS', '0', 'must be a whole number from 1'],
  ['PARLEY_GRACE_MS', '-5', 'must be a whole number from 0'],
])('%s=%s stops the start with a sentence', (name, value, lesson) => {
  const found = problems({ [name]: value })
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(new RegExp(`^${name} .*\\.$`))
  expect(found[0]).toContain(lesson)
})

test('a sentence never shows a secret', () => {
  const found = problems({ PARLEY_DEMO_PASSWORD: 'tiny', PARLEY_DATABASE_URL: 'mysql://a:hidden@b/c' })
  expect(found.join()).not.toMatch(/tiny|hidden/)
})

test.each([
  [{ PARLEY_HTTP_KEY: '/k' }, 'PARLEY_HTTP_KEY is set but PARLEY_HTTP_CERTIFICATE is not: set both or neither.'],
  [{ PARLEY_ADMIN_EMAIL: 'a@b' }, 'PARLEY_ADMIN_EMAIL is set but PARLEY_ADMIN_PASSWORD is not: set both or neither.'],
  [{ PARLEY_HTPP_PORT: '1' }, 'PARLEY_HTPP_PORT is not a setting of Parley; did you mean PARLEY_HTTP_PORT?'],
])('%o: %s', (environment, sentence) => {
  expect(problems(environment as unknown as Record<string, string>)).toEqual([sentence])
})

test('all that is wrong is said at once', () => {
  expect(problems({ PARLEY_HTTP_PORT: 'x', PARLEY_DEMO: 'x', PARLEY_NONSENSE_AT_ALL: 'x' })).toHaveLength(3)
})

describe('the file that PARLEY_CONFIG names', () => {
  const file = ['# ours', '', 'PARLEY_HTTP_PORT=9000', "PARLEY_PUBLIC_ADDRESS = 'desk.example.org'"].join('\n')

  test('is read, and variables beat it', () => {
    const settings = read({ PARLEY_CONFIG: '/etc/parley.conf', PARLEY_HTTP_PORT: '9001' }, () => file)
    expect(settings).toMatchObject({ ok: true, value: { http: { port: 9001 }, publicAddress: 'desk.example.org' } })
  })

  test('that cannot be read, or has a line that is none, stops the start', () => {
    const missing = () => {
      throw new Error('ENOENT')
    }
    expect(problems({ PARLEY_CONFIG: '/nowhere' }, missing)).toEqual([
      'PARLEY_CONFIG names /nowhere, which cannot be read (ENOENT).',
    ])
    expect(problems({ PARLEY_CONFIG: '/f' }, () => 'PARLEY_DEMO 1')).toEqual(['Line 1 of /f is not NAME=value.'])
    expect(problems({ PARLEY_CONFIG: '/f' }, () => 'PARLEY_DMEO=1')[0]).toContain('PARLEY_DMEO in /f is not a setting')
  })

  test('becomes part of what the children are given', () => {
    const environment = { PARLEY_CONFIG: '/f', PARLEY_DEMO: '0', HOME: '/root' }
    expect(settingsAsEnvironment({ environment, readFile: () => file })).toEqual({
      PARLEY_HTTP_PORT: '9000',
      PARLEY_PUBLIC_ADDRESS: 'desk.example.org',
      PARLEY_DEMO: '0',
    })
  })
})

describe('docs/reference/configuration.md', () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'reference', 'configuration.md'), 'utf8')
  const sections = new Map(
    page
      .split(/^### /m)
      .slice(1)
      .map((section) => [section.split('\n')[0] ?? '', section.split(/^## /m)[0] ?? '']),
  )

  test('has a paragraph for each setting, and none for another', () => {
    expect([...sections.keys()].sort()).toEqual([...settingNames].sort())
  })

  test.each(Object.entries(settingDefaults))('tells the default of %s', (name, value) => {
    expect(sections.get(name)).toMatch(new RegExp(`Default:\\s+\`${value}\``))
  })

  test('names no setting that does not exist', () => {
    const named = page.match(/PARLEY_[A-Z0-9_]+[A-Z0-9]/g) ?? []
    expect(named.filter((name) => !(settingNames as readonly string[]).includes(name))).toEqual([])
  })
})

test('takes the address of an outside recorder, and no other text', () => {
  const read = (value: string) => readSettings({ environment: { PARLEY_SIPREC_URI: value }, localAddresses: () => [] })
  const taken = read('sip:recorder@192.0.2.10:5070;transport=tcp')
  expect(taken.ok && taken.value.siprecUri).toBe('sip:recorder@192.0.2.10:5070;transport=tcp')
  const refused = read('https://recorder.example')
  expect(refused.ok ? [] : refused.error).toContainEqual(
    expect.stringMatching(/^PARLEY_SIPREC_URI must be a SIP address/),
  )
})

describe('an S3-compatible store', () => {
  const s3 = {
    PARLEY_RECORDINGS_S3_ENDPOINT: 'https://s3.example.org',
    PARLEY_RECORDINGS_S3_BUCKET: 'our-calls',
    PARLEY_RECORDINGS_S3_ACCESS_KEY: 'AKIA',
    PARLEY_RECORDINGS_S3_SECRET: 'do-not-tell-anybody',
  }
  const read = (environment: Record<string, string>) => readSettings({ environment, localAddresses: () => [] })

  test('is taken whole', () => {
    const settings = read({
      ...s3,
      PARLEY_RECORDINGS_S3_PREFIX: 'parley/tbilisi',
      PARLEY_RECORDINGS_S3_PATH_STYLE: '0',
    })
    expect(settings.ok && settings.value.recordings.s3).toEqual({
      endpoint: 'https://s3.example.org',
      region: 'us-east-1',
      bucket: 'our-calls',
      prefix: 'parley/tbilisi/',
      accessKey: 'AKIA',
      secret: 'do-not-tell-anybody',
      isPathStyle: false,
    })
  })

  test('is refused by halves, and with a prefix that leads elsewhere', () => {
    for (const missing of Object.keys(s3)) {
      const refused = read({ ...s3, [missing]: '' })
      expect(refused.ok ? '' : refused.error.join(), missing).toMatch(/PARLEY_RECORDINGS_S3_/)
      expect(refused.ok ? '' : refused.error.join()).not.toContain('do-not-tell')
    }
    expect(read({ ...s3, PARLEY_RECORDINGS_S3_PREFIX: '../x' }).ok).toBe(false)
    expect(read({ ...s3, PARLEY_RECORDINGS_S3_ENDPOINT: 'https://s3.example.org/path' }).ok).toBe(false)
  })
})
