import { createSocket, type Socket } from 'node:dgram'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn
const sockets: Socket[] = []
let host = 40

beforeAll(async () => {
  edge = await startTestEdge(34)
  core = edge.core()
  await until(() => core.welcome)
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})
afterAll(() => edge.remove())

/** A telephone of which each message is written by hand, for transfers need the ids of dialogs. */
async function telephone() {
  const address = `127.12.1.${++host}`
  const received: string[] = []
  const socket = createSocket('udp4')
  sockets.push(socket)
  socket.on('message', (bytes) => received.push(bytes.toString()))
  await new Promise<void>((resolve) => socket.bind(5060, address, resolve))
  let branch = 0
  const sdp = `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n`
  const send = (text: string) => socket.send(text, 5070, edge.address)
  const request = (method: string, callId: string, cseq: number, to: string, extra: readonly string[] = []) => {
    const body = method === 'INVITE' ? sdp : ''
    send(
      [
        `${method} sip:200@${edge.address}:5070 SIP/2.0`,
        `Via: SIP/2.0/UDP ${address}:5060;branch=z9hG4bK${host}.${++branch};rport`,
        'Max-Forwards: 70',
        `From: <sip:phone@${address}>;tag=${host}${callId}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq} ${method}`,
        `Contact: <sip:phone@${address}:5060>`,
        ...extra,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    )
  }
  const answerTo = (callId: string, status: string) =>
    until(() =>
      received.find((text) => text.startsWith(`SIP/2.0 ${status}`) && text.includes(`Call-ID: ${callId}\r\n`)),
    )

  /** A call that the core answers. @returns its leg, and its dialog's name as Replaces says it */
  async function calls(callId: string, extra: readonly string[] = []) {
    const seen = core.eventsOf('leg.incoming').length
    request('INVITE', callId, 1, `<sip:200@${edge.address}>`, extra)
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    await core.command({ type: 'leg.answer', legId: leg.legId })
    const to = /^To: (.*)$/m.exec(await answerTo(callId, '200'))?.[1]?.trim() ?? ''
    request('ACK', callId, 1, to)
    await core.event('leg.connected', leg.legId)
    const ourTag = /;tag=(.*)/.exec(to)?.[1] ?? ''
    return { leg, legId: leg.legId, to, replaces: `${callId};to-tag=${ourTag};from-tag=${host}${callId}` }
  }
  const notified = async (word: string) => {
    const text = await until(() => received.find((one) => one.startsWith('NOTIFY') && one.includes(word)))
    const kept = text.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line))
    send(['SIP/2.0 200 OK', ...kept, 'Content-Length: 0', '', ''].join('\r\n'))
    return text
  }
  return { request, answerTo, calls, notified }
}

describe('a telephone that sends its call on', () => {
  it('names a number: the core is told, and tells how it goes', async () => {
    const phone = await telephone()
    const { legId, to } = await phone.calls('blind')
    phone.request('REFER', 'blind', 2, to, [`Refer-To: <sip:703@${edge.address}>`])
    await phone.answerTo('blind', '202')
    const asked = await core.event('leg.transfer-requested', legId)
    expect(asked).toMatchObject({ target: '703' })
    expect(asked).not.toHaveProperty('replacesLegId')
    await phone.notified('SIP/2.0 100')
    await core.command({ type: 'leg.transfer-progress', legId, transferId: asked.transferId, status: 486 })
    expect(await phone.notified('SIP/2.0 486')).toContain('Subscription-State: terminated')
  })

  it('names another call of its own: the core is told which leg that is', async () => {
    const phone = await telephone()
    const first = await phone.calls('one')
    const second = await phone.calls('two')
    const replaces = encodeURIComponent(second.replaces)
    phone.request('REFER', 'one', 2, first.to, [`Refer-To: <sip:200@${edge.address}?Replaces=${replaces}>`])
    const asked = await core.event('leg.transfer-requested', first.legId)
    expect(asked.replacesLegId).toBe(second.legId)
  })

  it('names a call that is not there: it is told 481, and the core nothing', async () => {
    const phone = await telephone()
    const { legId, to } = await phone.calls('lost')
    const replaces = encodeURIComponent('other;to-tag=a;from-tag=b')
    phone.request('REFER', 'lost', 2, to, [`Refer-To: <sip:200@${edge.address}?Replaces=${replaces}>`])
    await phone.notified('SIP/2.0 481')
    expect(core.eventsOf('leg.transfer-requested').filter((event) => event.legId === legId)).toEqual([])
  })

  it('a transfer whose caller has hung up is told to nobody, and that is no fault', async () => {
    const phone = await telephone()
    const { legId, to } = await phone.calls('gone')
    phone.request('REFER', 'gone', 2, to, [`Refer-To: <sip:703@${edge.address}>`])
    const { transferId } = await core.event('leg.transfer-requested', legId)
    phone.request('BYE', 'gone', 3, to)
    await core.event('leg.ended', legId)
    await core.command({ type: 'leg.transfer-progress', legId, transferId, status: 200 })
  })
})

it('a call that takes the place of another names the leg that it replaces (RFC 3891)', async () => {
  const phone = await telephone()
  const first = await phone.calls('before')
  const { leg } = await phone.calls('after', [`Replaces: ${first.replaces}`, 'Require: replaces'])
  expect(leg.replacesLegId).toBe(first.legId)
})
