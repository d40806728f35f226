import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ensureOwnCertificate } from '#adapters/system/certificate.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { presetFields, type TrunkPresetName } from '#domain/dialing/index.ts'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { type PhoneCall, SipPhone } from '#edge/testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import { newId, type TrunkId } from '#kernel/ids.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeTrunk, TrunkStatus } from '#protocol/edge/trunks.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { type DnsServer, startDnsServer } from './peers/dns-server.ts'
import { type Kamailio, type KamailioOptions, kamailioLines as lines, startKamailio } from './peers/kamailio.ts'
import { startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone } from './peers/tones.ts'

const realm = 'carrier.test'
const account = '995322000000'
const password = 'of the trunk'
const edgeAddress = '127.13.0.1'
const carrierAddress = '127.13.0.2'
const outsideAddress = '127.13.0.3'
const slot = 41
const called = '+995322123456'

const open: { close(): unknown }[] = []
let edge: TestEdge | undefined
let core: CoreStandIn

afterEach(async () => {
  try {
    await edge?.remove()
  } finally {
    edge = undefined
    for (const one of open.splice(0).reverse()) await one.close()
  }
})

async function keep<T extends { close(): unknown }>(one: Promise<T>): Promise<T> {
  const opened = await one
  open.push(opened)
  return opened
}
const kamailio = (options: Omit<KamailioOptions, 'address'> & { address?: string }): Promise<Kamailio> =>
  keep(startKamailio({ address: carrierAddress, ...options }))
const outsidePhone = (address = outsideAddress) => keep(SipPhone.open(address, 25_000))

async function startEdge(over: Parameters<typeof startTestEdge>[1] = {}): Promise<void> {
  edge = await startTestEdge(slot, { ...over, sip: { hosts: [edgeAddress], port: 5060, ...over.sip } })
  core = edge.core()
  await until(() => core.welcome)
}

/** A trunk as its preset sets it, with what an administrator fills in. Silence is borne for less long than in earnest. */
function trunk(over: Partial<EdgeTrunk> = {}, preset: TrunkPresetName = 'address'): EdgeTrunk {
  return {
    ...presetFields[preset],
    trunkId: 'trunk1' as TrunkId,
    domain: carrierAddress,
    failoverMs: 1_500,
    region: 'GE',
    ...over,
  }
}
const registering = (over: Partial<EdgeTrunk> = {}) =>
  trunk({ domain: realm, outboundProxy: carrierAddress, userName: account, password, ...over }, 'registration')

const useTrunks = (...trunks: EdgeTrunk[]) => core.command({ type: 'trunks.set', trunks })
const conditions = (trunkId = 'trunk1') =>
  core
    .eventsOf('trunk.changed')
    .filter(({ trunk: one }) => one.trunkId === trunkId)
    .map(({ trunk: one }) => one)
const reaches = (condition: TrunkStatus['condition'], trunkId?: string): Promise<TrunkStatus> =>
  until(() => conditions(trunkId).find((one) => one.condition === condition), 20_000)

const newLegId = () => newId('leg', Date.now(), secureRandomBytes)
async function callOut(over: Partial<EdgeCommandOf<'leg.originate'>> = {}, trunkIds = ['trunk1']) {
  const legId = newLegId()
  await core.command({
    type: 'leg.originate',
    legId,
    to: { kind: 'trunk', trunkIds: trunkIds as TrunkId[], number: called },
    callerNumber: '+995322000001',
    ringTimeoutMs: 20_000,
    ...over,
  })
  return legId
}
const arrives = (phone: SipPhone, at = 0): Promise<PhoneCall> => until(() => phone.calls[at])

/** The phone hears, through the carrier, what the leg is played. */
async function talks(call: PhoneCall, legId: Awaited<ReturnType<typeof callOut>>): Promise<void> {
  await core.event('leg.connected', legId)
  await core.command({
    type: 'leg.play',
    legId,
    playId: 'p' as never,
    items: [{ kind: 'tone', tone: 'milliwatt' }],
    loop: true,
  })
  await until(() => tonePurityDb(call.heard(400), 1004) > -0.5)
}

/** A carrier that wants a registration, asks for the password at every door, and has a telephone network behind it. */
const registrationCarrier = (phone: string) => `
  if (is_method("REGISTER")) {
    ${lines.askAtHome(realm, account, password)}
    if (!save("location")) sl_reply_error();
    exit;
  }
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  if (is_method("INVITE") && $si == "${edgeAddress}") {
    ${lines.askOnTheWay(realm, account, password)}
    if (is_present_hf("Route")) remove_hf("Route");
    ${lines.relayTo(phone)}
  }
  if (is_method("INVITE")) { ${lines.toRegistered(account, realm)} }`

