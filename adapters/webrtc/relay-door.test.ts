import { createHmac, randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserForTests } from './browser-for-tests.ts'
import { freePorts } from './free-ports-for-tests.ts'
import { answerWebOffer, startWebRtc, type WebPeer } from './peer.ts'
import { RelayDoor } from './relay-door.ts'

const [stackPort = 0, doorPort = 0] = await freePorts(2)
const success = 0x0101
const refusal = 0x0111

interface CheckOptions {
  readonly names: string
  readonly password: string
  readonly tieBreaker?: bigint
}

/** A connectivity check as Chromium makes it; without FINGERPRINT, which is ours to take or leave. */
function check({ names, password, tieBreaker = 0n }: CheckOptions): Buffer {
  const attribute = (type: number, value: Buffer) => {
    const head = Buffer.alloc(4)
    head.writeUInt16BE(type, 0)
    head.writeUInt16BE(value.length, 2)
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
  }
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(tieBreaker)
  const head = Buffer.alloc(8)
  head.writeUInt16BE(1, 0)
  head.writeUInt32BE(0x2112_a442, 4)
  const signed = Buffer.concat([
    head,
    randomBytes(12),
    attribute(0x0006, Buffer.from(names)),
    attribute(0x802a, number),
    attribute(0x0025, Buffer.alloc(0)),
    attribute(0x0024, Buffer.from([0x6e, 0x7e, 0x1e, 0xff])),
  ])
  signed.writeUInt16BE(signed.length - 20 + 24, 2)
  return Buffer.concat([signed, attribute(0x0008, createHmac('sha1', password).update(signed).digest())])
}

/** A place on a TURN server: what it says to a port of the edge, and what comes back from there. */
class Relay {
  readonly heard: { readonly type: number; readonly bytes: Buffer; readonly port: number }[] = []
  readonly #socket: Socket = createSocket('udp4')

  constructor() {
    this.#socket.on('message', (bytes, { port }) => this.heard.push({ type: bytes.readUInt16BE(0), bytes, port }))
  }

  async says(datagram: Buffer, port: number): Promise<void> {
    this.#socket.send(datagram, port, '127.0.0.1')
    await delay(150)
  }

  answersTo = (request: Buffer) =>
    this.heard.filter(({ bytes }) => bytes.subarray(8, 20).equals(request.subarray(8, 20))).map(({ type }) => type)

  close = () => this.#socket.close()
}

describe('the door for browsers behind a TURN server over TCP', () => {
  let door: RelayDoor
  const browser = new BrowserForTests()
  const relays: Relay[] = []
  let peer: WebPeer
  let answer = ''
  let signed: { names: string; password: string }

  const newRelay = () => {
    const relay = new Relay()
    relays.push(relay)
    return relay
  }

  beforeAll(async () => {
    startWebRtc(() => {})
    const opened = await RelayDoor.open(doorPort, stackPort)
    if (!opened.ok) throw new Error(opened.error.code)
    door = opened.value
    const relayed = 'a=candidate:1 1 udp 16785407 198.51.100.9 49170 typ relay raddr 0.0.0.0 rport 0\r\n'
    const offer = (await browser.offer()).replace(/(m=audio.*\r\n)/, `$1${relayed}`)
    const listener = { state: () => {}, rtp: () => {}, control: () => {} }
    const options = { port: stackPort, publicAddresses: [], ssrc: 1, relayDoor: door, isStranger: true, listener }
    const answered = await answerWebOffer(offer, options)
    if (!answered.ok) throw new Error(answered.error)
    peer = answered.value.peer
    answer = answered.value.answerSdp
    const name = (sdp: string) => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1]
    signed = { names: `${name(answer)}:${name(offer)}`, password: /a=ice-pwd:(\S+)/.exec(answer)?.[1] ?? '' }
  })
  afterAll(() => {
    for (const relay of relays) relay.close()
    peer.close()
    browser.close()
    door.close()
  })

  it('is offered last, at every address of ours', () => {
    const candidates = [...answer.matchAll(/^a=candidate:\S+ 1 UDP (\d+) (\S+) (\d+)/gm)]
    const at = (port: number) => candidates.filter((one) => Number(one[3]) === port)
    expect(at(doorPort).map((one) => one[2])).toEqual(at(stackPort).map((one) => one[2]))
    const best = Math.max(...at(doorPort).map((one) => Number(one[1])))
    expect(best).toBeLessThan(Math.min(...at(stackPort).map((one) => Number(one[1]))))
  })

  it('is not offered to a browser that has no relay', async () => {
    const other = new BrowserForTests()
    const listener = { state: () => {}, rtp: () => {}, control: () => {} }
    const answered = await answerWebOffer(await other.offer(), {
      port: stackPort,
      publicAddresses: [],
      ssrc: 1,
      relayDoor: door,
      listener,
    })
    if (answered.ok) answered.value.peer.close()
    other.close()
    expect(answered.ok && answered.value.answerSdp).not.toContain(` ${doorPort} typ host`)
  })

  it('gets a check with a tie-breaker of zero answered, which the stack by itself refuses', async () => {
    const direct = newRelay()
    const refused = check(signed)
    await direct.says(refused, stackPort)
    // When this fails, the stack has been mended, and the door can go.
    expect(direct.answersTo(refused)).toEqual([refusal])

    const relay = newRelay()
    const mended = check(signed)
    await relay.says(mended, doorPort)
    expect(relay.answersTo(mended)).toEqual([success])
    expect(new Set(relay.heard.map(({ port }) => port))).toEqual(new Set([doorPort]))
    // The stack goes on to ask back, by the same way.
    expect(relay.heard.some(({ type }) => type === 0x0001)).toBe(true)
  })

  it('is shut for who does not know the password, for who needs no mending, and for what is no check', async () => {
    const before = door.size
    const relay = newRelay()
    await relay.says(check({ ...signed, password: 'guessed-by-somebody-else' }), doorPort)
    await relay.says(check({ ...signed, names: 'nobody:else' }), doorPort)
    await relay.says(check({ ...signed, tieBreaker: 7n }), doorPort)
    await relay.says(randomBytes(200), doorPort)
    await relay.says(check(signed).subarray(0, 60), doorPort)
    expect(relay.heard).toEqual([])
    expect(door.size).toBe(before)
  })

  it('lets no more than four places of one connection in, and nobody when the connection is over', async () => {
    for (let i = 0; i < 6; i++) await newRelay().says(check(signed), doorPort)
    expect(door.size).toBe(4)
    peer.close()
    expect(door.size).toBe(0)
    const late = newRelay()
    await late.says(check(signed), doorPort)
    expect(late.heard).toEqual([])
  })
})
