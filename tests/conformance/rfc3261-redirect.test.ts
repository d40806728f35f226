import { describe, expect, it } from 'vitest'
import { calling, respond } from './raw-call.ts'

const target = {
  kind: 'uri',
  uri: 'sip:300@trunk.example',
  destination: { address: '10.0.0.9', port: 5060 },
} as const
const redirects = (max: number, hosts: readonly string[] = []) => ({ target, redirects: { max, hosts } })
const to = (...contacts: string[]) => ({ tag: 'x', extra: contacts.map((one) => `Contact: ${one}`) })

/** The peer redirects us; its answer has no Contact but those given. */
function redirected(extra: Parameters<typeof calling>[0], status: number, ...contacts: string[]) {
  const started = calling(extra)
  redirectAgain(started, status, ...contacts)
  return started
}
function redirectAgain({ peer }: ReturnType<typeof calling>, status: number, ...contacts: string[]) {
  const invite = peer.latest('INVITE')
  const lines = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${invite.header(name)}`)
  const more = [`To: ${invite.header('To')};tag=x`, ...to(...contacts).extra, 'Content-Length: 0']
  peer.send(`SIP/2.0 ${status} Moved\r\n${[...lines, ...more].join('\r\n')}\r\n\r\n`)
}

describe('RFC 3261 8.1.3.4: 3xx', () => {
  it('is the end unless the caller asked to follow', () => {
    const { peer } = redirected({ target }, 302, '<sip:301@trunk.example>')
    expect(peer.count('INVITE')).toBe(1)
    expect(peer.event('callEnded')).toMatchObject({ by: 'refused', status: 302 })
  })

  it('is followed within the target’s own host, in the same call, with the same To and From and the next CSeq', () => {
    const { peer, invite } = redirected(redirects(5), 302, '<sip:301@trunk.example;user=phone?Subject=x>')
    const second = peer.latest('INVITE')
    expect(second.startLine).toBe('INVITE sip:301@trunk.example;user=phone SIP/2.0')
    expect(second.header('CSeq')).toBe('2 INVITE')
    for (const name of ['Call-ID', 'From', 'To']) expect(second.header(name)).toBe(invite.header(name))
    expect(second.header('Via')).not.toBe(invite.header('Via'))
    respond(peer, second, 486, { tag: 'y' })
    expect(peer.event('callEnded')).toMatchObject({ status: 486 })
  })

  it('takes the most wanted first (20.10), and the next when that one is busy elsewhere', () => {
    const started = redirected(
      redirects(5),
      300,
      '<sip:low@trunk.example>;q=0.1, <sip:high@trunk.example>;q=0.9',
      '<sip:mid@trunk.example>;q=0.5',
    )
    expect(started.peer.latest('INVITE').startLine).toContain('sip:high@')
    redirectAgain(started, 302, '<sip:best@trunk.example>')
    expect(started.peer.latest('INVITE').startLine).toContain('sip:best@')
  })

  it.each([
    ['another host', '<sip:301@evil.example>'],
    ['an address that was not allowed', '<sip:301@10.0.0.66>'],
    ['where it came from', '<sip:300@trunk.example>'],
    ['another scheme', '<http://trunk.example/>'],
    ['a telephone number', '<tel:+882123456>'],
  ])('is not followed to %s', (_, contact) => {
    const { peer } = redirected(redirects(5), 302, contact)
    expect(peer.count('INVITE')).toBe(1)
    expect(peer.event('callEnded')).toMatchObject({ by: 'refused', status: 302 })
  })

  it('is followed to an allowed address', () => {
    const { peer } = redirected(redirects(5, ['10.0.0.9']), 302, '<sip:301@10.0.0.9:5066>')
    expect(peer.latest('INVITE').startLine).toBe('INVITE sip:301@10.0.0.9:5066 SIP/2.0')
  })

  it('no more often than asked, and never more than five times', () => {
    const twice = calling(redirects(2))
    for (let i = 0; i < 4; i++) redirectAgain(twice, 302, `<sip:n${i}@trunk.example>`)
    expect(twice.peer.count('INVITE')).toBe(3)
    const greedy = calling(redirects(50))
    for (let i = 0; i < 8; i++) redirectAgain(greedy, 302, `<sip:n${i}@trunk.example>`)
    expect(greedy.peer.count('INVITE')).toBe(6)
    expect(greedy.peer.event('callEnded').status).toBe(302)
  })

  it('that goes in a circle ends', () => {
    const started = redirected(redirects(5), 302, '<sip:a@trunk.example>')
    redirectAgain(started, 302, '<sip:300@trunk.example>', '<sip:A@trunk.example>', '<sip:a@TRUNK.example>')
    expect(started.peer.latest('INVITE').startLine).toContain('sip:A@')
    redirectAgain(started, 302, '<sip:a@trunk.example>')
    expect(started.peer.eventTypes).toEqual(['callEnded'])
  })

  it('goes on after a hang-up nowhere', () => {
    const started = calling(redirects(5))
    started.peer.engine.hangUp(started.call, {}, started.peer.nowMs)
    redirectAgain(started, 302, '<sip:a@trunk.example>')
    expect(started.peer.count('INVITE')).toBe(1)
  })
})
