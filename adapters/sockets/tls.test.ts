import { X509Certificate } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ensureOwnCertificate } from '../system/certificate.ts'
import { TcpTransport } from './tcp.ts'
import { tlsCarrier } from './tls.ts'
import { TlsIdentity, type TlsIdentityOptions } from './tls-identity.ts'

const address = '127.11.0.1'
let folder: string
/** Two machines, each of which signs for itself. */
const files = (name: string) => ({
  certificatePath: join(folder, name, 'certificate', 'certificate.pem'),
  keyPath: join(folder, name, 'certificate', 'key.pem'),
})
const running: TcpTransport[] = []
const identities: TlsIdentity[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-tls-'))
  for (const name of ['ours', 'theirs', 'other']) await ensureOwnCertificate(join(folder, name), Date.now())
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(async () => {
  for (const transport of running.splice(0)) await transport.closeAll()
  for (const identity of identities.splice(0)) identity.close()
})

function identity(name: string, more: Partial<TlsIdentityOptions> = {}): TlsIdentity {
  const opened = TlsIdentity.open({ ...files(name), isSupplied: true, ...more })
  if (!opened.ok) throw new Error(opened.error)
  identities.push(opened.value)
  return opened.value
}

function transport(of: TlsIdentity, log: string[] = []): TcpTransport {
  const made = new TcpTransport({
    carrier: tlsCarrier(of),
    listener: {
      opened: (id) => log.push(`opened ${id}`),
      received: (_, bytes) => log.push(`received ${bytes}`),
      closed: (id) => log.push(`closed ${id}`),
      connectFailed: (id) => log.push(`failed ${id}`),
    },
  })
  running.push(made)
  return made
}

async function serve(of: TlsIdentity, log: string[] = []): Promise<number> {
  const port = await transport(of, log).listen(address, 0)
  if (!port.ok) throw new Error(port.error.code)
  return port.value
}

/** What `one` sees of a server at `port` whose certificate must name `peerName`. */
async function dial(of: TlsIdentity, port: number, peerName: string | undefined): Promise<string> {
  const log: string[] = []
  const client = transport(of, log)
  client.send(client.connect('127.11.0.2', { address, port }, peerName), Buffer.from('hello'))
  await vi.waitFor(() => expect(log).not.toEqual([]))
  return log[0] as string
}

describe('TLS', () => {
  it('carries bytes both ways', async () => {
    const heard: string[] = []
    const port = await serve(identity('theirs'), heard)
    expect(await dial(identity('ours'), port, undefined)).toBe('opened s1')
    await vi.waitFor(() => expect(heard).toEqual(['opened s1', 'received hello']))
  })

  it('believes a server only under the name that was asked for, and only from an authority it knows', async () => {
    const port = await serve(identity('theirs'))
    const knowing = { caPath: files('theirs').certificatePath }
    expect(await dial(identity('ours', knowing), port, 'localhost')).toBe('opened s1')
    expect(await dial(identity('ours', knowing), port, 'carrier.example')).toBe('failed s1')
    expect(await dial(identity('ours'), port, 'localhost')).toBe('failed s1')
  })

  it('tells the server the name that it wants (RFC 6066 3)', async () => {
    const theirs = identity('theirs')
    const names: (string | false | null | undefined)[] = []
    const carrier = tlsCarrier(theirs)
    const server = carrier.createServer((socket) => {
      names.push((socket as TLSSocket).servername)
      socket.resume()
    })
    await new Promise<void>((resolve) => server.listen(0, address, resolve))
    const at = server.address()
    const port = typeof at === 'object' && at !== null ? at.port : 0
    await dial(identity('ours', { caPath: files('theirs').certificatePath }), port, 'localhost')
    await dial(identity('ours'), port, undefined)
    await vi.waitFor(() => expect(names).toEqual(['localhost', false]))
    for (const client of running) await client.closeAll()
    await new Promise((resolve) => server.close(resolve))
  })

  it('lets a client show a certificate, shows out one that nobody vouches for, and one without when it must', async () => {
    const asking = await serve(identity('theirs', { caPath: files('ours').certificatePath }))
    const demanding = await serve(
      identity('theirs', { caPath: files('ours').certificatePath, requiresClientCertificate: true }),
    )
    /** With TLS 1.3 a client learns only afterwards that it was turned away. */
    const stays = async (of: TlsIdentity, port: number) => {
      const log: string[] = []
      const client = transport(of, log)
      client.connect('127.11.0.2', { address, port }, undefined)
      await vi.waitFor(() => expect(log).toContain('opened s1'))
      await new Promise((resolve) => setTimeout(resolve, 150))
      return !log.includes('closed s1')
    }
    expect(await stays(identity('ours'), asking)).toBe(true)
    expect(await stays(identity('ours'), demanding)).toBe(true)
    expect(await stays(identity('other'), asking)).toBe(false)
    expect(await stays(identity('ours', { isSupplied: false }), asking)).toBe(true)
    expect(await stays(identity('ours', { isSupplied: false }), demanding)).toBe(false)
  })

  it('takes new files without a restart, and keeps the old ones when half of a pair is missing', async () => {
    cpSync(join(folder, 'theirs'), join(folder, 'changing'), { recursive: true })
    const told: (string | undefined)[] = []
    const changing = identity('changing', { reloaded: (problem) => told.push(problem) })
    const port = await serve(changing)
    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connectTls({ host: address, port, rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().fingerprint256)
          socket.destroy()
        })
        socket.once('error', reject)
      })
    const fingerprint = (name: string) => new X509Certificate(readFileSync(files(name).certificatePath)).fingerprint256
    expect(await shown()).toBe(fingerprint('theirs'))
    writeFileSync(files('changing').certificatePath, readFileSync(files('ours').certificatePath))
    changing.reload()
    expect(told.at(-1)).toContain('cannot be used')
    expect(await shown()).toBe(fingerprint('theirs'))
    writeFileSync(files('changing').keyPath, readFileSync(files('ours').keyPath))
    changing.reload()
    expect(told.at(-1)).toBeUndefined()
    expect(await shown()).toBe(fingerprint('ours'))
  })

  it('says in a sentence what is wrong with its files', () => {
    expect(TlsIdentity.open({ ...files('ours'), keyPath: files('theirs').keyPath, isSupplied: true })).toEqual({
      ok: false,
      error: expect.stringMatching(/^The TLS files .* cannot be used: .*\.$/),
    })
  })
})
