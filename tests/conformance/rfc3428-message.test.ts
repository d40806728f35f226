import { describe, expect, it } from 'vitest'
import { RawHouse, type RawPhone } from './raw-phone.ts'

function message(from: RawPhone, to: string, body = 'სალამი', extra: readonly string[] = ['Content-Type: text/plain']) {
  const uri = `sip:${to}@10.0.0.2`
  return from.request({ method: 'MESSAGE', uri, to: `<${uri}>`, contact: '', extra, body })
}

function house() {
  const made = new RawHouse()
  const [from, to] = [made.phone('701'), made.phone('702')]
  from.register()
  to.register()
  return { house: made, from, to }
}

describe('RFC 3428: MESSAGE between registered users', () => {
  it('is passed on with its body, under the name that was proved, and the answer comes back', () => {
    const { from, to } = house()
    message(from, '702')
    const passed = to.latest('MESSAGE')
    expect(passed.startLine).toBe('MESSAGE sip:702@10.0.0.11:5060 SIP/2.0')
    expect(passed.header('From')).toMatch(/^<sip:701@10\.0\.0\.2:5060>;tag=/)
    expect(passed.header('Content-Type')).toBe('text/plain')
    expect(Buffer.from(passed.body, 'latin1').toString()).toBe('სალამი')
    expect(passed.header('Max-Forwards')).toBe('69')
    // 4: no Contact, for there is no dialog.
    expect(passed.header('Contact')).toBe('')
    expect(from.last.status).toBe(401)
    to.reply(passed, '200 OK')
    expect(from.last.status).toBe(200)
  })

  it('reaches all telephones of a user, and the first to take it answers', () => {
    const { house: ours, from, to } = house()
    const second = ours.phone('702')
    second.register()
    message(from, '702')
    to.reply(to.latest('MESSAGE'), '486 Busy Here')
    expect(from.last.status).toBe(401)
    second.reply(second.latest('MESSAGE'), '200 OK')
    expect(from.last.status).toBe(200)
  })

  it('is refused when nobody takes it', () => {
    const { house: ours, from, to } = house()
    message(from, '702')
    to.reply(to.latest('MESSAGE'), '415 Unsupported Media Type')
    expect(from.last.status).toBe(415)
    message(from, '702')
    ours.run(10_000)
    expect(from.last.status).toBe(480)
    ours.run(60_000)
    expect(ours.engine.counts().transactions).toBe(0)
  })

  it('tells nothing of who is there to who may not know, and goes nowhere else', () => {
    const { house: ours, from } = house()
    expect(message(from, '799').status).toBe(404)
    // An account without a telephone.
    expect(message(from, '703').status).toBe(404)
    const elsewhere = { method: 'MESSAGE', uri: 'sip:bob@example.com', to: '<sip:bob@example.com>', contact: '' }
    expect(from.request(elsewhere).status).toBe(404)
    const unregistered = ours.phone('704')
    expect(message(unregistered, '702').status).toBe(403)
    const stranger = ours.phone('799')
    expect(message(stranger, '702').status).toBe(401)
    const other = { method: 'MESSAGE', uri: 'sip:702@10.0.0.2', from: '<sip:703@10.0.0.2>', contact: '' }
    expect(from.request(other).status).toBe(403)
  })

  it('is bounded in length and in number', () => {
    const { from, to } = house()
    expect(message(from, '702', 'x'.repeat(8193)).status).toBe(413)
    expect(message(from, '702', 'x', []).status).toBe(400)
    for (let i = 0; i < 8; i++) message(from, '702')
    expect(to.all('MESSAGE')).toHaveLength(8)
    expect(message(from, '702').status).toBe(503)
  })
})
