import { createHash, randomUUID } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'

/** Each bad input gets its proper answer, from a Parley that runs as a user's does. */
describe('bad input', () => {
  let parley: Installation
  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.45.1' })
  })
  afterAll(() => parley?.stop())

  /** Sends one datagram from an address of its own and gives the answers of the next `ms`. */
  async function askSip(text: string, ms = 1500, from = '127.0.45.9'): Promise<string[]> {
    const socket = createSocket('udp4')
    const answers: string[] = []
    socket.on('message', (bytes) => answers.push(bytes.toString()))
    await new Promise<void>((resolve) => socket.bind(25_090, from, resolve))
    socket.send(text, parley.sipPort, parley.sipHost)
    await delay(ms)
    await new Promise<void>((resolve) => socket.close(() => resolve()))
    return answers
  }

  const invite = (user: string, from = '127.0.45.9') => {
    const body = `v=0\r\no=- 1 1 IN IP4 ${from}\r\ns=-\r\nc=IN IP4 ${from}\r\nt=0 0\r\nm=audio 27500 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n`
    return [
      `INVITE sip:${user}@${parley.sipHost}:${parley.sipPort} SIP/2.0`,
      `Via: SIP/2.0/UDP ${from}:25090;branch=z9hG4bK${randomUUID()};rport`,
      'Max-Forwards: 70',
      `From: <sip:someone@${from}>;tag=${randomUUID()}`,
      `To: <sip:${user}@${parley.sipHost}>`,
      `Call-ID: ${randomUUID()}`,
      'CSeq: 1 INVITE',
      `Contact: <sip:someone@${from}:25090>`,
      'Content-Type: application/sdp',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n')
  }
  /** The same INVITE once more, with 701's answer to the challenge. */
  const signed = (asked: string, challenge: string) => {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1]
    const uri = asked.split(' ')[1]
    const ha1 = md5(`701:parley:${parley.demoPassword}`)
    const response = md5(`${ha1}:${nonce}:00000001:c:auth:${md5(`INVITE:${uri}`)}`)
    const authorization = `Digest username="701", realm="parley", nonce="${nonce}", uri="${uri}", response="${response}", qop=auth, nc=00000001, cnonce="c"`
    return asked
      .replace('CSeq: 1', `Authorization: ${authorization}\r\nCSeq: 2`)
      .replace(/branch=[^;]*/, `branch=z9hG4bK${randomUUID()}`)
  }
  const statuses = (answers: string[]) => answers.map((answer) => Number(answer.split(' ')[1]))

  it('answers an OPTIONS, drops what is no SIP at all, and lives on', async () => {
    await askSip('\0\0\0\0', 100)
    await askSip('INVITE', 100)
    await askSip(`GET / HTTP/1.1\r\nHost: ${parley.sipHost}\r\n\r\n`, 100)
    const options = invite('600').replaceAll('INVITE', 'OPTIONS')
    expect(statuses(await askSip(options, 500))).toEqual([200])
  })

  it('refuses a malformed INVITE with 400', async () => {
    const broken = invite('600').replace('CSeq: 1 INVITE', 'CSeq: not-a-number INVITE')
    expect(statuses(await askSip(broken, 700)).filter((status) => status >= 200)).toContain(400)
  })

  it('asks a stranger for a password at a number that is nobody’s, and says nothing of it', async () => {
    expect(statuses(await askSip(invite('999'), 700))).toEqual([401])
  })

  it('refuses a phone of ours a number that it may not call, once it has signed', async () => {
    const asked = invite('999').replace('sip:someone@', 'sip:701@')
    const [challenge = ''] = await askSip(asked, 700)
    expect(statuses([challenge])).toEqual([401])
    expect(statuses(await askSip(signed(asked, challenge), 700))).toContain(403)
  })

  it('says 404 on the call page to a number that is nobody’s', async () => {
    const answer = await anonymous(parley.httpUrl).raw('startWebCall', {
      body: { number: '999', offerSdp: 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n' },
    })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'web-call.unknown-number', status: 404 })
  })

  it('slows an account down after five wrong passwords, and only that account', async () => {
    const wrong = () =>
      anonymous(parley.httpUrl).raw('signIn', { body: { email: 'levan@demo.parley', password: 'wrong' } })
    const answers: number[] = []
    for (let attempt = 0; attempt < 6; attempt++) answers.push((await wrong()).status)
    expect(answers.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    expect(answers[5]).toBe(429)
    expect(Number((await wrong()).headers.get('retry-after'))).toBeGreaterThan(0)
    await expect(signIn(parley.httpUrl, 'reza@demo.parley', parley.demoPassword)).resolves.toBeDefined()
  })

  it('asks for a sign-in, and refuses what a role does not allow', async () => {
    expect((await anonymous(parley.httpUrl).raw('interactions')).status).toBe(401)
    const reza = await signIn(parley.httpUrl, 'reza@demo.parley', parley.demoPassword)
    const answer = await reza.raw('people')
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'permission.denied' })
  })

  it('refuses a state change that another site asks for', async () => {
    const reza = await signIn(parley.httpUrl, 'reza@demo.parley', parley.demoPassword)
    const answer = await reza.raw('setPresence', {
      body: { presence: 'offline' },
      headers: { origin: 'https://elsewhere.example' },
    })
    expect(answer.status).toBe(403)
  })
})
