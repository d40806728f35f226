import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '#adapters/system/logger.ts'
import { packageRoot } from '#adapters/system/package-root.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { EdgeId } from '#kernel/ids.ts'
import { type RunningEdge, startEdge } from '../edge.ts'
import { CoreStandIn } from './core-stand-in.ts'

/** An edge in this process, on addresses and ports of its own. */
export interface TestEdge extends RunningEdge {
  readonly address: string
  readonly linkPort: number
  readonly secret: string
  readonly dataDir: string
  /** The SIP address of a number here. */
  uri(number: string): string
  core(how?: ConstructorParameters<typeof CoreStandIn>[2]): CoreStandIn
  /** Stops it and removes its files. */
  remove(): Promise<void>
}

/** @param slot 0-49: which ports to use, so that test files do not meet */
export async function startTestEdge(
  slot: number,
  over: {
    maxCalls?: number
    graceMs?: number
    dataDir?: string
    sip?: Partial<Settings['sip']>
    dnsServers?: readonly string[]
    /** Sound by Node's own sockets, which a test can listen at. */
    plainSockets?: boolean
  } = {},
): Promise<TestEdge> {
  const address = `127.0.20.${100 + slot}`
  const sipPort = 5070
  const linkPort = 40_500 + slot
  const secret = 'a secret of the test'
  const dataDir = over.dataDir ?? (await mkdtemp(join(tmpdir(), 'parley-edge-')))
  const started = await startEdge({
    settings: {
      sip: { hosts: [address], port: sipPort, ...over.sip },
      phoneCodecs: ['g722', 'opus', 'pcmu', 'pcma'],
      rtpPorts: { first: 20_000, last: 20_999 },
      plainSockets: over.plainSockets ?? false,
      webrtcPort: 40_600 + slot,
      dataDir,
      maxCalls: over.maxCalls ?? 50,
      graceMs: over.graceMs ?? 10_000,
      edgeLink: { port: linkPort, secret },
    },
    edgeId: 'edge-test' as EdgeId,
    promptFolder: join(packageRoot(), 'prompts'),
    logger: createLogger({ level: 'error', part: 'edge' }),
    ...(over.dnsServers === undefined ? {} : { dnsServers: over.dnsServers }),
  })
  if (!started.ok) throw new Error(started.error)
  const edge = started.value
  return {
    ...edge,
    address,
    linkPort,
    secret,
    dataDir,
    uri: (number) => `sip:${number}@${address}:${sipPort}`,
    core: (how) => new CoreStandIn(linkPort, secret, how),
    remove: async () => {
      await edge.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
