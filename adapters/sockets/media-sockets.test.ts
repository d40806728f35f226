import { readdirSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasKnownLayout } from './libc.ts'
import { type MediaSocket, type MediaSockets, openMediaSockets } from './media-sockets.ts'
import { RtpPorts } from './rtp-ports.ts'

const hasPolled = hasKnownLayout(process.platform, process.arch)
const hasIpv6 = Object.values(networkInterfaces()).some((of) => of?.some(({ address }) => address === '::1'))
const failures: unknown[] = []
const opened = <Value>(result: { ok: true; value: Value } | { ok: false; error: unknown }): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const sockets = (isPlain: boolean) =>
  openMediaSockets({ monotonicMs: () => performance.now(), failed: (error) => failures.push(error), isPlain })
const text = (socket: MediaSocket, words: string, to: { address: string; port: number }) =>
  socket.send(Buffer.from(words), words.length, to.address, to.port)
const openFiles = () => readdirSync('/proc/self/fd').length

afterEach(() => {
  failures.length = 0
})

describe.each([['dgram', true], ...(hasPolled ? ([['polled', false]] as const) : [])] as const)(
  '%s sockets for sound',
  (kind, isPlain) => {
    const withMedia = async (use: (media: MediaSockets) => Promise<void>) => {
      const media = await sockets(isPlain)
      expect(media.kind).toBe(kind)
      await use(media)
      media.close()
    }

    it('carry datagrams both ways and tell their sources apart', () =>
      withMedia(async (media) => {
        const heard: string[] = []
        const hear = (bytes: Buffer, address: string, port: number) => heard.push(`${bytes} ${address}:${port}`)
        const to = opened(await media.open('127.0.23.1', 0, hear))
        const one = opened(await media.open('127.0.23.2', 0, hear))
        const two = opened(await media.open('127.0.23.3', 0, hear))
        text(one, 'a', to)
        await vi.waitFor(() => expect(heard).toEqual([`a 127.0.23.2:${one.port}`]))
        text(two, 'b', to)
        await vi.waitFor(() => expect(heard.at(-1)).toBe(`b 127.0.23.3:${two.port}`))
        text(one, 'c', to)
        await vi.waitFor(() => expect(heard.at(-1)).toBe(`c 127.0.23.2:${one.port}`))
        text(to, 'back', one)
        await vi.waitFor(() => expect(heard.at(-1)).toBe(`back 127.0.23.1:${to.port}`))
        text(to, 'forth', two)
        await vi.waitFor(() => expect(heard.at(-1)).toBe(`forth 127.0.23.1:${to.port}`))
        expect(heard).toHaveLength(5)
        for (const socket of [to, one, two]) socket.close()
      }))

    it.runIf(hasIpv6)('speak IPv6', () =>
      withMedia(async (media) => {
        const heard: string[] = []
        const to = opened(
          await media.open('::1', 0, (bytes, address, port) => heard.push(`${bytes} ${address} ${port === from.port}`)),
        )
        const from = opened(await media.open('::1', 0, () => {}))
        text(from, 'six', to)
        // Of the other family, and no address at all: lost, and nothing else.
        text(from, 'x', { address: '127.0.23.1', port: to.port })
        text(from, 'x', { address: 'nonsense', port: to.port })
        text(from, 'again', to)
        await vi.waitFor(() => expect(heard).toEqual(['six ::1 true', 'again ::1 true']))
        to.close()
        from.close()
      }),
    )

    it('say why a socket cannot be had', () =>
      withMedia(async (media) => {
        const first = opened(await media.open('127.0.23.1', 0, () => {}))
        expect(await media.open('127.0.23.1', first.port, () => {})).toEqual({
          ok: false,
          error: { code: 'EADDRINUSE' },
        })
        expect(await media.open('192.0.2.254', 0, () => {})).toEqual({ ok: false, error: { code: 'EADDRNOTAVAIL' } })
        first.close()
      }))

    it('survive what cannot be sent, and a socket that its own receiver closes', () =>
      withMedia(async (media) => {
        const heard: string[] = []
        const to: MediaSocket = opened(
          await media.open('127.0.23.1', 0, (bytes) => {
            heard.push(String(bytes))
            to.close()
          }),
        )
        const other = opened(await media.open('127.0.23.1', 0, (bytes) => heard.push(String(bytes))))
        const from = opened(await media.open('127.0.23.2', 0, () => {}))
        // Nobody listens there; too long for any network; not a port.
        text(from, 'x', { address: '127.0.23.9', port: 9 })
        from.send(Buffer.alloc(70_000), 70_000, to.address, to.port)
        text(from, 'x', { address: '127.0.23.1', port: 0 })
        text(from, 'one', to)
        text(from, 'two', to)
        await vi.waitFor(() => expect(heard).toEqual(['one']))
        text(from, 'three', other)
        await vi.waitFor(() => expect(heard).toEqual(['one', 'three']))
        from.close()
        from.close()
        text(from, 'late', other)
        other.close()
      }))

    it('give every file handle back', () =>
      withMedia(async (media) => {
        const before = openFiles()
        for (let round = 0; round < 5; round++) {
          const many = await Promise.all(Array.from({ length: 50 }, () => media.open('127.0.23.1', 0, () => {})))
          for (const socket of many) opened(socket).close()
          await media.open('192.0.2.254', 0, () => {})
        }
        await vi.waitFor(() => expect(openFiles()).toBe(before))
      }))
  },
)

