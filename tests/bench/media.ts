import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { BridgeId, CommandId, LegId } from '#kernel/ids.ts'
import { type EdgeCommand, type EdgeMessage, edgeLinkVersion, messagesIn } from '#protocol/edge/index.ts'
import { endProcess } from '#tests/e2e/peers/installation.ts'
import { watchLoad } from './process-load.ts'
import { percentile, type Row, report } from './report.ts'
import { startCalls } from './sip-load.ts'

/**
 * The edge alone with 100 and 200 bridged calls (two legs each), RTP both ways on every leg: its CPU, how late its tick is,
 * and the share of the packets that each leg got. This process stands in for the core: it speaks the edge link, answers each
 * leg and bridges them in pairs. `npm run bench -- media [seconds]`.
 */
const seconds = Number(process.argv[2] ?? 15)
const address = '127.0.53.1'
const linkPort = 18_953
const secret = 'a-secret-of-the-bench-alone'

const rows: Row[] = []
for (const bridges of [100, 200]) rows.push(await measure(bridges))
report('media', rows)

async function measure(bridges: number): Promise<Row> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const edge = fork('dist/edge.js', {
    env: {
      ...process.env,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_SIP_HOST: address,
      PARLEY_SIP_PORT: '15060',
      PARLEY_RTP_PORTS: '20000-23999',
      PARLEY_WEBRTC_PORT: '41953',
      PARLEY_EDGE_LINK_PORT: String(linkPort),
      PARLEY_EDGE_LINK_SECRET: secret,
      PARLEY_MAX_CALLS: '2000',
      PARLEY_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await new Promise((resolve, reject) => {
    edge.once('message', resolve)
    edge.once('exit', (code) => reject(new Error(`the edge ended with ${code}`)))
  })
  const core = await bridgeInPairs()
  const load = await startCalls(
    bridges * 2,
    { host: address, port: 15_060, user: '200' },
    {
      host: '127.0.53.9',
      sipPort: 25_060,
      firstRtpPort: 30_000,
    },
  )
  // The first second is the JIT's.
  await delay(2000)
  core.lateness.length = 0
  const before = load.calls.map((call) => ({ sent: call.packetsSent, received: call.packetsReceived }))
  const cpu = watchLoad(edge.pid ?? 0)
  await delay(seconds * 1000)
  const edgeCpuPercent = cpu()
  const shares = load.calls.map((call, i) => {
    const sent = call.packetsSent - (before[i]?.sent ?? 0)
    return ((call.packetsReceived - (before[i]?.received ?? 0)) / sent) * 100
  })
  const lateness = [...core.lateness]
  await load.close()
  core.close()
  await endProcess(edge)
  rmSync(dataDir, { recursive: true, force: true })
  return {
    bridges,
    legs: bridges * 2,
    edgeCpuPercent,
    tickLateMsMost: Math.max(...lateness, 0),
    tickLateMsP50: percentile(lateness, 0.5),
    packetsBackPercentLeast: Math.min(...shares),
    packetsBackPercentMedian: percentile(shares, 0.5),
  }
}

/** A core that does one thing: whoever calls is answered and bridged with the next who calls. */
async function bridgeInPairs(): Promise<{ readonly lateness: number[]; close(): void }> {
  const socket = new WebSocket(`ws://127.0.0.1:${linkPort}`, { headers: { authorization: `Bearer ${secret}` } })
  const lateness: number[] = []
  let commands = 0
  let waiting: LegId | undefined
  const send = (command: EdgeCommand) => {
    commands++
    socket.send(JSON.stringify({ type: 'command', id: `cmd-${commands}` as CommandId, epoch: 1, command }))
  }
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('message', (data) => {
    for (const message of messagesIn(String(data)) as readonly EdgeMessage[]) hear(message)
  })
  const hear = (message: EdgeMessage) => {
    if (message.type !== 'event') return
    if (message.event.type === 'edge.load') lateness.push(message.event.tickLatenessMs)
    if (message.event.type === 'leg.incoming') send({ type: 'leg.answer', legId: message.event.leg.legId })
    if (message.event.type === 'leg.connected') {
      const { legId } = message.event
      if (waiting) send({ type: 'bridge.join', bridgeId: `brg-${commands}` as BridgeId, legIds: [waiting, legId] })
      waiting = waiting ? undefined : legId
    }
  }
  socket.send(JSON.stringify({ type: 'hello', version: edgeLinkVersion, coreName: 'bench', epoch: 1 }))
  return { lateness, close: () => socket.close() }
}