describe('a trunk that registers', () => {
  it.each(['MD5', 'SHA-256'] as const)(
    'proves itself by %s digest at both doors, calls out and is called',
    async (algorithm) => {
      const phone = await outsidePhone()
      await kamailio({
        domains: [realm],
        digest: { algorithm },
        script: registrationCarrier(`sip:${outsideAddress}:${phone.port}`),
      })
      await startEdge()
      await useTrunks(registering({ numberFormat: 'e164-without-plus', identityHeader: 'ppi' }))
      const status = await reaches('registered')
      expect(status).toMatchObject({ target: `udp ${carrierAddress}:5060` })
      expect(status.expiresAtMs).toBeGreaterThan(Date.now() + 200_000)

      const legId = await callOut()
      const call = await arrives(phone)
      expect(call.incoming).toMatchObject({ requestUser: '995322123456', from: { user: account, host: realm } })
      expect(call.incoming?.headers.get('p-preferred-identity')).toEqual([`<sip:995322000001@${realm};user=phone>`])
      await talks(call, legId)
      await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
      await until(() => call.state === 'ended')

      const inbound = await phone.dial(`sip:+995322000077@${carrierAddress}:5060`, { from: '+4930111' })
      const { leg } = await core.event('leg.incoming')
      expect(leg).toMatchObject({ trunkId: 'trunk1', dialedNumber: '+995322000077', callerNumber: '+4930111' })
      await core.command({ type: 'leg.answer', legId: leg.legId })
      await until(() => inbound.state === 'connected')
      inbound.hangUp()
      expect(await core.event('leg.ended', leg.legId)).toMatchObject({ reason: 'party-left' })
    },
  )

  it('takes its registration back when it is removed', async () => {
    const phone = await outsidePhone()
    await kamailio({ domains: [realm], script: registrationCarrier(`sip:${outsideAddress}:${phone.port}`) })
    await startEdge()
    await useTrunks(registering())
    await reaches('registered')
    await useTrunks()
    await reaches('off')
    const call = await phone.dial(`sip:+995322000077@${carrierAddress}:5060`)
    await until(() => call.state === 'ended')
    expect(call.statuses.at(-1)).toBe(480)
  })

  it('says that it is refused, and why, when its password is wrong', async () => {
    await kamailio({ domains: [realm], script: registrationCarrier('sip:127.13.0.99') })
    await startEdge()
    await useTrunks(registering({ password: 'wrong' }))
    const status = await reaches('refused')
    expect(status.sipStatus).toBe(401)
    expect(status.nextTryAtMs).toBeGreaterThan(Date.now() + 20_000)
  })

  it('registers anew as soon as a carrier is back that had forgotten everything', async () => {
    const script = registrationCarrier('sip:127.13.0.99')
    const carrier = await startKamailio({ address: carrierAddress, domains: [realm], script })
    await startEdge()
    await useTrunks(registering({ keepAliveS: 1 }))
    await reaches('registered')
    await carrier.close()
    await until(() => conditions().at(-1)?.condition === 'unreachable', 20_000)
    const again = await kamailio({ domains: [realm], script })
    await until(
      () => conditions().at(-1)?.condition === 'registered' && again.output().includes('SAW REGISTER'),
      20_000,
    )
  })

  it('keeps its registration when another trunk changes', async () => {
    const carrier = await kamailio({ domains: [realm], script: registrationCarrier('sip:127.13.0.99') })
    await startEdge()
    await useTrunks(registering(), trunk({ trunkId: 'trunk2' as TrunkId }))
    await reaches('registered')
    await useTrunks(registering(), trunk({ trunkId: 'trunk2' as TrunkId, maxCalls: 3 }))
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(carrier.output().match(/SAW REGISTER/g)).toHaveLength(2)
  })
})

/** A carrier that knows us by our address. Whom the caller says to be does not matter to it. */
const trustingCarrier = (phone: string, of: { callsWith?: string } = {}) => `
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  if (is_method("INVITE") && $si == "${edgeAddress}") { ${lines.relayTo(phone)} }
  if (is_method("INVITE")) { ${of.callsWith ?? ''} ${lines.relayTo(`sip:${edgeAddress}:5060`)} }`

