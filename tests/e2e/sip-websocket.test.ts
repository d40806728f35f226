import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secureRandom } from '#edge/chance.ts'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { SipPhone } from '#edge/testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import { type BridgeId, newId, type PlayId } from '#kernel/ids.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'
import { openWebPhone, type WebPhone } from './peers/web-phone.ts'

const password = 'tone-of-1004-hertz'
const phoneHz = 710
const otherHz = 1300
const hash = (user: string) => createHash('md5').update(`${user}:parley:${password}`).digest('hex')
const tone = (hz: number) => new ToneSource({ frequenciesHz: [hz], levelDbm0: -10, cadenceMs: [] })

describe('a telephone in a browser, over WebSocket', () => {
  let edge: TestEdge
  let core: CoreStandIn
  let phone: WebPhone
  const others: SipPhone[] = []

  beforeAll(async () => {
    edge = await startTestEdge(31, { sip: { webSocket: { port: 5066, origins: ['*'] } } })
    core = edge.core()
    await until(() => core.welcome)
    await core.command({
      type: 'accounts.set',
      realm: 'parley',
      accounts: ['750', '751'].map((user) => ({ user, ha1Md5: hash(user) })),
    })
    phone = await openWebPhone({
      address: '127.15.1.1',
      socketUrl: `ws://${edge.address}:5066`,
      domain: edge.address,
      user: '750',
      password,
      toneHz: phoneHz,
    })
    await phone.waitFor('registered')
  })
  afterAll(async () => {
    for (const one of others) one.close()
    await phone?.close()
    core?.close()
    await edge?.remove()
  })

  it('calls the echo and hears itself', async () => {
    await phone.dial('600')
    await phone.waitFor('confirmed')
    await phone.browser.waitToHear(phoneHz)
    expect(await phone.browser.hears(phoneHz, 2000)).toBeGreaterThan(0.9)
    await phone.hangUp()
    await phone.waitFor('ended')
  })

  it('calls a number that the core answers: hears a prompt, presses digits, holds and comes back', async () => {
    const seen = core.eventsOf('leg.incoming').length
    await phone.dial('100')
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    expect(leg).toMatchObject({ transport: 'sip', authenticatedUser: '750', dialedNumber: '100' })
    await core.command({ type: 'leg.answer', legId: leg.legId })
    await phone.waitFor('confirmed')
    await core.event('leg.connected', leg.legId)
    await core.command({
      type: 'leg.play',
      legId: leg.legId,
      playId: 'tone' as PlayId,
      items: [{ kind: 'tone', tone: 'milliwatt', durationMs: 20_000 }],
      loop: true,
    })
    await phone.browser.waitToHear(1004)
    // What it hears of us it reports by RTCP.
    const { quality } = await until(
      () => core.eventsOf('leg.quality').find((event) => event.legId === leg.legId && event.quality.remote),
      20_000,
    )
    expect(quality.remote?.mos).toBeGreaterThan(3.5)
    await phone.sendDigit('7')
    expect(await until(() => core.eventsOf('leg.digit').find((event) => event.legId === leg.legId))).toMatchObject({
      digit: '7',
    })
    await phone.hold()
    await core.event('leg.held', leg.legId)
    await phone.resume()
    await core.event('leg.retrieved', leg.legId)
    await phone.browser.waitToHear(1004)
    await phone.hangUp()
    expect(await core.event('leg.ended', leg.legId)).toMatchObject({ reason: 'party-left' })
  })

  it('hears early media before the answer, and goes on with it', async () => {
    const seen = core.eventsOf('leg.incoming').length
    await phone.dial('100')
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    await core.command({
      type: 'leg.play',
      legId: leg.legId,
      playId: 'early' as PlayId,
      items: [{ kind: 'tone', tone: 'milliwatt', durationMs: 60_000 }],
      loop: true,
    })
    await phone.browser.waitToHear(1004)
    expect(core.eventsOf('leg.connected').some((event) => event.legId === leg.legId)).toBe(false)
    await core.command({ type: 'leg.answer', legId: leg.legId })
    await core.event('leg.connected', leg.legId)
    await phone.browser.waitToHear(1004)
    await core.command({ type: 'leg.end', legId: leg.legId, reason: 'hung-up' })
    await core.event('leg.ended', leg.legId)
    await phone.waitFor('ended')
  })

  it('is called by another telephone, and both hear one another', async () => {
    const other = await SipPhone.open('127.15.1.2', 24_000)
    others.push(other)
    const seen = core.eventsOf('leg.incoming').length
    const call = await other.dial(edge.uri('200'), { from: '4917' })
    call.says = tone(otherHz)
    const { leg: caller } = await until(() => core.eventsOf('leg.incoming')[seen])
    await core.command({ type: 'leg.answer', legId: caller.legId })

    const callee = newId('leg', Date.now(), secureRandom.bytes)
    await core.command({
      type: 'leg.originate',
      legId: callee,
      to: { kind: 'endpoint', user: '750' },
      callerNumber: '4917',
      ringTimeoutMs: 30_000,
    })
    await phone.waitFor('ringing')
    await core.event('leg.alerting', callee)
    await phone.answer()
    await core.event('leg.connected', callee)
    await core.command({ type: 'bridge.join', bridgeId: 'b1' as BridgeId, legIds: [caller.legId, callee] })
    await phone.browser.waitToHear(otherHz)
    await until(() => tonePurityDb(call.heard(400), phoneHz) > -3)
    await core.command({ type: 'leg.end', legId: callee, reason: 'hung-up' })
    await phone.waitFor('ended')
    await core.command({ type: 'leg.end', legId: caller.legId, reason: 'hung-up' })
  })

  it('rings together with a telephone on the desk of the same user, whichever answers', async () => {
    const desk = await startSipPhone({
      address: '127.11.1.30',
      server: { host: edge.address, port: 5070 },
      user: '750',
      password,
      toneHz: otherHz,
    })
    try {
      await desk.registered()
      for (const who of ['browser', 'desk'] as const) {
        const legId = newId('leg', Date.now(), secureRandom.bytes)
        const to = { kind: 'endpoint', user: '750' } as const
        await core.command({ type: 'leg.originate', legId, to, callerNumber: '100', ringTimeoutMs: 30_000 })
        await Promise.all([phone.waitFor('ringing'), desk.waitFor('CALL_INCOMING')])
        if (who === 'browser') await phone.answer()
        else desk.accept()
        await core.event('leg.connected', legId)
        const items = [{ kind: 'tone', tone: 'milliwatt', durationMs: 20_000 }] as const
        await core.command({ type: 'leg.play', legId, playId: who as PlayId, items: [...items], loop: true })
        if (who === 'browser') await phone.browser.waitToHear(1004)
        else await eventually(async () => expect(shareOfTone(desk.heard().subarray(-4000), 1004)).toBeGreaterThan(0.8))
        // The other one was told that it is over.
        await (who === 'browser' ? desk.waitFor('CALL_CLOSED') : phone.waitFor('failed'))
        await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
        await (who === 'browser' ? phone.waitFor('ended') : desk.waitFor('CALL_CLOSED'))
      }
    } finally {
      await desk.close()
    }
  })

  it('ends as lost when the page is closed in the middle of a call', async () => {
    const seen = core.eventsOf('leg.incoming').length
    await phone.dial('100')
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    await core.command({ type: 'leg.answer', legId: leg.legId })
    await core.event('leg.connected', leg.legId)
    await phone.browser.page.close()
    // Nobody says BYE: the connection's own consent runs out (RFC 7675).
    const ended = await until(() => core.eventsOf('leg.ended').find((event) => event.legId === leg.legId), 60_000)
    expect(ended.reason).toBe('connection-lost')
  })
})
