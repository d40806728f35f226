import { connect } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { localAddressTowards, resolveHost } from './route.ts'
import { RtpPorts } from './rtp-ports.ts'
import { TcpTransport } from './tcp.ts'
import { openUdpSocket } from './udp.ts'

const opened = <Value>(result: { ok: true; value: Value } | { ok: false; error: unknown }): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

describe('a UDP socket', () => {
  it('answers from the address that was asked, and says why it cannot be had', async () => {
    const heard: string[] = []
    const one = opened(await openUdpSocket({ address: '127.0.20.1', port: 0, receive: () => {} }))
    const two = opened(
      await openUdpSocket({
        address: '127.0.20.2',
        port: 0,
        receive: (bytes, address, port) => heard.push(`${bytes} from ${address} ${port === one.port}`),
      }),
    )
    one.send(Buffer.from('hello, cut'), 5, two.address, two.port)
    one.send(Buffer.from('x'), 1, two.address, 0)
    await vi.waitFor(() => expect(heard).toEqual(['hello from 127.0.20.1 true']))
    expect(await openUdpSocket({ address: '127.0.20.2', port: two.port, receive: () => {} })).toEqual({
      ok: false,
      error: { code: 'EADDRINUSE' },
    })
    one.close()
    two.close()
    one.send(Buffer.from('late'), 4, two.address, two.port)
  })
})

describe('port pairs for RTP', () => {
  const silent = { rtp: () => {}, rtcp: () => {} }

  it('are even and odd, each in use once, and rest before they are used again', async () => {
    let nowMs = 0
    const ports = new RtpPorts({ range: { first: 21_000, last: 21_005 }, monotonicMs: () => nowMs, restMs: 1000 })
    const pairs = await Promise.all([1, 2, 3].map(async () => opened(await ports.open('127.0.20.1', silent))))
    expect(pairs.map((pair) => pair.port).sort()).toEqual([21_000, 21_002, 21_004])
    expect(await ports.open('127.0.20.1', silent)).toEqual({ ok: false, error: { code: 'ENOPORTS' } })
    expect((await ports.open('127.0.20.2', silent)).ok).toBe(true)
    pairs[1]?.close()
    pairs[1]?.close()
    nowMs = 999
    expect((await ports.open('127.0.20.1', silent)).ok).toBe(false)
    nowMs = 1000
    const again = opened(await ports.open('127.0.20.1', silent))
    expect(again.port).toBe(pairs[1]?.port)
    for (const pair of [...pairs, again]) pair.close()
    expect(ports.openPairs).toBe(1)
  })

  it('pass over a pair of which another program holds one', async () => {
    const other = opened(await openUdpSocket({ address: '127.0.20.1', port: 21_101, receive: () => {} }))
    const ports = new RtpPorts({ range: { first: 21_100, last: 21_103 }, monotonicMs: () => 0 })
    const pair = opened(await ports.open('127.0.20.1', silent))
    expect(pair.port).toBe(21_102)
    pair.close()
    other.close()
  })

  it('are not to be had on an address that is not ours', async () => {
    const ports = new RtpPorts({ range: { first: 21_100, last: 21_103 }, monotonicMs: () => 0 })
    expect(await ports.open('192.0.2.254', silent)).toEqual({ ok: false, error: { code: 'EADDRNOTAVAIL' } })
  })
})

