import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { type PhoneCall, SipPhone } from '#edge/testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import { newId, type TrunkId } from '#kernel/ids.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeTrunk, TrunkStatus } from '#protocol/edge/trunks.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { type DnsServer, startDnsServer } from './peers/dns-server.ts'
import { type Kamailio, type KamailioOptions, kamailioLines as lines, startKamailio } from './peers/kamailio.ts'

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
  await edge?.remove()
  edge = undefined
  for (const one of open.splice(0).reverse()) await one.close()
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

/** The presets are the API's; these are their terms as an edge is told them. */
function trunk(over: Partial<EdgeTrunk> = {}): EdgeTrunk {
  return {
    trunkId: 'trunk1' as TrunkId,
    domain: carrierAddress,
    transport: 'udp',
    registers: false,
    registerExpiresS: 300,
    addresses: [],
    fromUser: 'caller',
    identityHeader: 'pai',
    diversionHeader: 'diversion',
    numberFormat: 'e164',
    codecs: ['pcma', 'pcmu'],
    dtmf: 'rfc4733',
    srtp: 'off',
    reliableProvisional: 'supported',
    sessionExpiresS: 0,
    maxCalls: 10,
    keepAliveS: 0,
    failoverMs: 1_500,
    region: 'GE',
    ...over,
  }
}
const registering = (over: Partial<EdgeTrunk> = {}) =>
  trunk({ domain: realm, outboundProxy: carrierAddress, registers: true, userName: account, password, ...over })

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
      await useTrunks(registering({ numberFormat: 'e164-without-plus', identityHeader: 'ppi', fromUser: 'account' }))
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
