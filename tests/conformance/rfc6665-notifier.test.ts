import { describe, expect, it } from 'vitest'
import type { UserState } from '#telephony/sip/index.ts'
import { RawHouse, type RawPhone } from './raw-phone.ts'

const idle: UserState = { calls: [], isAvailable: true, newMessages: 0, oldMessages: 0 }
const talking: UserState = { ...idle, calls: [{ id: 'leg_1', direction: 'recipient', state: 'confirmed' }] }

function subscribe(phone: RawPhone, user: string, event: string, extra: readonly string[] = ['Expires: 600']) {
  const to = `<sip:${user}@10.0.0.2>`
  return phone.request({
    method: 'SUBSCRIBE',
    uri: `sip:${user}@10.0.0.2`,
    to,
    callId: `sub-${phone.user}-${user}-${event}`,
    extra: [`Event: ${event}`, ...extra],
  })
}

function house() {
  const made = new RawHouse()
  const phone = made.phone('701')
  phone.register()
  return { house: made, phone }
}

/** Takes the NOTIFY and lets the rest of the package pass. */
function take(of: RawHouse, phone: RawPhone) {
  const notify = phone.latest('NOTIFY')
  phone.reply(notify, '200 OK')
  of.run(6_000)
  return notify
}

describe('RFC 6665 4.2: a notifier', () => {
  it('answers 200 and sends a NOTIFY at once, in the dialog that the SUBSCRIBE made', () => {
    const { house: ours, phone } = house()
    const accepted = subscribe(phone, '702', 'dialog;id=7')
    expect(phone.received.at(-2)?.startLine).toBe('SIP/2.0 200 OK')
    const ok = phone.received.at(-2)
    expect(ok?.header('Expires')).toBe('600')
    expect(ok?.header('Contact')).toBe('<sip:10.0.0.2:5060>')
    const notify = accepted
    expect(notify.startLine).toBe('NOTIFY sip:701@10.0.0.10:5060 SIP/2.0')
    expect(notify.header('Event')).toBe('dialog;id=7')
    expect(notify.header('Subscription-State')).toBe('active;expires=600')
    expect(notify.header('Content-Type')).toBe('application/dialog-info+xml')
    expect(notify.header('From')).toBe(ok?.header('To'))
    expect(notify.header('To')).toBe('<sip:701@10.0.0.2>;tag=p701')
    take(ours, phone)
    expect(phone.all('NOTIFY')).toHaveLength(1)
  })

  it('tells of changes one at a time, not oftener than the package allows, and the newest state', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '702', 'dialog')
    take(ours, phone)
    ours.engine.setUserState('702', talking, ours.nowMs)
    ours.settle()
    expect(phone.latest('NOTIFY').body).toContain('version="1"')
    // Two changes while the answer is awaited, and then within a second.
    ours.engine.setUserState('702', idle, ours.nowMs)
    ours.engine.setUserState('702', talking, ours.nowMs)
    ours.engine.setUserState('702', idle, ours.nowMs)
    ours.run(300)
    expect(phone.all('NOTIFY')).toHaveLength(2)
    phone.reply(phone.latest('NOTIFY'), '200 OK')
    ours.run(600)
    expect(phone.all('NOTIFY')).toHaveLength(2)
    ours.run(200)
    expect(phone.all('NOTIFY')).toHaveLength(3)
    expect(phone.latest('NOTIFY').body).not.toContain('<dialog ')
    // 4235 4.1.1: one more each time.
    expect(phone.latest('NOTIFY').body).toContain('version="2"')
  })

  it('is refreshed, and ends with Expires: 0 and a last NOTIFY', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '702', 'presence')
    const first = take(ours, phone)
    const again = (expires: string) =>
      phone.request({
        method: 'SUBSCRIBE',
        uri: 'sip:10.0.0.2:5060',
        to: first.header('From'),
        callId: first.header('Call-ID'),
        extra: ['Event: presence', `Expires: ${expires}`],
      })
    again('300')
    expect(take(ours, phone).header('Subscription-State')).toBe('active;expires=300')
    again('0')
    expect(phone.latest('SIP/2.0 200').header('Expires')).toBe('0')
    expect(take(ours, phone).header('Subscription-State')).toBe('terminated;reason=timeout')
    again('300')
    expect(phone.last.status).toBe(481)
  })

  it('answers a mere question (4.4.3) and runs out by itself', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '702', 'dialog', ['Expires: 0'])
    expect(take(ours, phone).header('Subscription-State')).toBe('terminated;reason=timeout')
    ours.run(40_000)
    expect(ours.engine.counts().dialogs).toBe(0)
    subscribe(phone, '703', 'dialog', ['Expires: 60'])
    take(ours, phone)
    ours.run(60_000)
    expect(phone.latest('NOTIFY').header('Subscription-State')).toBe('terminated;reason=timeout')
    phone.reply(phone.latest('NOTIFY'), '200 OK')
    ours.run(40_000)
    expect(ours.engine.counts().dialogs).toBe(0)
  })

  it('gives up on who refuses a NOTIFY, or does not answer', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '702', 'dialog')
    phone.reply(phone.latest('NOTIFY'), '481 Gone')
    expect(ours.engine.counts().dialogs).toBe(0)
    subscribe(phone, '703', 'dialog')
    ours.run(33_000)
    expect(ours.engine.counts().dialogs).toBe(0)
  })

  it('refuses what it does not have, and whom it does not know, telling strangers nothing', () => {
    const { house: ours, phone } = house()
    const bad = subscribe(phone, '702', 'conference')
    expect(bad.status).toBe(489)
    expect(bad.header('Allow-Events')).toBe('dialog, presence, message-summary')
    expect(subscribe(phone, '799', 'dialog').status).toBe(404)
    expect(subscribe(phone, '702', 'message-summary').status).toBe(403)
    expect(subscribe(phone, '702', 'dialog', ['Expires: 5']).header('Min-Expires')).toBe('60')
    expect(subscribe(phone, '702', 'dialog', ['Accept: text/plain']).status).toBe(406)
    const unregistered = ours.phone('703')
    expect(subscribe(unregistered, '702', 'dialog').status).toBe(403)
    const stranger = ours.phone('799')
    expect(subscribe(stranger, '702', 'dialog').status).toBe(401)
    expect(subscribe(stranger, '755', 'dialog').status).toBe(401)
  })

  it('bounds what one subscriber may have', () => {
    const { house: ours, phone } = house()
    for (let i = 0; i < 256; i++) {
      phone.request({
        method: 'SUBSCRIBE',
        uri: 'sip:702@10.0.0.2',
        to: '<sip:702@10.0.0.2>',
        extra: ['Event: dialog', 'Expires: 600'],
      })
      phone.reply(phone.latest('NOTIFY'), '200 OK')
    }
    expect(subscribe(phone, '702', 'dialog').status).toBe(503)
    expect(ours.engine.counts().dialogs).toBe(256)
  })

  it('ends with "noresource" when the account is gone', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '702', 'dialog')
    take(ours, phone)
    ours.engine.setUserState('702', undefined, ours.nowMs)
    ours.settle()
    expect(phone.latest('NOTIFY').header('Subscription-State')).toBe('terminated;reason=noresource')
  })
})