describe('a trunk that is known by its address', () => {
  it('calls out, is called, and is believed who calls; a stranger with its name is not', async () => {
    const phone = await outsidePhone()
    const asserted = 'append_hf("P-Asserted-Identity: \\"Nino\\" <sip:+4930222@carrier.test>\\r\\nPrivacy: id\\r\\n");'
    await kamailio({ script: trustingCarrier(`sip:${outsideAddress}:${phone.port}`, { callsWith: asserted }) })
    await startEdge()
    await useTrunks(trunk())
    await reaches('reachable')

    const legId = await callOut({ isCallerHidden: true, divertedFrom: '+995322000009' })
    const call = await arrives(phone)
    expect(call.incoming).toMatchObject({ requestUser: called, from: { user: 'anonymous', host: 'anonymous.invalid' } })
    expect(Object.fromEntries(call.incoming?.headers ?? [])).toMatchObject({
      'p-asserted-identity': [`<sip:+995322000001@${carrierAddress};user=phone>`],
      privacy: ['id'],
      diversion: [`<sip:+995322000009@${carrierAddress};user=phone>;reason=unconditional;counter=1;privacy=full`],
    })
    expect(Buffer.from(call.remoteOffer ?? []).toString()).toMatch(/m=audio \d+ RTP\/AVP 8 0 /)
    await talks(call, legId)

    await phone.dial(`sip:+995322000077@${carrierAddress}:5060`, { from: 'whoever' })
    const { leg } = await core.event('leg.incoming')
    expect(leg).toMatchObject({
      trunkId: 'trunk1',
      callerNumber: '+4930222',
      callerName: 'Nino',
      isCallerHidden: true,
      dialedNumber: '+995322000077',
    })

    const stranger = await outsidePhone('127.13.0.66')
    await stranger.dial(`sip:+995322000077@${edgeAddress}:5060`, { from: account })
    await until(() => stranger.calls[0]?.state === 'ended' || core.eventsOf('leg.incoming').length > 1)
    expect(core.eventsOf('leg.incoming').filter(({ leg: one }) => one.trunkId !== undefined)).toHaveLength(1)
  })

  it('takes as many calls as it has channels, both directions together', async () => {
    const phone = await outsidePhone()
    await kamailio({ script: trustingCarrier(`sip:${outsideAddress}:${phone.port}`) })
    await startEdge()
    await useTrunks(trunk({ maxCalls: 1 }))
    const legId = await callOut()
    const call = await arrives(phone)
    await expect(callOut()).rejects.toThrow('overloaded')
    const refused = await phone.dial(`sip:+995322000077@${carrierAddress}:5060`)
    await until(() => refused.state === 'ended')
    expect(refused.statuses.at(-1)).toBe(486)
    const emergency = await callOut({ isEmergency: true })
    const second = await until(() => phone.calls.filter((one) => one.incoming !== undefined)[1])
    await core.event('leg.connected', emergency)
    second.hangUp()
    call.hangUp()
    await core.event('leg.ended', legId)
    await core.event('leg.ended', emergency)
    await callOut()
  })

  it('is missed when it goes, and seen when it is back', async () => {
    const script = trustingCarrier('sip:127.13.0.99')
    const carrier = await startKamailio({ address: carrierAddress, script })
    await startEdge()
    await useTrunks(trunk({ keepAliveS: 1 }))
    await reaches('reachable')
    await carrier.close()
    await until(() => conditions().at(-1)?.condition === 'unreachable', 20_000)
    await kamailio({ script })
    await until(() => conditions().at(-1)?.condition === 'reachable', 20_000)
  })
})

