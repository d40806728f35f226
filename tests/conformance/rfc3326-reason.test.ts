import { describe, expect, it } from 'vitest'
import { causeOfStatus, statusOfCause } from '#telephony/sip/message/q850.ts'
import { answeredCalled, answeredCalling, called, calling, respond } from './raw-call.ts'

describe('RFC 3326 2: Reason', () => {
  it('is read from BYE, CANCEL and a refusal; the first text and each protocol’s own cause count', () => {
    const bye = answeredCalled()
    bye.request('BYE', 2, { extra: ['Reason: SIP;cause=600;text="Busy, Everywhere", Q.850;cause=17'] })
    expect(bye.peer.event('callEnded')).toMatchObject({ by: 'remote', q850: 17, reason: 'Busy, Everywhere' })
    const cancel = called()
    cancel.request('CANCEL', 1, {
      branch: 'inv',
      to: '<sip:200@10.0.0.2>',
      extra: ['Reason: Q.850;cause=102', 'Reason: SIP;cause=200;text="Call completed elsewhere"'],
    })
    expect(cancel.peer.event('callEnded')).toMatchObject({ q850: 102, reason: 'Call completed elsewhere' })
    const refused = calling()
    respond(refused.peer, refused.invite, 503, { tag: 'x', extra: ['Reason: q.850 ; cause=34 ; text="No circuit"'] })
    expect(refused.peer.event('callEnded')).toMatchObject({ status: 503, q850: 34, reason: 'No circuit' })
  })

  it.each(['Q.850;cause=0', 'Q.850;cause=128', 'Q.850', 'Q.850;cause=seventeen', '"Q.850";cause=17', ';cause=17'])(
    'one that cannot be is passed over: %s',
    (value) => {
      const { peer, request } = answeredCalled()
      request('BYE', 2, { extra: [`Reason: ${value}`] })
      expect(peer.event('callEnded')).not.toHaveProperty('q850')
    },
  )

  it('is written into BYE, CANCEL and a refusal, one value a protocol', () => {
    const bye = answeredCalling()
    bye.peer.engine.hangUp(bye.call, { q850: 16, text: 'The "end"' }, bye.peer.nowMs)
    bye.peer.run(10)
    expect(bye.peer.latest('BYE').header('Reason')).toBe('Q.850;cause=16;text="The \\"end\\""')
    const cancel = calling()
    respond(cancel.peer, cancel.invite, 180, { tag: 'a' })
    const how = { sip: 200, q850: 26, text: 'Call completed elsewhere' }
    cancel.peer.engine.hangUp(cancel.call, how, cancel.peer.nowMs)
    cancel.peer.run(10)
    expect(cancel.peer.latest('CANCEL').header('Reason')).toBe(
      'SIP;cause=200;text="Call completed elsewhere", Q.850;cause=26',
    )
    const refusal = called()
    refusal.peer.engine.reject(refusal.call, 486, { q850: 17 }, refusal.peer.nowMs)
    refusal.peer.run(10)
    expect(refusal.peer.latest('SIP/2.0 486').header('Reason')).toBe('Q.850;cause=17')
  })

  it('is not there when there is nothing to say', () => {
    const { peer, call } = answeredCalling()
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    expect(peer.latest('BYE').header('Reason')).toBe('')
  })
})

describe('RFC 3398: statuses and Q.850 causes', () => {
  it.each([
    [1, 404],
    [17, 486],
    [18, 408],
    [19, 480],
    [21, 403],
    [22, 410],
    [27, 502],
    [28, 484],
    [34, 503],
    [65, 488],
    [102, 504],
    [99, 500],
  ])('7.2.4.1: cause %i is %i', (cause, status) => expect(statusOfCause(cause)).toBe(status))

  it.each([
    [404, 1],
    [486, 17],
    [480, 18],
    [403, 21],
    [603, 21],
    [410, 22],
    [484, 28],
    [503, 41],
    [504, 102],
    [488, 127],
    [499, 31],
  ])('8.2.6.1: %i is cause %i', (status, cause) => expect(causeOfStatus(status)).toBe(cause))

  it('there and back says the same, where both directions have a word of their own', () => {
    for (const cause of [1, 17, 22, 28]) expect(causeOfStatus(statusOfCause(cause))).toBe(cause)
  })
})
