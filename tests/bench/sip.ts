import { setTimeout as delay } from 'node:timers/promises'
import { signIn } from '#tests/e2e/peers/api.ts'
import { startInstallation } from '#tests/e2e/peers/installation.ts'
import { familyOf, pinTo, watchFamily, watchTime } from './pinning.ts'
import { type Row, report } from './report.ts'
import { type LoadOptions, offerCalls, startAnsweringSide } from './sipp.ts'

/**
 * Calls a second that one core sets up and tears down, each load at growing rates until one fails. What is measured runs on
 * core 0 alone (the edge by itself, or edge, core and PostgreSQL together), SIPp on core 1.
 *
 *     npm run bench -- sip [seconds at each rate] [part of a load's name]
 */
const seconds = Number(process.argv[2] ?? 10)
const only = process.argv[3] ?? ''
const address = '127.0.52.9'
const measuredCore = 0
const settleMs = 10_000

interface Load {
  readonly name: string
  readonly number: string
  readonly scenario: LoadOptions['scenario']
  readonly rates: readonly number[]
  /** Edge alone on the core, or with core and database beside it. */
  readonly measured: 'edge' | 'all'
}
const loads: readonly Load[] = [
  load('edge alone, the caller hangs up (600)', '600', 'caller-hangs-up', [400, 600, 800, 1000], 'edge'),
  load('edge alone, it hangs up after a second of tone (601)', '601', 'callee-hangs-up', [200, 400, 500, 600], 'edge'),
  load('all on one core, through a flow, it hangs up', '210', 'callee-hangs-up', [50, 100, 150, 200, 300], 'all'),
  load(
    'all on one core, through a flow, the caller hangs up',
    '211',
    'caller-hangs-up',
    [50, 100, 200, 300, 400],
    'all',
  ),
  load('edge alone, through to a second SIP party', '212', 'caller-hangs-up', [50, 100, 150, 200, 300, 400], 'edge'),
  load(
    'all on one core, through to a second SIP party',
    '212',
    'caller-hangs-up',
    [50, 100, 150, 200, 300, 400],
    'all',
  ),
]
function load(
  name: string,
  number: string,
  scenario: Load['scenario'],
  rates: readonly number[],
  measured: Load['measured'],
): Load {
  return { name, number, scenario, rates, measured }
}

const settings = { PARLEY_MAX_CALLS: '4000', PARLEY_RTP_PORTS: '20000-39999', PARLEY_LOG_LEVEL: 'error' }
const parley = await startInstallation({ address: '127.0.52.1', settings })
const answering = startAnsweringSide('127.0.52.10', 25_080)
const rows: Row[] = []
try {
  await plan()
  const target = `${parley.sipHost}:${parley.sipPort}`
  const everything = familyOf(parley.launcherId)
  const edge = parley.processId('edge')
  const core = parley.processId('core')
  if (edge === undefined || core === undefined) throw new Error('the edge or the core is not running')
  const database = everything.filter((pid) => ![parley.launcherId, edge, core].includes(pid))
  for (const { name, number, scenario, rates, measured } of loads) {
    if (!name.includes(only)) continue
    pinTo(measured === 'all' ? measuredCore : 1, everything)
    pinTo(measuredCore, [edge])
    // What the load before left behind is no part of this one.
    await delay(settleMs)
    // The first calls of a process are compiled, not measured.
    await offerCalls({ scenario, target, number, callsPerSecond: 50, seconds: 8, address })
    for (const callsPerSecond of rates) {
      const [edgeLoad, wholeLoad] = [watchFamily([edge]), watchFamily(everything)]
      const [edgeMs, coreMs, databaseMs] = [watchTime([edge]), watchTime([core]), watchTime(database)]
      // The tone of 601 lasts a second, the sentence of 210 somewhat less than three.
      const lastsMs = scenario === 'caller-hangs-up' ? 0 : number === '601' ? 1000 : 2700
      const result = await offerCalls({ scenario, target, number, callsPerSecond, seconds, lastsMs, address })
      const { failed, refused, answeredP50Ms, answeredP99Ms, offeredPerSecond } = result
      rows.push({
        load: name,
        callsPerSecond,
        offeredPerSecond,
        failed: failed + refused,
        answeredP50Ms,
        answeredP99Ms,
        edgeCpuPercent: edgeLoad(),
        ...(measured === 'all' ? { allCpuPercent: wholeLoad() } : { allCpuPercent: '-' }),
        // What a machine that is busy with other work says less wrongly than a rate: compare it by turns.
        edgeMsPerCall: edgeMs() / result.calls,
        coreMsPerCall: coreMs() / result.calls,
        databaseMsPerCall: databaseMs() / result.calls,
      })
      write(rows.at(-1) as Row)
      // What is not kept up with only piles up from here.
      if (failed + refused > 0 || offeredPerSecond < callsPerSecond * 0.95) break
    }
  }
} finally {
  answering.kill('SIGKILL')
  await parley.stop()
}

