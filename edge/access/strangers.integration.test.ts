import { createHash } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccessPolicy } from '#protocol/edge/access.ts'
import { answerFactor } from '#telephony/sip/guard/answer-budget.ts'
import { type CoreStandIn, until } from '../testing/core-stand-in.ts'
import { startTestEdge, type TestEdge } from '../testing/start-test-edge.ts'
import { defaultPolicy } from './default-policy.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const sdp = (address: string, port: number) =>
  `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`

let edge: TestEdge
let core: CoreStandIn
let lastHost = 0
const sockets: Socket[] = []

/** Somebody on the internet, at an address of their own, who writes each message by hand. */
class Stranger {
  readonly heard: string[] = []
  heardBytes = 0
  sentBytes = 0
  #count = 0
  readonly #socket: Socket

  readonly address: string

  private constructor(address: string, socket: Socket) {
    this.address = address
    this.#socket = socket
    socket.on('message', (bytes) => {
      this.heard.push(bytes.toString('latin1'))
      this.heardBytes += bytes.length
    })
  }

  static async at(address = `127.14.1.${++lastHost}`): Promise<Stranger> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, address, resolve))
    sockets.push(socket)
    return new Stranger(address, socket)
  }

  get port(): number {
    return this.#socket.address().port
  }

  send(text: string): void {
    this.sentBytes += text.length
    this.#socket.send(Buffer.from(text, 'latin1'), 5070, edge.address)
  }

  text(
    method: string,
    user: string,
    of: { from?: string; lines?: string[]; body?: string; cseq?: number } = {},
  ): string {
    const { from = 'x', lines = [], body = '', cseq = 1 } = of
    const n = ++this.#count
    return [
      `${method} sip:${user}@${edge.address}:5070 SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.address}:${this.port};branch=z9hG4bK${this.port}x${n};rport`,
      `From: <sip:${from}@${this.address}>;tag=f${n}`,
      `To: <sip:${user}@${edge.address}>`,
      `Call-ID: ${this.port}-${n}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:x@${this.address}:${this.port}>`,
      'Max-Forwards: 70',
      ...lines,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n')
  }

  /** The first answer to it; undefined when there is none within a moment. */
  async ask(...of: Parameters<Stranger['text']>): Promise<string | undefined> {
    const text = this.text(...of)
    const callId = /^Call-ID: (.*)\r/m.exec(text)?.[1]
    this.send(text)
    const answer = () =>
      this.heard.find((one) => one.includes(`Call-ID: ${callId}\r`) && !one.startsWith('SIP/2.0 100'))
    return until(answer, 400).catch(() => undefined)
  }

  /** Asks, and answers the challenge with that password. */
  async sign(
    method: string,
    user: string,
    password: string,
    of: { user?: string; lines?: string[]; body?: string } = {},
  ) {
    const asUser = of.user ?? '701'
    const rest = { from: asUser, lines: of.lines ?? [], ...(of.body === undefined ? {} : { body: of.body }) }
    const challenge = await this.ask(method, user, rest)
    const nonce = /nonce="([^"]+)"/.exec(challenge ?? '')?.[1]
    if (nonce === undefined) return undefined
    const uri = `sip:${user}@${edge.address}:5070`
    const response = md5(`${md5(`${asUser}:parley:${password}`)}:${nonce}:00000001:c:auth:${md5(`${method}:${uri}`)}`)
    const authorization = `Authorization: Digest username="${asUser}", realm="parley", nonce="${nonce}", uri="${uri}", response="${response}", qop=auth, nc=00000001, cnonce="c", algorithm=MD5`
    return this.ask(method, user, { ...rest, lines: [...rest.lines, authorization], cseq: 2 })
  }
}

const status = (answer: string | undefined) => (answer === undefined ? 'silence' : Number(answer.split(' ')[1]))
const shape = (answer: string | undefined) =>
  answer
    ?.split('\r\n')
    .map((line) => line.split(':')[0])
    .join()

