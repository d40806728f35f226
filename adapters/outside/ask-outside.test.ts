import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askOutside, type OutsideRequest } from './ask-outside.ts'

let server: Server
let asked: string[] = []
let port = 0
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.host}`)
    if (request.url === '/away') return response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    if (request.url === '/silent') return undefined
    if (request.url === '/long') return response.end('x'.repeat(2000))
    if (request.url === '/trickle') {
      response.write('x')
      return undefined
    }
    return response.end('{"ok":true}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.72.1', listening))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const ask = (url: string, more: Partial<OutsideRequest> = {}) =>
  askOutside({
    ...{ method: 'GET', url: new URL(url), headers: {}, body: null, timeoutMs: 20_000, mostBytes: 1000 },
    ...{ mayBeInside: true, ...more },
  })
const here = (path: string) => `http://127.0.72.1:${port}${path}`

it('asks what it may reach, and takes a redirect for the answer that it is', async () => {
  expect(await ask(here('/orders'))).toEqual({ ok: true, value: { status: 200, text: '{"ok":true}' } })
  expect(await ask(here('/away'))).toMatchObject({ ok: true, value: { status: 302 } })
})

it('connects to no address inside that nobody named, whether it is written as an address or hidden behind a name', async () => {
  asked = []
  expect(await ask(here('/orders'), { mayBeInside: false })).toEqual({ ok: false, error: 'inside' })
  expect(await ask(`http://localhost:${port}/`, { mayBeInside: false })).toEqual({ ok: false, error: 'inside' })
  expect(await ask(`http://[::ffff:127.0.72.1]:${port}/`, { mayBeInside: false })).toEqual({
    ok: false,
    error: 'inside',
  })
  expect(await ask(`http://0x7f004801:${port}/`, { mayBeInside: false })).toEqual({ ok: false, error: 'inside' })
  expect(asked).toEqual([])
})

it('waits no longer than it is told, reads no more than it is told, and stops when it is told', async () => {
  expect(await ask(here('/silent'), { timeoutMs: 50 })).toEqual({ ok: false, error: 'timeout' })
  expect(await ask(here('/trickle'), { timeoutMs: 50 })).toEqual({ ok: false, error: 'timeout' })
  expect(await ask(here('/long'))).toEqual({ ok: false, error: 'too-large' })
  const stopping = new AbortController()
  const stopped = ask(here('/silent'), { signal: stopping.signal })
  stopping.abort()
  expect(await stopped).toEqual({ ok: false, error: 'stopped' })
  const nobody = createServer()
  await new Promise<void>((listening) => nobody.listen(0, '127.0.72.1', listening))
  const { port: free } = nobody.address() as AddressInfo
  await new Promise((closed) => nobody.close(closed))
  expect(await ask(`http://127.0.72.1:${free}/`)).toEqual({ ok: false, error: 'not-reached' })
})
