import { describe, expect, it } from 'vitest'
import { digestHa1 } from '#telephony/sip/authentication/digest.ts'
import { answerChallenges } from '#telephony/sip/authentication/digest-client.ts'
import type { Flow, SipAction } from '#telephony/sip/index.ts'
import { HeaderList } from '#telephony/sip/message/header-list.ts'
import { RawPeer, requestText } from './raw-peer.ts'

const flow: Flow = {
  transport: 'tcp',
  local: { address: '10.0.0.2', port: 5060 },
  remote: { address: '10.0.0.9', port: 41_000 },
  connectionId: 'c1',
}
const options = requestText({ method: 'OPTIONS', branch: 'o', via: 'SIP/2.0/TCP 10.0.0.9;branch=z9hG4bKo' })

function connected(nowMs = 1_700_000_000_000) {
  const { engine } = new RawPeer({ findAccount: () => ({ ha1Md5: digestHa1('MD5', '701', 'parley', 'secret') }) })
  engine.connectionOpened(flow, nowMs)
  engine.takeActions()
  return { engine, nowMs }
}

const sent = (actions: readonly SipAction[]) =>
  actions.flatMap((action) =>
    action.kind === 'send' ? [{ flow: action.flow, text: Buffer.from(action.bytes).toString() }] : [],
  )

describe('RFC 3261 18 over TCP', () => {
  it('answers on the same connection, also for a message in pieces and two in one', () => {
    const { engine, nowMs } = connected()
    const bytes = Buffer.from(options)
    engine.receive(flow, bytes.subarray(0, 50), nowMs)
    expect(engine.takeActions()).toEqual([])
    engine.receive(
      flow,
      Buffer.concat([bytes.subarray(50), Buffer.from(options.replaceAll('z9hG4bKo', 'z9hG4bKp'))]),
      nowMs,
    )
    const answers = sent(engine.takeActions())
    expect(answers).toHaveLength(2)
    expect(answers.every((one) => one.flow.connectionId === 'c1' && one.text.startsWith('SIP/2.0 '))).toBe(true)
  })

  it('17.2.2: keeps nothing of a finished transaction, for nothing is lost', () => {
    const { engine, nowMs } = connected()
    engine.receive(flow, Buffer.from(options), nowMs)
    expect(engine.counts().transactions).toBe(0)
  })

  it('RFC 5626 3.5.1: answers a keep-alive', () => {
    const { engine, nowMs } = connected()
    engine.receive(flow, Buffer.from('\r\n\r\n'), nowMs)
    expect(sent(engine.takeActions()).map((one) => one.text)).toEqual(['\r\n'])
  })

  it('closes a stream that cannot be followed', () => {
    const { engine, nowMs } = connected()
    engine.receive(flow, Buffer.from('OPTIONS sip:a SIP/2.0\r\nCall-ID: 1\r\n\r\n'), nowMs)
    expect(engine.takeActions()).toEqual([{ kind: 'close', flow }])
    expect(engine.counts().connections).toBe(0)
  })

  it('closes a connection on which nothing whole ever comes', () => {
    const { engine, nowMs } = connected()
    engine.receive(flow, Buffer.from('OPTIONS'), nowMs)
    for (let atMs = nowMs; atMs <= nowMs + 48_000; atMs += 1_000) engine.advance(atMs)
    expect(engine.takeActions()).toEqual([{ kind: 'close', flow }])
  })

  it('sends to an open connection of the same peer, and asks for a new one otherwise', () => {
    const { engine, nowMs } = connected()
    const target = (port: number) => ({ kind: 'uri', uri: `sip:1@10.0.0.9:${port};transport=tcp` }) as const
    engine.originate({ target: target(41_000), fromUser: '1' }, nowMs)
    expect(sent(engine.takeActions())[0]?.flow.connectionId).toBe('c1')
    engine.originate({ target: target(5060), fromUser: '1' }, nowMs)
    const [fresh] = sent(engine.takeActions())
    expect(fresh?.flow).toEqual({
      transport: 'tcp',
      local: { address: '10.0.0.2', port: 5060 },
      remote: { address: '10.0.0.9', port: 5060 },
    })
    expect(fresh?.text).toContain('Via: SIP/2.0/TCP 10.0.0.2:5060')
    expect(fresh?.text).toContain('Contact: <sip:10.0.0.2:5060;transport=tcp>')
    const named: Flow = { ...(fresh?.flow as Flow), connectionId: 'c2' }
    engine.connectionOpened(named, nowMs)
    engine.connectionClosed(named, nowMs)
    expect(engine.takeActions()).toMatchObject([
      { kind: 'event', event: { type: 'callEnded', by: 'transport', status: 503 } },
    ])
  })

  it('17.1.1: repeats nothing', () => {
    const { engine, nowMs } = connected()
    engine.originate({ target: { kind: 'uri', uri: 'sip:1@10.0.0.9:41000;transport=tcp' }, fromUser: '1' }, nowMs)
    engine.takeActions()
    engine.advance(nowMs + 31_000)
    expect(sent(engine.takeActions())).toEqual([])
  })

  it('RFC 5626 5.3: a registration goes with its connection', () => {
    const { engine, nowMs } = connected()
    const register = (cseq: number, extra: readonly string[]) =>
      Buffer.from(
        requestText({
          method: 'REGISTER',
          uri: 'sip:10.0.0.2',
          branch: '',
          via: `SIP/2.0/TCP 10.0.0.9;branch=z9hG4bKr${cseq}`,
          cseq,
          to: '<sip:701@10.0.0.2>',
          extra,
        }),
      )
    engine.receive(flow, register(1, []), nowMs)
    const challenge = /WWW-Authenticate: (.*)\r/.exec(sent(engine.takeActions())[0]?.text ?? '')?.[1] as string
    const [answer] = answerChallenges({
      responseHeaders: new HeaderList().add('WWW-Authenticate', challenge),
      method: 'REGISTER',
      uri: 'sip:10.0.0.2',
      credentials: { user: '701', password: 'secret' },
      cnonce: 'c',
      wasAnswered: false,
    })
    engine.receive(flow, register(2, [`Authorization: ${answer?.value}`]), nowMs)
    expect(engine.registeredContacts('701')).toHaveLength(1)
    engine.takeActions()
    engine.connectionClosed(flow, nowMs)
    expect(engine.takeActions()).toEqual([
      { kind: 'event', event: { type: 'registrationChanged', user: '701', contacts: [] } },
    ])
  })
})