async function policy(over: Partial<AccessPolicy> = {}): Promise<void> {
  const own = { ownNumbers: ['200'], trustedAddresses: ['127.14.9.0/24'], banS: 600 }
  await core.command({ type: 'access.set', policy: { ...defaultPolicy, ...own, ...over }, bans: [] })
}

beforeAll(async () => {
  edge = await startTestEdge(44, { maxCalls: 8 })
  core = edge.core()
  await until(() => core.welcome)
  await core.command({
    type: 'accounts.set',
    realm: 'parley',
    accounts: [{ user: '701', ha1Md5: md5('701:parley:secret') }],
  })
})

beforeEach(() => policy())

afterAll(async () => {
  for (const socket of sockets) socket.close()
  core?.close()
  await edge?.remove()
})

describe('a scanner', () => {
  it('hears nothing of OPTIONS and garbage, the same of every user, and is shut out', async () => {
    const scanner = await Stranger.at()
    expect(status(await scanner.ask('OPTIONS', '100'))).toBe('silence')
    const shapes = new Set<string | undefined>()
    for (const user of ['701', '702', 'admin', ''])
      shapes.add(shape(await scanner.ask('REGISTER', user, { from: user })))
    expect([...shapes]).toEqual(['SIP/2.0 401 Unauthorized,Via,From,To,Call-ID,CSeq,WWW-Authenticate,Content-Length,,'])
    for (let n = 0; n < 5; n++) scanner.send(`GET /${n} HTTP/1.1\r\nHost: x\r\n\r\n`)
    const ban = await until(
      () => core.eventsOf('address.banned').find(({ ban }) => ban.address === scanner.address)?.ban,
    )
    expect(ban).toMatchObject({ reason: 'malformed', offences: 5 })
    expect(ban.untilMs - ban.sinceMs).toBe(600_000)
    const before = scanner.heard.length
    expect(status(await scanner.ask('REGISTER', '701'))).toBe('silence')
    expect(scanner.heard.length).toBe(before)
  })

  it('that guesses passwords is shut out, shown, and lifted again', async () => {
    const guesser = await Stranger.at()
    for (const user of ['701', '702', '703', '704']) {
      expect(status(await guesser.sign('REGISTER', user, '1234', { user }))).toBe(401)
    }
    await guesser.sign('REGISTER', '705', '1234', { user: '705' })
    await until(() => core.eventsOf('address.banned').find(({ ban }) => ban.address === guesser.address))
    expect(status(await guesser.sign('REGISTER', '701', 'secret'))).toBe('silence')
    const { bans } = JSON.parse((await core.command({ type: 'edge.inspect' })).inspection as string)
    expect(bans).toContainEqual(expect.objectContaining({ address: guesser.address, reason: 'guessing' }))
    await core.command({ type: 'address.unban', address: guesser.address })
    expect(status(await guesser.sign('REGISTER', '701', 'secret'))).toBe(200)
    expect(core.eventsOf('address.unbanned').map(({ address }) => address)).toContain(guesser.address)
  })
})

it('a way out is not found without a password: each try is challenged alike, and then there is silence', async () => {
  const fraud = await Stranger.at()
  const tries = [
    ['+900900123456', 'x'],
    ['00900900123456', '701'],
    ['9900900123456', '200'],
    ['900900;phone-context=x', 'anonymous'],
    ['0', '0'],
  ] as const
  const answers = []
  for (const [number, from] of tries) {
    answers.push(status(await fraud.ask('INVITE', number, { from, body: sdp(fraud.address, 40_000) })))
  }
  expect(answers).toEqual([401, 401, 401, 401, 401])
  expect(status(await fraud.ask('INVITE', '+900900123456', { body: sdp(fraud.address, 40_000) }))).toBe('silence')
  expect(core.eventsOf('address.banned').find(({ ban }) => ban.address === fraud.address)?.ban.reason).toBe('probing')
  expect(core.eventsOf('leg.incoming')).toEqual([])
})