describe('a session border controller over TLS with secure sound', () => {
  it('is believed by its certificate, calls out and in, and no sound goes unsecured', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-sbc-'))
    open.push({ close: () => rmSync(folder, { recursive: true, force: true }) })
    const certificate = await ensureOwnCertificate(folder, Date.now(), realm)
    const dns = await keep(
      startDnsServer('127.13.0.53', {
        srv: { [`_sips._tcp.${realm}`]: [{ priority: 1, weight: 1, port: 5061, target: `sbc.${realm}` }] },
        a: { [`sbc.${realm}`]: [carrierAddress] },
      }),
    )
    const carrier = await kamailio({
      domains: [realm],
      tls: certificate,
      script: `
        if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
        if (is_method("REGISTER")) { save("location"); exit; }
        if (is_method("INVITE") && $si == "${edgeAddress}") {
          if ($proto != "tls" || !has_body("application/sdp") || !search_body("RTP/SAVP")) { sl_send_reply("403", "In Clear"); exit; }
          $ru = "sip:900@${carrierAddress}";
          if (!lookup("location")) { sl_send_reply("480", "Nobody"); exit; }
          record_route(); t_relay(); exit;
        }
        if (is_method("INVITE")) { ${lines.relayTo(`sip:${edgeAddress}:5061;transport=tls`)} }`,
    })
    const phone = await keep(
      startSipPhone({
        address: '127.13.0.6',
        server: { host: carrierAddress, port: 5060 },
        user: '900',
        password: 'none',
        toneHz: 660,
        answersByItself: true,
        mediaEncryption: 'srtp-mand',
      }),
    )
    await phone.registered()
    const tls = { port: 5061, caPath: certificate.certificatePath, requiresClientCertificate: false }
    await startEdge({ dnsServers: [dns.server], sip: { tls } })
    await useTrunks(trunk({ domain: realm }, 'secure'))
    expect(await reaches('reachable')).toMatchObject({ target: `tls ${carrierAddress}:5061` })

    const legId = await callOut()
    await core.event('leg.connected', legId)
    await core.command({
      type: 'leg.play',
      legId,
      playId: 'p' as never,
      items: [{ kind: 'tone', tone: 'milliwatt' }],
      loop: true,
    })
    await until(() => shareOfTone(phone.heard().subarray(-4000), 1004) > 0.8, 20_000)
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await phone.waitFor('CALL_CLOSED')

    phone.dial('+995322000077')
    const { leg } = await core.event('leg.incoming')
    expect(leg).toMatchObject({ trunkId: 'trunk1', dialedNumber: '+995322000077' })
    await core.command({ type: 'leg.answer', legId: leg.legId })
    await core.event('leg.connected', leg.legId)
    expect(carrier.output()).toMatch(/SAW INVITE .* tls /)
  })

  it('is no trunk of ours when its certificate names somebody else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-sbc-'))
    open.push({ close: () => rmSync(folder, { recursive: true, force: true }) })
    const certificate = await ensureOwnCertificate(folder, Date.now(), 'somebody.else.test')
    const dns = await keep(
      startDnsServer('127.13.0.53', {
        srv: { [`_sips._tcp.${realm}`]: [{ priority: 1, weight: 1, port: 5061, target: `sbc.${realm}` }] },
        a: { [`sbc.${realm}`]: [carrierAddress] },
      }),
    )
    const carrier = await kamailio({ tls: certificate, script: '  sl_send_reply("200", "OK"); exit;' })
    const tls = { port: 5061, caPath: certificate.certificatePath, requiresClientCertificate: false }
    await startEdge({ dnsServers: [dns.server], sip: { tls } })
    await useTrunks(trunk({ domain: realm }, 'secure'))
    await reaches('unreachable')
    const legId = await callOut()
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'unreachable' })
    expect(carrier.output()).not.toContain('SAW')
  })
})

describe('a gateway to the mobile or analogue network', () => {
  it('gets numbers as dialled in the country, digits by INFO, and the caller as Remote-Party-ID', async () => {
    const phone = await outsidePhone()
    await kamailio({ script: trustingCarrier(`sip:${outsideAddress}:${phone.port}`) })
    await startEdge()
    await useTrunks(trunk({ identityHeader: 'rpid', dtmf: 'info' }, 'gateway'))
    const legId = await callOut({ callerName: 'Office' })
    const call = await arrives(phone)
    expect(call.incoming).toMatchObject({ requestUser: '0322123456', from: { user: '0322000001' } })
    expect(call.incoming?.headers.get('remote-party-id')).toEqual([
      `"Office" <sip:0322000001@${carrierAddress};user=phone>;party=calling;screen=yes;privacy=off`,
    ])
    await core.event('leg.connected', legId)
    await core.command({ type: 'leg.digits', legId, digits: '15#' })
    await until(() => call.infoDigits.join('') === '15#')
    expect(call.digits).toEqual([])
  })
})

describe('an outbound proxy', () => {
  it('stands between us and the registrar, and calls still find us by our own mark', async () => {
    const proxyAddress = '127.13.0.4'
    const phone = await outsidePhone()
    await kamailio({
      domains: [realm],
      script: registrationCarrier(`sip:${outsideAddress}:${phone.port}`).replaceAll(
        `$si == "${edgeAddress}"`,
        `$si == "${proxyAddress}"`,
      ),
    })
    const proxy = await kamailio({
      address: proxyAddress,
      script: `
        loose_route();
        if (!is_method("REGISTER")) record_route();
        $du = "sip:${carrierAddress}";
        if (!t_relay()) sl_reply_error();
        exit;`,
    })
    await startEdge()
    await useTrunks(registering({ outboundProxy: proxyAddress }))
    await reaches('registered')
    const legId = await callOut()
    const call = await arrives(phone)
    await talks(call, legId)
    expect(proxy.output()).toMatch(new RegExp(`SAW INVITE sip:.995322123456@${realm}.* route=<sip:${proxyAddress};lr>`))
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await until(() => call.state === 'ended')
    // The registrar is none of the trunk's names, so its address says nothing.
    await phone.dial(`sip:+995322000077@${carrierAddress}:5060`)
    expect((await core.event('leg.incoming')).leg).toMatchObject({ trunkId: 'trunk1', dialedNumber: '+995322000077' })
  })
})