describe('RFC 4235: busy lamps', () => {
  it('say direction and state of each call, and nothing of the other party', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '702', 'dialog')
    take(ours, phone)
    const calls = [
      { id: 'leg_1', direction: 'recipient', state: 'early' },
      { id: 'leg_2<&">', direction: 'initiator', state: 'confirmed' },
    ] as const
    ours.engine.setUserState('702', { ...idle, calls }, ours.nowMs)
    ours.settle()
    expect(phone.latest('NOTIFY').body.split('\r\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="sip:702@10.0.0.2">',
      '<dialog id="leg_1" direction="recipient"><state>early</state></dialog>',
      '<dialog id="leg_2&lt;&amp;&quot;&gt;" direction="initiator"><state>confirmed</state></dialog>',
      '</dialog-info>',
      '',
    ])
  })
})

describe('RFC 3856, 3863: presence', () => {
  it('is open while a telephone is registered and its user is there, and says who talks', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '702', 'presence')
    expect(take(ours, phone).body).toContain('<basic>closed</basic>')
    const other = ours.phone('702')
    other.register()
    ours.run(5_000)
    expect(take(ours, phone).body).toContain('<basic>open</basic>')
    const before = phone.all('NOTIFY').length
    other.register()
    ours.run(5_000)
    expect(phone.all('NOTIFY')).toHaveLength(before)
    ours.engine.setUserState('702', talking, ours.nowMs)
    ours.settle()
    expect(take(ours, phone).body).toContain('<rpid:on-the-phone/>')
    ours.engine.setUserState('702', { ...idle, isAvailable: false }, ours.nowMs)
    ours.settle()
    expect(take(ours, phone).body).toContain('<basic>closed</basic>')
  })
})

describe('RFC 3842: message waiting', () => {
  it('is told to who asks for it', () => {
    const { house: ours, phone } = house()
    subscribe(phone, '701', 'message-summary')
    expect(take(ours, phone).body).toContain('Voice-Message: 0/0\r\n')
    ours.engine.setUserState('701', { ...idle, newMessages: 2, oldMessages: 3 }, ours.nowMs)
    ours.settle()
    expect(take(ours, phone).body).toBe(
      'Messages-Waiting: yes\r\nMessage-Account: sip:701@10.0.0.2\r\nVoice-Message: 2/3\r\n',
    )
    ours.engine.setUserState('701', { ...idle, oldMessages: 5 }, ours.nowMs)
    ours.settle()
    expect(take(ours, phone).body).toContain('Messages-Waiting: no\r\n')
    expect(phone.all('NOTIFY')).toHaveLength(3)
  })

  it('is told to who never asks, once for each count, and to a telephone that comes later', () => {
    const { house: ours, phone } = house()
    ours.run(1_000)
    expect(phone.all('NOTIFY')).toHaveLength(0)
    ours.engine.setUserState('701', { ...idle, newMessages: 1 }, ours.nowMs)
    ours.engine.setUserState('701', { ...idle, newMessages: 1, isAvailable: false }, ours.nowMs)
    ours.settle()
    expect(phone.all('NOTIFY')).toHaveLength(1)
    const notify = phone.latest('NOTIFY')
    expect(notify.startLine).toBe('NOTIFY sip:701@10.0.0.10:5060 SIP/2.0')
    expect(notify.header('Event')).toBe('message-summary')
    expect(notify.body).toContain('Voice-Message: 1/0')
    phone.reply(notify, '200 OK')
    phone.register()
    const second = ours.phone('701')
    second.register()
    ours.run(700)
    expect(phone.all('NOTIFY')).toHaveLength(1)
    expect(second.all('NOTIFY')).toHaveLength(1)
    ours.engine.setUserState('701', idle, ours.nowMs)
    ours.settle()
    expect(phone.latest('NOTIFY').body).toContain('Messages-Waiting: no')
  })
})