it('a forged INVITE turns neither SIP nor sound on anybody: at most four times its bytes, and no sound to whom it names', async () => {
  const forger = await Stranger.at()
  const victim = await Stranger.at()
  // 600 answers at once and would sound for an hour; nobody ever acknowledges.
  forger.send(forger.text('INVITE', '600', { body: sdp(victim.address, victim.port) }))
  await pause(5_000)
  expect(forger.heard.some((one) => one.startsWith('SIP/2.0 200'))).toBe(true)
  expect(forger.heardBytes).toBeLessThanOrEqual(forger.sentBytes * answerFactor)
  expect(forger.heard.join('')).not.toMatch(/parley/i)
  expect(victim.heard).toEqual([])
})

it('a call that nobody acknowledges sends a fifth of a second of sound to where it came from, no more', async () => {
  const caller = await Stranger.at()
  const ear = await Stranger.at(caller.address)
  caller.send(caller.text('INVITE', '600', { body: sdp(ear.address, ear.port) }))
  await pause(2_000)
  expect(ear.heard).toHaveLength(10)
})

it('one stranger cannot fill the edge by ringing', async () => {
  await policy({ guestCallsAtOnce: 2, guestCallsPerSecond: 100 })
  const caller = await Stranger.at()
  const answers = []
  for (let n = 0; n < 4; n++)
    answers.push(status(await caller.ask('INVITE', '200', { body: sdp(caller.address, 40_000) })))
  expect(answers.filter((one) => one === 503)).toHaveLength(2)
  const incoming = core.eventsOf('leg.incoming')
  expect(incoming).toHaveLength(2)
  for (const { leg } of incoming) await core.command({ type: 'leg.end', legId: leg.legId, reason: 'hung-up' })
})

it('a phone that forgot its password three times is not shut out, and gets in with the right one', async () => {
  const phone = await Stranger.at()
  for (let n = 0; n < 3; n++) expect(status(await phone.sign('REGISTER', '701', 'forgot'))).toBe(401)
  await pause(1_100)
  expect(status(await phone.sign('REGISTER', '701', 'secret'))).toBe(200)
})

it('a trusted address is never shut out, whatever comes from there', async () => {
  const office = await Stranger.at('127.14.9.1')
  for (let n = 0; n < 20; n++) office.send('garbage that is no SIP at all\r\n\r\n')
  for (let n = 0; n < 8; n++) await office.sign('REGISTER', `70${n}`, 'wrong', { user: `70${n}` })
  expect(status(await office.ask('OPTIONS', '100'))).toBe(200)
  expect(core.eventsOf('address.banned').map(({ ban }) => ban.address)).not.toContain(office.address)
})

describe('behind an address that is shut out', () => {
  it('a registered phone goes on, and a phone that proves who it is reaches help, however full the edge is', async () => {
    const registered = await Stranger.at()
    expect(status(await registered.sign('REGISTER', '701', 'secret'))).toBe(200)
    await core.command({ type: 'address.ban', address: registered.address, forS: 600 })
    expect(status(await registered.ask('OPTIONS', '701'))).toBe(200)

    const neighbour = await Stranger.at(registered.address)
    expect(status(await neighbour.ask('REGISTER', '701'))).toBe('silence')
    await policy({ emergencyNumbers: ['112'] })
    await core.command({ type: 'edge.drain', isDraining: true })
    void neighbour.sign('INVITE', '112', 'secret', { body: sdp(neighbour.address, 40_000) })
    const leg = await until(() => core.eventsOf('leg.incoming').find(({ leg }) => leg.dialedNumber === '112')?.leg)
    expect(leg.authenticatedUser).toBe('701')
    await core.command({ type: 'edge.drain', isDraining: false })
  })
})
