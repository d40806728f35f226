import { createSocket } from 'node:dgram'
import { afterEach, describe, expect, it } from 'vitest'
import { DnsLookup } from '#adapters/sockets/dns.ts'
import { type DnsServer, startDnsServer } from '../e2e/peers/dns-server.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
let nowMs = 0
const lookup = (server: string) => new DnsLookup({ servers: [server], monotonicMs: () => nowMs })
async function serving(zone: DnsServer['zone']): Promise<DnsServer> {
  const server = await startDnsServer('127.13.1.53', zone)
  open.push(server)
  return server
}

describe('asking DNS', () => {
  it('reads addresses, SRV and NAPTR records', async () => {
    const server = await serving({
      a: { 'a.test': ['192.0.2.1', '192.0.2.2'] },
      srv: { '_sip._udp.a.test': [{ priority: 1, weight: 2, port: 5070, target: 'b.a.test' }] },
      naptr: {
        'a.test': [{ order: 1, preference: 2, flags: 's', service: 'SIP+D2U', replacement: '_sip._udp.a.test' }],
      },
    })
    const dns = lookup(server.server)
    expect(await dns.ask({ kind: 'address', name: 'A.test.' })).toEqual({ addresses: ['192.0.2.1', '192.0.2.2'] })
    expect(await dns.ask({ kind: 'srv', name: '_sip._udp.a.test' })).toEqual({
      services: [{ priority: 1, weight: 2, port: 5070, target: 'b.a.test' }],
    })
    expect((await dns.ask({ kind: 'naptr', name: 'a.test' })).pointers).toMatchObject([
      { order: 1, preference: 2, flags: 's', service: 'SIP+D2U', replacement: '_sip._udp.a.test' },
    ])
    expect(await dns.ask({ kind: 'address', name: 'none.test' })).toEqual({})
  })

  it('keeps an answer as long as it may, and asks once for many', async () => {
    const server = await serving({ a: { 'a.test': ['192.0.2.1'] } })
    const dns = lookup(server.server)
    const ask = () => dns.ask({ kind: 'address', name: 'a.test' })
    await Promise.all([ask(), ask(), ask()])
    const asked = () => server.questions.filter((one) => one === 'A a.test').length
    expect(asked()).toBe(1)
    server.zone = { a: { 'a.test': ['192.0.2.9'] } }
    expect(await ask()).toEqual({ addresses: ['192.0.2.1'] })
    nowMs += 5_001
    expect(await ask()).toEqual({ addresses: ['192.0.2.9'] })
    expect(asked()).toBe(2)
  })

  it('takes a name back that is gone, but not because its server is silent', async () => {
    const server = await serving({ a: { 'a.test': ['192.0.2.1'] } })
    const dns = lookup(server.server)
    const ask = () => dns.ask({ kind: 'address', name: 'a.test' })
    await ask()
    const port = Number(server.server.split(':')[1])
    await server.close()
    open.splice(0)
    const silent = createSocket('udp4')
    open.push(silent)
    await new Promise<void>((resolve) => silent.bind(port, '127.13.1.53', resolve))
    nowMs += 6_000
    expect(await ask()).toEqual({ addresses: ['192.0.2.1'] })
    nowMs += 3_600_001
    expect(await ask()).toEqual({})
  })

  it('is over for a server that never answers', async () => {
    const silent = createSocket('udp4')
    open.push(silent)
    await new Promise<void>((resolve) => silent.bind(0, '127.13.1.54', resolve))
    expect(await lookup(`127.13.1.54:${silent.address().port}`).ask({ kind: 'srv', name: 'x.test' })).toEqual({})
  })
})
