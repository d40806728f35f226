import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import type { S3Options } from '#adapters/storage/index.ts'
import { endProcess } from './installation.ts'

/**
 * OpenStack Swift from Debian with its S3 interface, as companies run it: a proxy that speaks the protocol and checks each
 * signature, and behind it servers of accounts, containers and objects, on one disk here.
 */
export interface ObjectStoreServer {
  readonly options: S3Options
  /** As if the whole machine were away: connections are refused until `comeBack`. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  output(): string
  stop(): Promise<void>
}

const accessKey = 'parley:recorder'
const secret = 'a-key-of-the-object-store'
const kinds = ['account', 'container', 'object'] as const

/** @param address an address of 127.0.0.0/8 for this server alone */
export async function startObjectStore(address: string): Promise<ObjectStoreServer> {
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/var/lib' : tmpdir(), 'parley-swift-'))
  const user = process.getuid?.() === 0 ? 'root' : (process.env.USER ?? 'root')
  const children = new Map<string, ChildProcess>()
  let output = ''
  const begin = (name: string, program: string, args: readonly string[]) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-200_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    children.set(name, child)
  }
  const common = (port: number) =>
    `[DEFAULT]\nbind_ip = ${address}\nbind_port = ${port}\nworkers = 0\nuser = ${user}\nswift_dir = ${folder}\ndevices = ${folder}/disks\nmount_check = false\nlog_level = WARNING\n`
  mkdirSync(join(folder, 'disks', 'd1'), { recursive: true })
  for (const [n, kind] of kinds.entries()) {
    const port = 16_200 + n
    const builder = join(folder, `${kind}.builder`)
    for (const step of [
      ['create', '4', '1', '1'],
      [
        'add',
        '--region',
        '1',
        '--zone',
        '1',
        '--ip',
        address,
        '--port',
        String(port),
        '--device',
        'd1',
        '--weight',
        '1',
      ],
      ['rebalance'],
    ]) {
      const made = spawnSync('swift-ring-builder', [builder, ...step], { encoding: 'utf8' })
      if (made.status !== 0) throw new Error(`swift-ring-builder ${step[0]}: ${made.stdout}${made.stderr}`)
    }
    writeFileSync(
      join(folder, `${kind}.conf`),
      `${common(port)}[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`,
    )
  }
  const [proxyPort, memoryPort] = [18_333, 16_211]
  writeFileSync(
    join(folder, 'proxy.conf'),
    `${common(proxyPort)}[pipeline:main]
pipeline = catch_errors cache s3api tempauth slo dlo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = ${address}:${memoryPort}
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_${accessKey.replace(':', '_')} = ${secret} .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
`,
  )
  begin('memcached', 'memcached', ['-l', address, '-p', String(memoryPort), '-u', user, '-m', '16'])
  for (const kind of kinds) begin(kind, `swift-${kind}-server`, [join(folder, `${kind}.conf`), '-v'])
  const stop = async () => {
    await Promise.all([...children.values()].map(endProcess))
    rmSync(folder, { recursive: true, force: true })
  }
  const startProxy = async () => {
    begin('proxy', 'swift-proxy-server', [join(folder, 'proxy.conf'), '-v'])
    for (let tries = 0; ; tries++) {
      const answer = await fetch(`http://${address}:${proxyPort}/`, { signal: AbortSignal.timeout(5000) }).catch(
        () => undefined,
      )
      if (answer !== undefined) return
      if (tries > 600) {
        await stop()
        throw new Error(`Swift did not start:\n${output}`)
      }
      await delay(100)
    }
  }
  await startProxy()
  const options: S3Options = {
    endpoint: `http://${address}:${proxyPort}`,
    region: 'us-east-1',
    bucket: 'recordings',
    prefix: 'parley/',
    accessKey,
    secret,
    isPathStyle: true,
  }
  const client = new AwsClient({ accessKeyId: accessKey, secretAccessKey: secret, service: 's3', retries: 0 })
  let made = await client.fetch(`${options.endpoint}/${options.bucket}`, { method: 'PUT' })
  // The servers behind the proxy may be a moment later than it.
  for (let tries = 0; !made.ok && tries < 100; tries++) {
    await delay(200)
    made = await client.fetch(`${options.endpoint}/${options.bucket}`, { method: 'PUT' })
  }
  if (!made.ok) throw new Error(`Swift made no bucket: ${made.status}\n${output}`)
  return {
    options,
    async goAway() {
      const proxy = children.get('proxy')
      if (proxy) await endProcess(proxy)
    },
    comeBack: startProxy,
    output: () => output,
    stop,
  }
}
