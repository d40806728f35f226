import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { signIn } from '#tests/e2e/peers/api.ts'
import { startInstallation } from '#tests/e2e/peers/installation.ts'
import { arrivalToOffer } from './arrival-to-offer.ts'
import { familyOf, pinTo, watchFamily, watchTime } from './pinning.ts'
import { type Row, report } from './report.ts'
import { offerCalls, startAnsweringSide } from './sipp.ts'

/**
 * Calls a second that go through a queue to an agent's telephone, with edge, core and PostgreSQL together on core 0, by how many
 * agents there are; each at growing rates until one fails. SIPp, on core 1, is the callers and all the telephones: each call is
 * ended by its caller as soon as it is through.
 *
 *     npm run bench -- queue [seconds at each rate] [agents, such as 100,1000] [rates, such as 100,200] [unpinned]
 *
 * `unpinned` leaves both cores to everything.
 */
const seconds = Number(process.argv[2] ?? 20)
const numbers = (text: string | undefined, otherwise: readonly number[]) => text?.split(',').map(Number) ?? otherwise
const agentCounts = numbers(process.argv[3], [100, 1000, 5000])
const rates = numbers(process.argv[4], [50, 100, 150, 200, 250, 300, 350, 400])
const isPinned = process.argv[5] !== 'unpinned'
const caller = '127.0.64.9'
const station = { address: '127.0.64.10', port: 25_080 }
const measuredCore = 0
const settleMs = 10_000
const followMs = 3000

const settings = { PARLEY_MAX_CALLS: '4000', PARLEY_RTP_PORTS: '20000-39999', PARLEY_LOG_LEVEL: 'error' }
const parley = await startInstallation({ address: '127.0.64.1', settings })
const telephones = startAnsweringSide(station.address, station.port)
const rows: Row[] = []
try {
  await letCallersIn()
  const target = `${parley.sipHost}:${parley.sipPort}`
  const everything = familyOf(parley.launcherId)
  const edge = parley.processId('edge')
  const core = parley.processId('core')
  if (edge === undefined || core === undefined) throw new Error('the edge or the core is not running')
  for (const agents of agentCounts) {
    if (isPinned) pinTo(1, everything)
    await seedAgents(agents)
    await delay(settleMs)
    if (isPinned) pinTo(measuredCore, familyOf(parley.launcherId))
    const load = { scenario: 'caller-hangs-up', target, number: '210', address: caller } as const
    // The first calls of a process are compiled, not measured.
    await offerCalls({ ...load, callsPerSecond: 100, seconds: 10 })
    for (const callsPerSecond of rates) {
      await delay(settleMs)
      const database = familyOf(parley.launcherId).filter((pid) => ![parley.launcherId, edge, core].includes(pid))
      const wholeLoad = watchFamily([parley.launcherId, edge, core, ...database])
      const [edgeMs, coreMs, databaseMs] = [watchTime([edge]), watchTime([core]), watchTime(database)]
      const result = await offerCalls({ ...load, callsPerSecond, seconds })
      const took = [wholeLoad(), edgeMs(), coreMs(), databaseMs()] as const
      // The history follows the log a moment later.
      await delay(followMs)
      const offered = await arrivalToOffer(core, seconds + followMs / 1000 + 1)
      const { calls, failed, refused, answeredP50Ms, answeredP99Ms, offeredPerSecond } = result
      rows.push({
        agents,
        callsPerSecond,
        offeredPerSecond,
        failed: failed + refused,
        answeredP50Ms,
        answeredP99Ms,
        offeredP50Ms: offered.p50Ms,
        offeredP99Ms: offered.p99Ms,
        cpuPercent: took[0],
        edgeMsPerCall: took[1] / calls,
        coreMsPerCall: took[2] / calls,
        databaseMsPerCall: took[3] / calls,
      })
      process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`)
      // What is not kept up with only piles up from here.
      if (failed + refused > 0 || offeredPerSecond < callsPerSecond * 0.95) break
    }
  }
} finally {
  telephones.kill('SIGKILL')
  await parley.stop()
}
report('queue', rows)

async function seedAgents(count: number): Promise<void> {
  const at = `sip:${station.address}:${station.port}`
  await promisify(execFile)(
    process.execPath,
    ['dist/parley.js', 'seed', 'load', '--agents', String(count), '--station', at],
    { env: { ...process.env, PARLEY_DATA_DIR: parley.dataDir } },
  )
}

/** Callers are one address, which may call as often as it likes. */
async function letCallersIn(): Promise<void> {
  const admin = await signIn(parley.httpUrl, 'admin@demo.parley', parley.demoPassword)
  await admin.call('createTrunk', {
    body: {
      name: 'callers',
      preset: 'address',
      domain: `${caller}:25070`,
      transport: 'udp',
      keepAliveS: 0,
      maxCalls: 100_000,
    },
  })
  const access = await admin.call('accessSettings')
  await admin.call('changeAccessSettings', {
    body: { trunkCallsPerSecond: 10_000 },
    headers: { 'if-match': access.etag },
  })
}