if ('past the limit'.includes(only) || only === '') {
  // Twice as many as there is room for: 200 calls of a second each leave room for 200 a second.
  const small = await startInstallation({ address: '127.0.52.2', settings: { ...settings, PARLEY_MAX_CALLS: '200' } })
  try {
    pinTo(measuredCore, familyOf(small.launcherId))
    const target = `${small.sipHost}:${small.sipPort}`
    const options = { scenario: 'caller-hangs-up', target, number: '600', seconds, holdMs: 1000, address } as const
    const result = await offerCalls({ ...options, callsPerSecond: 400 })
    const { failed, refused, answeredP50Ms, answeredP99Ms, refusedP99Ms, offeredPerSecond } = result
    rows.push({
      load: `past the limit: ${refused} refused within p99 ${refusedP99Ms} ms`,
      callsPerSecond: 400,
      offeredPerSecond,
      failed,
      answeredP50Ms,
      answeredP99Ms,
      edgeCpuPercent: '-',
      allCpuPercent: '-',
      edgeMsPerCall: '-',
      coreMsPerCall: '-',
      databaseMsPerCall: '-',
    })
  } finally {
    await small.stop()
  }
}
report('sip', rows)

/** 210 says a sentence and hangs up, 211 is the same for callers who do not wait for its end, 212 goes through to SIPp. */
async function plan(): Promise<void> {
  const admin = await signIn(parley.httpUrl, 'admin@demo.parley', parley.demoPassword)
  const announcement = { kind: 'announcement', prompt: 'not-in-service' } as const
  for (const pattern of ['210', '211'])
    await admin.call('createNumberRule', { body: { pattern, target: announcement } })
  const trunk = await admin.call('createTrunk', {
    body: {
      name: 'SIPp',
      preset: 'address',
      domain: '127.0.52.10:25080',
      transport: 'udp',
      keepAliveS: 0,
      maxCalls: 10_000,
    },
  })
  // Whoever is sent on to a paid line comes over a trunk: strangers are not.
  await admin.call('createTrunk', {
    body: {
      name: 'callers',
      preset: 'address',
      domain: `${address}:25070`,
      transport: 'udp',
      keepAliveS: 0,
      maxCalls: 100_000,
    },
  })
  await admin.call('createOutboundRule', {
    body: { name: 'to SIPp', rank: 1, prefixes: ['+99559'], trunkIds: [trunk.trunkId] },
  })
  await admin.call('createNumberRule', {
    body: { pattern: '212', target: { kind: 'number', number: '+995591550199' } },
  })
  const limits = await admin.call('dialLimits')
  await admin.call('changeDialLimits', {
    body: { callsAtOnceOutbound: 100_000, callsAtOncePerPerson: 1000, callsPerHourPerPerson: 100_000 },
    headers: { 'if-match': limits.etag },
  })
  const access = await admin.call('accessSettings')
  await admin.call('changeAccessSettings', {
    body: { trunkCallsPerSecond: 10_000 },
    headers: { 'if-match': access.etag },
  })
}

function write(row: Row): void {
  process.stderr.write(`${JSON.stringify(row)}\n`)
}
