import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { secureRandom } from '#edge/chance.ts'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import { newId, type PlayId } from '#kernel/ids.ts'
import { type SipPhone, type SipPhoneOptions, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'
import { startWebSipPhone, type WebSipPhone } from './peers/web-sip-phone.ts'

const password = 'tone-of-1004-hertz'
const hash = (user: string) => createHash('md5').update(`${user}:parley:${password}`).digest('hex')
const ports = { udp: 5070, tcp: 5070, tls: 5071, ws: 5066 }

describe('SIP over every transport', () => {
  let edge: TestEdge
  let core: CoreStandIn
  const phones: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    edge = await startTestEdge(34, {
      sip: {
        tls: { port: ports.tls, requiresClientCertificate: false },
        webSocket: { port: ports.ws, origins: [] },
      },
    })
    core = edge.core()
    await until(() => core.welcome)
    const accounts = ['701', '702', '703'].map((user) => ({ user, ha1Md5: hash(user) }))
    await core.command({ type: 'accounts.set', realm: 'parley', accounts })
  })
  afterEach(async () => {
    await Promise.allSettled(phones.splice(0).map((phone) => phone.close()))
  })
  afterAll(async () => {
    core?.close()
    await edge?.remove()
  })

  async function phone(host: number, user: string, how: Partial<SipPhoneOptions> = {}): Promise<SipPhone> {
    const started = await startSipPhone({
      address: `127.11.1.${host}`,
      server: { host: edge.address, port: ports[how.transport ?? 'udp'] },
      user,
      password,
      toneHz: 640,
      ...how,
    })
    phones.push(started)
    await started.registered()
    return started
  }

  async function webPhone(user: string, scheme: 'ws' | 'wss'): Promise<WebSipPhone> {
    const url = `${scheme}://${edge.address}:${ports.ws}/`
    const started = startWebSipPhone({ url, host: edge.address, user, password })
    phones.push(started)
    await started.registered()
    return started
  }

  function ring(user: string) {
    const legId = newId('leg', Date.now(), secureRandom.bytes)
    const to = { kind: 'endpoint', user } as const
    return {
      legId,
      isDone: core.command({ type: 'leg.originate', legId, to, callerNumber: '100', ringTimeoutMs: 20_000 }),
    }
  }

  const registrations = async () =>
    (
      JSON.parse((await core.command({ type: 'edge.inspect' })).inspection ?? '{}') as {
        registrations: { user: string; transport: string }[]
      }
    ).registrations.map(({ user, transport }) => `${user} ${transport}`)

  it.each([
    ['udp', 1],
    ['tcp', 2],
    ['tls', 3],
  ] as const)('baresip registers, calls and is called over %s', async (transport, host) => {
    const one = await phone(host, '701', { transport, answersByItself: true })
    expect(await registrations()).toEqual([`701 ${transport}`])
    one.dial('600')
    await one.waitFor('CALL_ESTABLISHED')
    await eventually(async () => expect(shareOfTone(one.heard().subarray(-8000), 640)).toBeGreaterThan(0.8))
    one.hangUp()
    await one.waitFor('CALL_CLOSED')
    const { legId, isDone } = ring('701')
    await isDone
    await core.event('leg.connected', legId)
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await one.waitFor('CALL_CLOSED')
  })

  it.each([
    ['the one in the clear', 'plain', 4],
    ['the secure one', 'secure', 14],
  ] as const)(
    'rings all telephones of a user, each with an offer that it can take; %s answers',
    async (_, who, host) => {
      const plain = await phone(host, '702')
      const secure = await phone(host + 2, '702', { transport: 'tls', mediaEncryption: 'srtp-mand' })
      expect((await registrations()).sort()).toEqual(['702 tls', '702 udp'])
      const { legId, isDone } = ring('702')
      await isDone
      await Promise.all([plain.waitFor('CALL_INCOMING'), secure.waitFor('CALL_INCOMING')])
      const [winner, loser] = who === 'plain' ? [plain, secure] : [secure, plain]
      winner.accept()
      await core.event('leg.connected', legId)
      // baresip's word for a CANCEL.
      expect(await loser.waitFor('CALL_CLOSED')).toBe('Connection reset by peer')
      const items = [{ kind: 'tone', tone: 'milliwatt' }] as const
      await core.command({ type: 'leg.play', legId, playId: 'p' as PlayId, items: [...items], loop: true })
      await eventually(async () => expect(shareOfTone(winner.heard().subarray(-4000), 1004)).toBeGreaterThan(0.8))
      await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
      await winner.waitFor('CALL_CLOSED')
    },
  )

  it.each(['ws', 'wss'] as const)('JsSIP registers over %s and leaves again', async (scheme) => {
    const web = await webPhone('703', scheme)
    expect(await registrations()).toEqual([`703 ${scheme}`])
    const gone = new Promise((resolve) => web.ua.once('unregistered', resolve))
    web.ua.unregister()
    await gone
    expect(await registrations()).toEqual([])
  })

  it('a telephone is forgotten with its WebSocket', async () => {
    const web = await webPhone('703', 'ws')
    web.drop()
    await eventually(async () => expect(await registrations()).toEqual([]))
  })

  it('lights the lamp of a colleague who talks, whether seen here or said by the core', async () => {
    const web = await webPhone('703', 'wss')
    const lamp = web.watch(`sip:701@${edge.address}`, 'dialog', 'application/dialog-info+xml')
    await eventually(async () => expect(lamp).toHaveLength(1))
    expect(lamp[0]).not.toContain('<dialog ')
    const one = await phone(8, '701')
    const { legId, isDone } = ring('701')
    await isDone
    await one.waitFor('CALL_INCOMING')
    await eventually(async () => expect(lamp.at(-1)).toContain('direction="recipient"><state>early</state>'))
    one.accept()
    await eventually(async () => expect(lamp.at(-1)).toContain('<state>confirmed</state>'))
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await eventually(async () => expect(lamp.at(-1)).not.toContain('<dialog '))
    const said = { type: 'user.set', user: '701', isAvailable: true, newMessages: 0, oldMessages: 0 } as const
    await core.command({ ...said, isBusy: true })
    await eventually(async () => expect(lamp.at(-1)).toContain('<state>confirmed</state>'))
    await core.command({ ...said, isBusy: false })
  })

  it('lights the message light of a telephone that never asked', async () => {
    const web = await webPhone('702', 'ws')
    const bodies: string[] = []
    web.ua.on('sipEvent', ({ request }: { request: { body: string } }) => bodies.push(request.body))
    const said = { type: 'user.set', user: '702', isBusy: false, isAvailable: true, oldMessages: 1 } as const
    await core.command({ ...said, newMessages: 2 })
    await eventually(async () => expect(bodies.at(-1)).toContain('Voice-Message: 2/1'))
  })

  it('passes a message on between two who are registered', async () => {
    const [from, to] = [await webPhone('702', 'wss'), await webPhone('703', 'ws')]
    const heard: string[] = []
    to.ua.on(
      'newMessage',
      ({ originator, request }: { originator: string; request: { body: string; from: unknown } }) => {
        if (originator === 'remote') heard.push(`${request.body} from ${request.from}`)
      },
    )
    const sent = new Promise<void>((resolve, reject) => {
      const eventHandlers = {
        succeeded: () => resolve(),
        failed: ({ cause }: { cause: string }) => reject(new Error(cause)),
      }
      from.ua.sendMessage(`sip:703@${edge.address}`, 'გამარჯობა', { eventHandlers } as never)
    })
    await sent
    expect(heard).toEqual([expect.stringMatching(/^გამარჯობა from <sip:702@/)])
  })
})
