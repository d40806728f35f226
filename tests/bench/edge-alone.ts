import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { BridgeId, CommandId, LegId, RecordingId } from '#kernel/ids.ts'
import { messagesIn } from '#protocol/edge/frames.ts'
import { type EdgeCommand, type EdgeMessage, edgeLinkVersion } from '#protocol/edge/index.ts'
import { endProcess } from '#tests/e2e/peers/installation.ts'

const linkPort = 18_953
const secret = 'a-secret-of-the-bench-alone'

export interface EdgeAloneOptions {
  readonly address: string
  readonly sipPort: number
  readonly isRecorded?: boolean
  readonly settings?: Readonly<Record<string, string>>
}

/** An edge as it is built, and a core that does one thing: whoever calls is answered and bridged with the next who calls. */
export class EdgeAlone {
  /** How late the latest tick was in each report since this was emptied last, ms. */
  readonly lateness: number[] = []
  /** Recordings that were closed, with what they lack. */
  readonly missingMs: number[] = []
  overloads = 0
  readonly #process: ChildProcess
  readonly #dataDir: string
  #socket: WebSocket | undefined
  readonly #isRecorded: boolean
  #commands = 0
  /** Who calls is for whoever called before him, however long each of them takes to connect. */
  #unpaired: LegId | undefined
  readonly #partners = new Map<LegId, LegId>()
  readonly #connected = new Set<LegId>()

  private constructor(process: ChildProcess, dataDir: string, isRecorded: boolean) {
    this.#process = process
    this.#dataDir = dataDir
    this.#isRecorded = isRecorded
  }

  static async start(options: EdgeAloneOptions): Promise<EdgeAlone> {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'))
    const child = fork('dist/edge.js', {
      env: {
        ...process.env,
        PARLEY_DATA_DIR: dataDir,
        PARLEY_SIP_HOST: options.address,
        PARLEY_SIP_PORT: String(options.sipPort),
        PARLEY_RTP_PORTS: '20000-29999',
        PARLEY_WEBRTC_PORT: '41953',
        PARLEY_EDGE_LINK_PORT: String(linkPort),
        PARLEY_EDGE_LINK_SECRET: secret,
        PARLEY_MAX_CALLS: '10000',
        PARLEY_LOG_LEVEL: 'error',
        ...options.settings,
      },
      // For a profile: BENCH_EDGE_ARGUMENTS=--cpu-prof
      execArgv: process.env.BENCH_EDGE_ARGUMENTS?.split(' ') ?? [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    await new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', (code) => reject(new Error(`the edge ended with ${code}`)))
    })
    const edge = new EdgeAlone(child, dataDir, options.isRecorded ?? false)
    await edge.#connect()
    return edge
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  async stop(): Promise<void> {
    this.#socket?.close()
    await endProcess(this.#process)
    rmSync(this.#dataDir, { recursive: true, force: true })
  }

  async #connect(): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${linkPort}`, { headers: { authorization: `Bearer ${secret}` } })
    this.#socket = socket
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    socket.on('message', (data) => {
      for (const message of messagesIn(String(data)) ?? []) this.#heard(message as EdgeMessage)
    })
    socket.send(JSON.stringify({ type: 'hello', version: edgeLinkVersion, coreName: 'bench', epoch: 1 }))
    if (this.#isRecorded) {
      this.#do({ type: 'recording-key.set', keyId: 'bench', keyBase64: randomBytes(32).toString('base64') })
    }
  }

  #heard(message: EdgeMessage): void {
    if (message.type !== 'event') return
    const { event } = message
    if (event.type === 'edge.load') {
      this.lateness.push(event.tickLatenessMs)
      if (event.isOverloaded) this.overloads++
    } else if (event.type === 'recording.closed') this.missingMs.push(event.recording.missingMs)
    else if (event.type === 'leg.incoming') this.#came(event.leg.legId)
    else if (event.type === 'leg.connected') {
      const partner = this.#partners.get(event.legId)
      this.#connected.add(event.legId)
      if (partner !== undefined && this.#connected.has(partner)) this.#bridge(partner, event.legId)
    }
  }

  #came(legId: LegId): void {
    const partner = this.#unpaired
    this.#unpaired = partner === undefined ? legId : undefined
    if (partner !== undefined) {
      this.#partners.set(legId, partner)
      this.#partners.set(partner, legId)
    }
    this.#do({ type: 'leg.answer', legId })
  }

  #bridge(one: LegId, other: LegId): void {
    const bridgeId = `brg-${this.#commands}` as BridgeId
    this.#do({ type: 'bridge.join', bridgeId, legIds: [one, other] })
    const recordingId = `rec-${this.#commands}` as RecordingId
    if (this.#isRecorded) this.#do({ type: 'recording.start', recordingId, bridgeId, left: one })
  }

  #do(command: EdgeCommand): void {
    const id = `cmd-${this.#commands++}` as CommandId
    this.#socket?.send(JSON.stringify({ type: 'command', id, epoch: 1, command }))
  }
}
