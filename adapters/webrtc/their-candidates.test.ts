import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { BrowserForTests } from './browser-for-tests.ts'
import { answerWebOffer, startWebRtc } from './peer.ts'
import { withoutCandidatesNotTried } from './their-candidates.ts'

const candidate = (address: string, port = 50_000, rest = 'typ host', transport = 'udp', component = 1) =>
  `a=candidate:1 ${component} ${transport} 2113937151 ${address} ${port} ${rest}`
const kept = (lines: readonly string[]) => withoutCandidatesNotTried(lines, false)

describe('the candidates of somebody we know', () => {
  it('are tried where a browser can be: on a network, in the net, behind a relay', () => {
    const good = [
      candidate('192.168.1.7'),
      candidate('2001:db8::7'),
      candidate('198.51.100.1', 50_000, 'typ srflx raddr 192.168.1.7 rport 50000'),
      candidate('203.0.113.5', 49_170, 'typ relay raddr 0.0.0.0 rport 0'),
      candidate('203.0.113.5', 49_171, 'typ relay raddr 0.0.0.0 rport 0'),
    ]
    expect(kept(['v=0', ...good, 'a=end-of-candidates'])).toEqual(['v=0', ...good, 'a=end-of-candidates'])
  })

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine, otherwise', '::1'],
    ['this machine, mapped', '::ffff:127.0.0.1'],
    ['no place', '0.0.0.0'],
    ['no place, otherwise', '::'],
    ['the local link', '169.254.169.254'],
    ['the local link, otherwise', 'fe80::1'],
    ['a group', '224.0.0.251'],
    ['a group, otherwise', 'ff02::fb'],
    ['everybody', '255.255.255.255'],
    ['a name', '6f2c.local'],
    ['a name of the net', 'victim.example.org'],
  ])('are not tried when they are %s: %s', (_, address) => {
    expect(kept([candidate(address)])).toEqual([])
  })

  it('are not tried over TCP, at services, at ports that are none, or for a second component', () => {
    expect(kept([candidate('192.0.2.7', 9, 'typ host tcptype active', 'tcp')])).toEqual([])
    expect(kept([candidate('192.0.2.7', 53), candidate('192.0.2.7', 0), candidate('192.0.2.7', 70_000)])).toEqual([])
    expect(kept([candidate('192.0.2.7', 50_000, 'typ host', 'udp', 2)])).toEqual([])
    expect(kept(['a=candidate:', 'a=candidate', 'A=CANDIDATE:1 1 udp 1 192.0.2.7 53 typ host'])).toEqual([])
  })

  it('are few: eight, and two of one address', () => {
    expect(kept(Array.from({ length: 40 }, (_, i) => candidate(`192.0.2.${i}`)))).toHaveLength(8)
    expect(kept(Array.from({ length: 40 }, (_, i) => candidate('192.0.2.7', 50_000 + i)))).toHaveLength(2)
  })
})

describe('the candidates of a stranger', () => {
  beforeAll(() => startWebRtc(() => {}))

  it('are none, wherever in the description they stand', () => {
    const lines = [
      'v=0',
      candidate('198.51.100.1'),
      'm=audio 9 UDP/TLS/RTP/SAVPF 0',
      candidate('192.168.1.7'),
      'a=mid:0',
    ]
    expect(withoutCandidatesNotTried(lines, true)).toEqual(['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=mid:0'])
  })

  const network = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address

  /** How many packets a place gets that an offer names, in its session part and in its media part. */
  async function packetsSent(isStranger: boolean, port: number): Promise<number> {
    const place = createSocket('udp4')
    let packets = 0
    place.on('message', () => packets++)
    await new Promise<void>((resolve) => place.bind(0, network, resolve))
    const line = `${candidate(network ?? '', place.address().port)}\r\n`
    const browser = new BrowserForTests()
    const offer = (await browser.offer()).replace(/m=audio/, `${line}m=audio`) + line
    const listener = { state: () => {}, rtp: () => {}, control: () => {} }
    const answered = await answerWebOffer(offer, { port, publicAddresses: [], ssrc: 1, isStranger, listener })
    await delay(1500)
    if (answered.ok) answered.value.peer.close()
    browser.close()
    place.close()
    expect(answered.ok).toBe(true)
    return packets
  }

  it.skipIf(network === undefined)('get no packet from us; those of somebody we know do', async () => {
    expect(await packetsSent(false, 42_020)).toBeGreaterThan(0)
    expect(await packetsSent(true, 42_021)).toBe(0)
  })
})
