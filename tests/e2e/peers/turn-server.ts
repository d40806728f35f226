import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ensureOwnCertificate } from '#adapters/system/certificate.ts'
import { endProcess } from './installation.ts'

/** coturn from Debian, as somebody would run it beside Parley, with the secret that both share. */
export interface TurnServer {
  /** How a browser reaches it. */
  url(way: TurnWay): string
  readonly secret: string
  /** What it has written: who was let in, and how many bytes went through. */
  output(): string
  stop(): Promise<void>
}

export type TurnWay = 'udp' | 'tcp' | 'tls'

export async function startTurnServer(port = 13_478): Promise<TurnServer> {
  const address = ownAddress()
  const folder = mkdtempSync(join(tmpdir(), 'parley-turn-'))
  const secret = 'a-secret-that-both-know'
  const certificate = await ensureOwnCertificate(folder, Date.now(), address)
  const child = spawn(
    'turnserver',
    [
      ...['-n', '--listening-ip', address, '--relay-ip', address, '--listening-port', String(port)],
      ...[
        '--tls-listening-port',
        String(port + 1),
        '--cert',
        certificate.certificatePath,
        '--pkey',
        certificate.keyPath,
      ],
      ...['--no-dtls', '--min-port', '49160', '--max-port', '49200'],
      ...['--use-auth-secret', '--static-auth-secret', secret, '--realm', 'parley', '--fingerprint'],
      // Everything here is on loopback, which it refuses to relay to unless told, and its console.
      ...['--allow-loopback-peers', '--cli-password', 'not-used', '--no-cli', '--verbose'],
      ...['--log-file', 'stdout', '--pidfile', join(folder, 'pid'), '--db', join(folder, 'turndb')],
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-200_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  for (let tries = 0; !(await answers(address, port)); tries++) {
    if (tries > 100 || child.exitCode !== null) throw new Error(`coturn did not start:\n${output}`)
    await delay(100)
  }
  return {
    url: (way) =>
      way === 'tls' ? `turns:${address}:${port + 1}?transport=tcp` : `turn:${address}:${port}?transport=${way}`,
    secret,
    output: () => output,
    stop: async () => {
      await endProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Where the edge has its candidates, too: a relay on loopback would reach nobody. Without a network there is loopback alone. */
const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1'

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