describe('TCP', () => {
  const recorder = () => {
    const log: string[] = []
    return {
      log,
      listener: {
        opened: (id: string) => log.push(`opened ${id}`),
        received: (id: string, bytes: Buffer) => log.push(`${id}: ${bytes}`),
        closed: (id: string) => log.push(`closed ${id}`),
        connectFailed: (id: string) => log.push(`failed ${id}`),
      },
    }
  }

  it('carries bytes both ways and tells of each end once', async () => {
    const [server, client] = [recorder(), recorder()]
    const serving = new TcpTransport({ listener: server.listener })
    const calling = new TcpTransport({ listener: client.listener })
    const port = opened(await serving.listen('127.0.20.1', 0))
    const id = calling.connect('127.0.20.2', { address: '127.0.20.1', port })
    calling.send(id, Buffer.from('early'))
    await vi.waitFor(() => expect(server.log).toEqual(['opened t1', 't1: early']))
    serving.send('t1', Buffer.from('answer'))
    serving.close('t1')
    await vi.waitFor(() => expect(client.log).toEqual([`opened ${id}`, `${id}: answer`, `closed ${id}`]))
    await vi.waitFor(() => expect(server.log.at(-1)).toBe('closed t1'))
    expect(calling.send(id, Buffer.from('late'))).toBe(false)
    await serving.closeAll()
  })

  it('reports a connection that cannot be made, and takes no more than its bound', async () => {
    const [server, client] = [recorder(), recorder()]
    const serving = new TcpTransport({ listener: server.listener, mostConnections: 1 })
    const calling = new TcpTransport({ listener: client.listener })
    const port = opened(await serving.listen('127.0.20.1', 0))
    const nobody = calling.connect('127.0.20.2', { address: '127.0.20.3', port })
    await vi.waitFor(() => expect(client.log).toEqual([`failed ${nobody}`]))
    const first = calling.connect('127.0.20.2', { address: '127.0.20.1', port })
    await vi.waitFor(() => expect(server.log).toEqual(['opened t1']))
    const second = calling.connect('127.0.20.2', { address: '127.0.20.1', port })
    await vi.waitFor(() => expect(client.log).toContain(`closed ${second}`))
    expect(client.log).not.toContain(`closed ${first}`)
    await Promise.all([calling.closeAll(), serving.closeAll()])
  })

  it('does not let one address take all connections', async () => {
    const { log, listener } = recorder()
    const serving = new TcpTransport({ listener, mostConnections: 4 })
    const port = opened(await serving.listen('127.0.20.1', 0))
    const from = (localAddress: string) =>
      connect({ host: '127.0.20.1', port, localAddress })
        .resume()
        .on('error', () => {})
    const greedy = [1, 2, 3, 4, 5].map(() => from('127.0.20.4'))
    await vi.waitFor(() => expect(greedy.filter((socket) => socket.destroyed || socket.readableEnded).length).toBe(3))
    expect(serving.size).toBe(2)
    const other = from('127.0.20.5')
    await vi.waitFor(() => expect(log).toEqual(['opened t1', 'opened t2', 'opened t3']))
    for (const socket of [...greedy, other]) socket.destroy()
    await vi.waitFor(() => expect(serving.size).toBe(0))
    const again = from('127.0.20.4')
    await vi.waitFor(() => expect(log.at(-1)).toBe('opened t4'))
    again.destroy()
    await serving.closeAll()
  })

  it('closes a peer that does not read', async () => {
    const [server, client] = [recorder(), recorder()]
    const serving = new TcpTransport({ listener: server.listener, mostWaitingBytes: 1000 })
    const calling = new TcpTransport({ listener: client.listener })
    const port = opened(await serving.listen('127.0.20.1', 0))
    calling.connect('127.0.20.2', { address: '127.0.20.1', port })
    await vi.waitFor(() => expect(server.log).toEqual(['opened t1']))
    expect(serving.send('t1', Buffer.alloc(30_000_000))).toBe(false)
    await vi.waitFor(() => expect(server.log.at(-1)).toBe('closed t1'))
    await Promise.all([calling.closeAll(), serving.closeAll()])
  })

  it('does not wait for ever for a peer that does not read when it closes', async () => {
    const { log, listener } = recorder()
    const serving = new TcpTransport({ listener, mostWaitingBytes: 100_000_000, closeTimeoutMs: 50 })
    const port = opened(await serving.listen('127.0.20.1', 0))
    const deaf = connect({ host: '127.0.20.1', port }).pause()
    await vi.waitFor(() => expect(log).toEqual(['opened t1']))
    expect(serving.send('t1', Buffer.alloc(30_000_000))).toBe(true)
    serving.close('t1')
    await vi.waitFor(() => expect(log.at(-1)).toBe('closed t1'))
    deaf.destroy()
    await serving.closeAll()
  })
})

describe('routes', () => {
  it('name the local address towards a peer', async () => {
    expect(await localAddressTowards('127.0.20.9')).toMatch(/^127\./)
    expect(await resolveHost('127.0.20.9')).toBe('127.0.20.9')
    expect(await resolveHost('no-such-host.invalid')).toBeUndefined()
  })
})