describe('failover', () => {
  const secondAddress = '127.13.0.5'
  const server = (target: string, priority: number) => ({ priority, weight: 1, port: 5060, target })
  const busyCarrier = '  if (is_method("INVITE")) { sl_send_reply("503", "Full"); exit; }'

  it('goes to the next server of the SRV answer on 503, and does not ask the first again at once', async () => {
    const phone = await outsidePhone()
    const dns: DnsServer = await keep(
      startDnsServer('127.13.0.53', {
        naptr: {
          [realm]: [{ order: 10, preference: 1, flags: 's', service: 'SIP+D2U', replacement: `_sip._udp.${realm}` }],
        },
        srv: { [`_sip._udp.${realm}`]: [server(`first.${realm}`, 1), server(`second.${realm}`, 2)] },
        a: { [`first.${realm}`]: [carrierAddress], [`second.${realm}`]: [secondAddress] },
      }),
    )
    const first = await kamailio({ script: busyCarrier })
    await kamailio({ address: secondAddress, script: trustingCarrier(`sip:${outsideAddress}:${phone.port}`) })
    await startEdge({ dnsServers: [dns.server] })
    await useTrunks(trunk({ domain: realm }))
    const legId = await callOut()
    await core.event('leg.connected', legId)
    await callOut()
    await arrives(phone, 1)
    expect(first.output().match(/SAW INVITE/g)).toHaveLength(1)
    expect(dns.questions).toEqual(
      expect.arrayContaining([`NAPTR ${realm}`, `SRV _sip._udp.${realm}`, `A second.${realm}`]),
    )
  })

  it('goes to the next server when the first is silent', async () => {
    const phone = await outsidePhone()
    const dns = await keep(
      startDnsServer('127.13.0.53', {
        srv: { [`_sip._udp.${realm}`]: [server(`first.${realm}`, 1), server(`second.${realm}`, 2)] },
        a: { [`first.${realm}`]: [carrierAddress], [`second.${realm}`]: [secondAddress] },
      }),
    )
    const first = await kamailio({ script: '  drop();' })
    await kamailio({ address: secondAddress, script: trustingCarrier(`sip:${outsideAddress}:${phone.port}`) })
    await startEdge({ dnsServers: [dns.server] })
    await useTrunks(trunk({ domain: realm }))
    await core.event('leg.connected', await callOut())
    expect(first.output()).toMatch(/SAW INVITE/)
  })

  it('goes to the next trunk when the first has no way, and says so; what the callee says is final', async () => {
    const phone = await outsidePhone()
    const dead = trunk({ trunkId: 'dead' as TrunkId, domain: '127.13.0.88' })
    await kamailio({ script: busyCarrier })
    await kamailio({ address: secondAddress, script: trustingCarrier(`sip:${outsideAddress}:${phone.port}`) })
    await startEdge()
    await useTrunks(dead, trunk(), trunk({ trunkId: 'trunk2' as TrunkId, domain: secondAddress }))
    const legId = await callOut({}, ['dead', 'trunk1', 'trunk2'])
    const call = await arrives(phone)
    await talks(call, legId)
    const ways = core.eventsOf('leg.trunk').filter((event) => event.legId === legId)
    expect(ways.map((event) => event.trunkId)).toEqual(['dead', 'trunk1', 'trunk2'])
    call.hangUp()
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'party-left' })

    phone.onCall = (one) => one.reject(486)
    const busy = await callOut({}, ['trunk2', 'trunk1'])
    expect(await core.event('leg.ended', busy)).toMatchObject({ reason: 'busy', sipStatus: 486 })
    const none = await callOut({}, ['dead', 'trunk1'])
    expect(await core.event('leg.ended', none)).toMatchObject({ sipStatus: 503 })
  })

  it('can be given up while a trunk is silent', async () => {
    await kamailio({ script: '  drop();' })
    await startEdge()
    await useTrunks(trunk(), trunk({ trunkId: 'trunk2' as TrunkId, domain: '127.13.0.88' }))
    const legId = await callOut({}, ['trunk1', 'trunk2'])
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'hung-up' })
  })
})
