import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import type { LegId, TrunkId } from '#kernel/ids.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeTrunk } from '#protocol/edge/trunks.ts'
import { type Sipp, startSipp, startSippCallee } from './peers/sipp.ts'

const edgeHost = '127.12.0.1'
const realm = 'parley'

/** What carriers' and telephones' stacks say inside a call, said by SIPp: each of its messages must be answered as it wants. */
describe('SIPp against the edge', () => {
  let edge: TestEdge
  let core: CoreStandIn
  let silent: Sipp
  let port = 25_100
  const to = `${edgeHost}:5070`
  let silentLeg: LegId | undefined
  let seen = 0

  beforeAll(async () => {
    edge = await startTestEdge(33, { sip: { hosts: [edgeHost] } })
    core = edge.core()
    await until(() => core.welcome)
    const ha1Md5 = createHash('md5').update(`701:${realm}:secret`).digest('hex')
    await core.command({ type: 'accounts.set', realm, accounts: [{ user: '701', ha1Md5 }] })
    // It takes a minute to be found dead, while the others talk.
    silent = call('timer-then-silence.xml', '127.12.0.90')
    silentLeg = await incoming()
  })
  afterAll(async () => {
    silent?.kill()
    core?.close()
    await edge?.remove()
  })

  function call(file: string, address: string, more: Partial<Parameters<typeof startSipp>[0]> = {}): Sipp {
    return startSipp({ scenario: { file }, address, port: port++, to, number: '200', ...more })
  }

  /** The next call that comes in, answered. */
  async function incoming(answer: 'at once' | 'after ringing' | 'never' = 'at once'): Promise<LegId> {
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    seen++
    if (answer === 'after ringing') {
      await core.command({ type: 'leg.ring', legId: leg.legId })
      await until(() => false, 300).catch(() => {})
    }
    if (answer !== 'never') await core.command({ type: 'leg.answer', legId: leg.legId })
    return leg.legId
  }

  let lastLeg = 0
  async function callOut(to: EdgeCommandOf<'leg.originate'>['to']): Promise<LegId> {
    const legId = `leg-sipp-${++lastLeg}` as LegId
    await core.command({ type: 'leg.originate', legId, to, callerNumber: '200', ringTimeoutMs: 30_000 })
    return legId
  }

  it('its own uac calls, talks and hangs up', async () => {
    const sipp = startSipp({ scenario: { builtIn: 'uac' }, address: '127.12.0.11', port: port++, to, number: '200' })
    const legId = await incoming('after ringing')
    await core.event('leg.connected', legId)
    await sipp.succeeded
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'party-left' })
  })

  it('its own uas is called, rings, answers, and is hung up on', async () => {
    const address = '127.12.0.12'
    const sipp = await startSippCallee({ scenario: { builtIn: 'uas' }, address, port })
    const legId = await callOut({ kind: 'sip', uri: `sip:300@${address}:${port++}` })
    await core.event('leg.alerting', legId)
    await core.event('leg.connected', legId)
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await sipp.succeeded
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'hung-up' })
  })

  it('re-INVITE: holds in both dialects and comes back, and the core is told each time', async () => {
    const sipp = call('hold.xml', '127.12.0.13')
    const legId = await incoming()
    await sipp.succeeded
    const told = core.events
      .map(({ event }) => event)
      .filter((event) => 'legId' in event && event.legId === legId)
      .map((event) => event.type)
      .filter((type) => type === 'leg.held' || type === 'leg.retrieved')
    expect(told).toEqual(['leg.held', 'leg.retrieved', 'leg.held', 'leg.retrieved'])
  })

  it('PRACK: a caller who demands it hears it ring, moves by UPDATE and hangs up', async () => {
    const sipp = call('prack-caller.xml', '127.12.0.14')
    const legId = await incoming('after ringing')
    await sipp.succeeded
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'party-left' })
  })

  it('PRACK: a callee that answers reliably before its 200 is connected by that answer', async () => {
    const address = '127.12.0.15'
    const sipp = await startSippCallee({ scenario: { file: 'prack-callee.xml' }, address, port })
    const legId = await callOut({ kind: 'sip', uri: `sip:300@${address}:${port++}` })
    await core.event('leg.connected', legId)
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await sipp.succeeded
  })

  it('late offer: the answer offers, the ACK answers', async () => {
    const sipp = call('late-offer.xml', '127.12.0.16')
    const legId = await incoming()
    await core.event('leg.connected', legId)
    await sipp.succeeded
  })

  it('3PCC: a third party puts two of our numbers together, one by a late offer (RFC 3725 flow I)', async () => {
    const twin = ['-3pcc', '127.12.0.18:25900']
    const b = startSipp({
      scenario: { builtIn: '3pcc-C-B' },
      address: '127.12.0.18',
      port: port++,
      to,
      number: '202',
      extra: twin,
    })
    await until(() => false, 500).catch(() => {})
    const a = startSipp({
      scenario: { builtIn: '3pcc-C-A' },
      address: '127.12.0.17',
      port: port++,
      to,
      number: '201',
      extra: twin,
    })
    const legA = await incoming()
    const legB = await incoming()
    await Promise.all([core.event('leg.connected', legA), core.event('leg.connected', legB)])
    await Promise.all([a.succeeded, b.succeeded])
  })

  it('auth: who calls where strangers may not proves by digest whose telephone it is, and is known by it', async () => {
    const sipp = call('auth-caller.xml', '127.12.0.19', {
      number: '994501234567',
      credentials: { user: '701', password: 'secret' },
    })
    const legId = await incoming()
    await sipp.succeeded
    const { leg } = await until(() => core.eventsOf('leg.incoming').find((event) => event.leg.legId === legId))
    expect(leg.authenticatedUser).toBe('701')
  })

  it('auth: a trunk that asks for digest is given it, for INVITE and BYE', async () => {
    const address = '127.12.0.20'
    const trunkId = 'trunk-sipp' as TrunkId
    const trunk: EdgeTrunk = {
      trunkId,
      domain: `${address}:${port}`,
      transport: 'udp',
      registers: false,
      userName: 'account',
      password: 'trunk secret',
      registerExpiresS: 300,
      addresses: [],
      fromUser: 'caller',
      identityHeader: 'none',
      diversionHeader: 'none',
      numberFormat: 'e164',
      codecs: ['pcmu'],
      dtmf: 'rfc4733',
      srtp: 'off',
      reliableProvisional: 'supported',
      sessionExpiresS: 0,
      maxCalls: 10,
      keepAliveS: 0,
      failoverMs: 4_000,
      region: 'AZ',
    }
    await core.command({ type: 'trunks.set', trunks: [trunk] })
    const sipp = await startSippCallee({
      scenario: { file: 'auth-callee.xml' },
      address,
      port: port++,
      credentials: { user: 'account', password: 'trunk secret' },
    })
    const legId = await callOut({ kind: 'trunk', trunkIds: [trunkId], number: '+994501234567' })
    await Promise.race([core.event('leg.connected', legId), sipp.succeeded])
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await sipp.succeeded
  })

  it('wrong order: each thing out of turn is refused in its own way, and the call lives until its BYE', async () => {
    const sipp = call('wrong-order.xml', '127.12.0.21')
    const legId = await incoming()
    await sipp.succeeded
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'party-left' })
  })

  it('REFER: the core is told whom it shall call, and the caller how that goes', async () => {
    const sipp = call('transfer.xml', '127.12.0.22')
    const legId = await incoming()
    const { transferId, target } = await core.event('leg.transfer-requested', legId)
    expect(target).toBe('703')
    for (const status of [180, 200]) await core.command({ type: 'leg.transfer-progress', legId, transferId, status })
    await sipp.succeeded
    // What was said last stands: saying it again is no fault.
    await core.command({ type: 'leg.transfer-progress', legId, transferId, status: 200 })
  })

  it('silent death: a caller who agreed to show signs of life and gave none is ended, with the reason', async () => {
    const legId = silentLeg
    if (legId === undefined) throw new Error('it never called')
    await silent.succeeded
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'connection-lost', sipStatus: 408 })
  })
})
