import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { ensureOwnCertificate } from '../system/certificate.ts'
import { TlsIdentity } from './tls-identity.ts'
import { mayConnect, WebSocketTransport, type WebSocketTransportOptions } from './websocket.ts'

const address = '127.11.0.5'
let folder: string
let identity: TlsIdentity
const running: WebSocketTransport[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-ws-'))
  const opened = TlsIdentity.open({ ...(await ensureOwnCertificate(folder, Date.now())), isSupplied: false })
  if (!opened.ok) throw new Error(opened.error)
  identity = opened.value
})
afterAll(() => {
  identity.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  for (const transport of running.splice(0)) await transport.closeAll()
})

async function serve(log: string[], more: Partial<WebSocketTransportOptions> = {}) {
  const transport: WebSocketTransport = new WebSocketTransport({
    subprotocol: 'sip',
    identity,
    listener: {
      opened: (id, isSecure, local, remote) =>
        log.push(`opened ${id} ${isSecure} ${local.address} from ${remote.address}`),
      received: (id, bytes) => {
        log.push(`received ${id} ${bytes}`)
        transport.send(id, Buffer.from(`you said ${bytes}`))
      },
      closed: (id) => log.push(`closed ${id}`),
    },
    ...more,
  })
  running.push(transport)
  const port = await transport.listen(address, 0)
  if (!port.ok) throw new Error(port.error.code)
  return { transport, port: port.value }
}

const options = { localAddress: '127.11.0.6', rejectUnauthorized: false }

/** What comes of it: `open`, or the status of the refusal. */
function outcome(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('open', () => resolve('open'))
    socket.once('unexpected-response', (_, response) => resolve(String(response.statusCode)))
    socket.once('error', (error) => resolve(error.message))
  })
}

describe('a WebSocket port', () => {
  it.each([
    ['ws', false],
    ['wss', true],
  ])('speaks %s', async (scheme, isSecure) => {
    const log: string[] = []
    const { port } = await serve(log)
    const client = new WebSocket(`${scheme}://${address}:${port}/`, 'sip', options)
    const answers: string[] = []
    client.on('message', (data, isBinary) => answers.push(`${isBinary} ${data}`))
    expect(await outcome(client)).toBe('open')
    expect(client.protocol).toBe('sip')
    client.send('one')
    client.send(Buffer.from('two'))
    await vi.waitFor(() => expect(answers).toEqual(['false you said one', 'false you said two']))
    client.close()
    await vi.waitFor(() =>
      expect(log).toEqual([
        `opened w1 ${isSecure} 127.11.0.5 from 127.11.0.6`,
        'received w1 one',
        'received w1 two',
        'closed w1',
      ]),
    )
  })

  it('wants the subprotocol (RFC 7118 4.1) and an origin that may', async () => {
    const { port } = await serve([], { origins: ['https://phone.example'] })
    const dial = (protocols: string[], origin?: string) =>
      outcome(
        new WebSocket(`ws://${address}:${port}/`, protocols, origin === undefined ? options : { ...options, origin }),
      )
    expect(await dial(['xmpp'])).toBe('400')
    expect(await dial(['xmpp', 'sip'])).toBe('open')
    expect(await dial(['sip'], 'https://evil.example')).toBe('403')
    expect(await dial(['sip'], 'https://phone.example')).toBe('open')
    expect(await dial(['sip'], `https://${address}:8443`)).toBe('open')
    expect((await fetch(`http://${address}:${port}/`)).status).toBe(426)
  })

  it('shows out who does not answer pings, and who sends too much at once', async () => {
    const log: string[] = []
    const { port } = await serve(log, { pingIntervalMs: 40, mostMessageBytes: 1000 })
    const deaf = new WebSocket(`ws://${address}:${port}/`, 'sip', { ...options, autoPong: false })
    const alive = new WebSocket(`ws://${address}:${port}/`, 'sip', options)
    expect(await outcome(deaf)).toBe('open')
    expect(await outcome(alive)).toBe('open')
    await new Promise((resolve) => deaf.once('close', resolve))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(alive.readyState).toBe(WebSocket.OPEN)
    alive.send('x'.repeat(1001))
    const code = await new Promise((resolve) => alive.once('close', resolve))
    expect(code).toBe(1009)
    expect(log.filter((line) => line.startsWith('received'))).toEqual([])
  })

  it('gives one address half of its connections, upgraded or not', async () => {
    const { port } = await serve([], { mostConnections: 4 })
    const silent = [0, 1].map(() => connect({ port, host: address, localAddress: '127.11.0.7' }))
    await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    const third = connect({ port, host: address, localAddress: '127.11.0.7' })
    await new Promise((resolve) => third.once('close', resolve))
    const other = new WebSocket(`ws://${address}:${port}/`, 'sip', options)
    expect(await outcome(other)).toBe('open')
    for (const socket of silent) socket.destroy()
    other.terminate()
  })
})

it('a page of our own host may connect, one of another only when it is named', () => {
  expect(mayConnect(undefined, 'pbx.example:5066', [])).toBe(true)
  expect(mayConnect('https://pbx.example', 'pbx.example:5066', [])).toBe(true)
  expect(mayConnect('https://pbx.example.evil', 'pbx.example:5066', [])).toBe(false)
  expect(mayConnect('null', 'pbx.example', [])).toBe(false)
  expect(mayConnect('https://a.example', 'pbx.example', ['https://a.example'])).toBe(true)
  expect(mayConnect('https://a.example', 'pbx.example', ['*'])).toBe(true)
})
