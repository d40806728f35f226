import { expect, it } from 'vitest'
import type { SipEngineOptions, SipEvent } from './engine-contract.ts'
import { SimulatedNetwork } from './simulated-network.ts'

const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'
const at = (address: string) => ({ address, port: 5060 })

/** An engine, and a peer that writes its messages by hand. */
function facing(options: Partial<SipEngineOptions>) {
  const network = new SimulatedNetwork(3)
  const node = network.addEngine('10.0.0.2', options)
  const heard: string[] = []
  network.addNode('10.0.0.9', '*', { receive: (_, bytes) => heard.push(Buffer.from(bytes).toString('latin1')) })
  let count = 0
  const send = (method: string, of: { to?: string; cseq?: number; callId?: string; user?: string; body?: string }) => {
    const body = of.body ?? ''
    const lines = [
      `${method} sip:${of.user ?? '200'}@10.0.0.2 SIP/2.0`,
      `Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${++count}`,
      'From: <sip:peer@10.0.0.9>;tag=p',
      `To: ${of.to ?? '<sip:200@10.0.0.2>'}`,
      `Call-ID: ${of.callId ?? 'c'}`,
      `CSeq: ${of.cseq ?? 1} ${method}`,
      'Contact: <sip:peer@10.0.0.9>',
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
    ]
    const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
    network.send({ transport: 'udp', local: at('10.0.0.9'), remote: at('10.0.0.2') }, bytes)
    network.run(10)
  }
  const types = () => node.events.map((event: SipEvent) => event.type)
  const fill = () => {
    for (let n = 0; n < 30; n++) send('OPTIONS', { callId: `o${n}`, cseq: 1 })
  }
  return { network, node, heard, send, types, fill }
}

it('full of transactions it still hears of the calls that it has: their ACK, and their BYE', () => {
  const { network, node, heard, send, types, fill } = facing({ limits: { maxTransactions: 20 } })
  node.onEvent = (event) => {
    if (event.type === 'incomingCall') node.engine.answer(event.call, Buffer.from(sdp), network.nowMs)
  }
  send('INVITE', { body: sdp })
  const to = /^To: (.*)\r$/m.exec(heard.find((one) => one.startsWith('SIP/2.0 200')) ?? '')?.[1] ?? ''
  fill()
  expect(heard.at(-1), 'the next newcomer').toMatch(/^SIP\/2\.0 503 /)
  send('ACK', { to })
  expect(types()).toContain('callAcknowledged')
  send('BYE', { to, cseq: 2 })
  expect(heard.at(-1)).toMatch(/^SIP\/2\.0 200 /)
  expect(types()).toContain('callEnded')
  // It is a reserve, and not a way around the bound.
  for (let n = 0; n < 40; n++) send('BYE', { to, cseq: 3 + n })
  expect(node.engine.counts().transactions).toBeLessThanOrEqual(25)
})

it('full of calls and transactions it still calls for help', () => {
  const { network, node, fill } = facing({ limits: { maxCalls: 0, maxTransactions: 20 } })
  fill()
  const target = { kind: 'uri', uri: 'sip:112@10.0.0.9' } as const
  const call = (isEmergency: boolean) =>
    node.engine.originate({ target, fromUser: '1', sdp: Buffer.from(sdp), isEmergency }, network.nowMs)
  expect(call(false)).toMatchObject({ ok: false, error: 'tooManyCalls' })
  expect(call(true).ok).toBe(true)
})

it('full, it does not tell strangers what it is', () => {
  const { heard, fill } = facing({ isPeer: () => false, limits: { maxTransactions: 0 } })
  fill()
  expect(heard.filter((one) => one.includes('Parley'))).toEqual([])
  expect(
    heard.filter((one) => one.startsWith('SIP/2.0 503')),
    'and strangers get no answer to OPTIONS',
  ).toEqual([])
})