describe.runIf(hasPolled)('polled sockets', () => {
  it('go on when a receiver fails, and tell of it', async () => {
    const media = await sockets(false)
    const heard: string[] = []
    const to = opened(
      await media.open('127.0.23.1', 0, (bytes) => {
        if (String(bytes) === 'bad') throw new Error('hurt')
        heard.push(String(bytes))
      }),
    )
    const from = opened(await media.open('127.0.23.2', 0, () => {}))
    text(from, 'bad', to)
    text(from, 'good', to)
    await vi.waitFor(() => expect(heard).toEqual(['good']))
    expect(String(failures)).toBe('Error: hurt')
    to.close()
    from.close()
    media.close()
  })

  it('pass over what may have been cut', async () => {
    const media = await sockets(false)
    const lengths: number[] = []
    const to = opened(await media.open('127.0.23.1', 0, (bytes) => lengths.push(bytes.length)))
    const from = opened(await media.open('127.0.23.2', 0, () => {}))
    for (const length of [2047, 5000, 1, 2048, 0, 7]) from.send(Buffer.alloc(length), length, to.address, to.port)
    await vi.waitFor(() => expect(lengths).toEqual([2047, 1, 7]))
    to.close()
    from.close()
    media.close()
  })

  it('do not let a flood on one port keep another waiting', async () => {
    const media = await sockets(false)
    const order: string[] = []
    const flooded = opened(await media.open('127.0.23.1', 0, () => order.push('flood')))
    const calm = opened(await media.open('127.0.23.1', 0, () => order.push('calm')))
    const from = opened(await media.open('127.0.23.2', 0, () => {}))
    for (let i = 0; i < 100; i++) text(from, 'x', flooded)
    text(from, 'y', calm)
    await vi.waitFor(() => expect(order).toHaveLength(101))
    expect(order.indexOf('calm')).toBeLessThan(4)
    for (const socket of [flooded, calm, from]) socket.close()
    media.close()
  })

  it('are kept for the next leg, which hears nothing of what came for the one before or between them', async () => {
    const media = await sockets(false)
    const before = openFiles()
    let nowMs = 0
    const ports = new RtpPorts({
      range: { first: 21_200, last: 21_201 },
      monotonicMs: () => nowMs,
      restMs: 1000,
      sockets: media,
    })
    const from = opened(await media.open('127.0.23.2', 0, () => {}))
    const heard: string[] = []
    const receiver = (who: string) => ({
      rtp: (bytes: Buffer) => heard.push(`${who} rtp ${bytes}`),
      rtcp: (bytes: Buffer) => heard.push(`${who} rtcp ${bytes}`),
    })
    const first = opened(await ports.open('127.0.23.1', receiver('first')))
    first.close()
    first.sendRtp(Buffer.from('x'), 1, '127.0.23.2', from.port)
    for (let i = 0; i < 50; i++) text(from, 'stale', { address: '127.0.23.1', port: first.port + (i % 2) })
    await delay(20)
    expect([heard, ports.openPairs, ports.keptPairs]).toEqual([[], 0, 1])
    nowMs = 1000
    const second = opened(await ports.open('127.0.23.1', receiver('second')))
    text(from, 'fresh', { address: '127.0.23.1', port: second.port })
    text(from, 'report', { address: '127.0.23.1', port: second.port + 1 })
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(heard.sort()).toEqual(['second rtcp report', 'second rtp fresh'])
    second.close()
    ports.close()
    expect([ports.openPairs, ports.keptPairs]).toEqual([0, 0])
    from.close()
    expect(openFiles()).toBe(before)
    media.close()
  })

  it('closes a pair that is kept when nobody has needed it for a while, and opens it again for who does', async () => {
    let nowMs = 0
    const media = await sockets(false)
    const range = { first: 23_300, last: 23_301 }
    const ports = new RtpPorts({ range, monotonicMs: () => nowMs, restMs: 100, sockets: media })
    const none = { rtp: () => {}, rtcp: () => {} }
    const before = openFiles()
    opened(await ports.open('127.0.23.1', none)).close()
    ports.closeUnneeded()
    expect(ports.keptPairs).toBe(1)
    nowMs = 60_000
    ports.closeUnneeded()
    expect([ports.keptPairs, openFiles()]).toEqual([0, before])
    opened(await ports.open('127.0.23.1', none)).close()
    ports.close()
    expect(openFiles()).toBe(before)
    media.close()
  })

  describe('tell of what was not delivered', () => {
    /** A port that nobody listens on. */
    const closedPort = async (media: MediaSockets) => {
      const gone = opened(await media.open('127.0.64.9', 0, () => {}))
      const { address, port } = gone
      gone.close()
      return { address, port }
    }
    const telling = () => {
      const told: string[] = []
      const undelivered = (quoted: Buffer, address: string, port: number) =>
        void told.push(`${quoted} ${address}:${port}`)
      return { told, undelivered }
    }

    it('where to, and how it began; and send what comes after it all the same', async () => {
      const media = await sockets(false)
      const { told, undelivered } = telling()
      const heard: string[] = []
      const from = opened(await media.open('127.0.64.1', 0, (bytes) => heard.push(String(bytes)), undelivered))
      const deaf = opened(await media.open('127.0.64.1', 0, () => {}))
      const to = opened(await media.open('127.0.64.2', 0, (bytes) => heard.push(String(bytes))))
      const closed = await closedPort(media)
      text(deaf, 'to nobody by one who does not ask', closed)
      for (const words of ['one of many words', 'two']) text(from, words, closed)
      // Word of the first two waits in the socket by now, and is told by the next call in place of what it should do.
      text(from, 'one', to)
      text(from, 'two', to)
      text(to, 'back', from)
      await vi.waitFor(() => expect(heard).toHaveLength(3))
      expect(heard.sort()).toEqual(['back', 'one', 'two'])
      expect(told).toEqual([`one of many  ${closed.address}:${closed.port}`, `two ${closed.address}:${closed.port}`])
      for (const socket of [from, deaf, to]) socket.close()
      media.close()
    })

    it.runIf(hasIpv6)('over IPv6', async () => {
      const media = await sockets(false)
      const { told, undelivered } = telling()
      const from = opened(await media.open('::1', 0, () => {}, undelivered))
      const gone = opened(await media.open('::1', 0, () => {}))
      gone.close()
      text(from, 'six', gone)
      await vi.waitFor(() => expect(told).toEqual([`six ::1:${gone.port}`]))
      from.close()
      media.close()
    })

    it('but nothing more when it is a flood, and again to the next leg', async () => {
      const media = await sockets(false)
      const before = openFiles()
      let nowMs = 0
      const range = { first: 21_300, last: 21_301 }
      const ports = new RtpPorts({ range, monotonicMs: () => nowMs, restMs: 1000, sockets: media })
      const [first, second] = [telling(), telling()]
      const heard: string[] = []
      const rtp = (bytes: Buffer) => heard.push(String(bytes))
      const pair = opened(await ports.open('127.0.64.1', { rtp, rtcp: rtp, undelivered: first.undelivered }))
      const closed = await closedPort(media)
      const other = opened(await media.open('127.0.64.2', 0, () => {}))
      const send = (to: { address: string; port: number }) => pair.sendRtp(Buffer.from('x'), 1, to.address, to.port)
      for (let n = 0; n < 40; n++) {
        for (let i = 0; i < 50; i++) send(closed)
        await delay(4)
      }
      expect(first.told.length).toBeGreaterThan(300)
      expect(first.told.length).toBeLessThan(600)
      text(other, 'still there', pair)
      await vi.waitFor(() => expect(heard).toEqual(['still there']))
      // What is late, of the leg before, is not the next one's.
      send(closed)
      pair.close()
      text(other, 'stale', pair)
      await delay(20)
      nowMs = 1000
      const next = opened(await ports.open('127.0.64.1', { rtp, rtcp: rtp, undelivered: second.undelivered }))
      text(other, 'fresh', next)
      await vi.waitFor(() => expect(heard).toEqual(['still there', 'fresh']))
      expect(second.told).toEqual([])
      next.sendRtp(Buffer.from('again'), 5, closed.address, closed.port)
      await vi.waitFor(() => expect(second.told).toEqual([`again ${closed.address}:${closed.port}`]))
      next.close()
      ports.close()
      other.close()
      expect(openFiles()).toBe(before)
      media.close()
    })
  })
})
