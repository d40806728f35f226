import { setTimeout as delay } from 'node:timers/promises'
import { EdgeAlone } from './edge-alone.ts'
import { pinTo, watchFamily } from './pinning.ts'
import { percentile, type Row, report } from './report.ts'
import { RtpLoad, type RtpReport } from './rtp-load.ts'
import { audioPortOf, plainOffer, SipCallers } from './sip-callers.ts'
import { WebLoad } from './web-load.ts'

/**
 * How many calls one core carries: the edge alone on core 0, bridged calls of two legs, G.711 both ways on each at 50 packets a
 * second from a C program on core 1, where this process plays the core as well. A call is carried when no packet of a settled
 * load is lost and 99 of 100 come out within 10 ms of going in.
 *
 *     npm run bench -- media [seconds of each load] [part: bridged, recorded, web, limit]
 */
const seconds = Number(process.argv[2] ?? 15)
const only = process.argv[3] ?? ''
const address = '127.0.23.101'
const callerAddress = '127.0.23.102'
const sipPort = 15_060
const firstLoadPort = 30_000
const [measuredCore, loadCore] = [0, 1]
const settleMs = 3000

const loads = [
  { part: 'bridged', calls: [350, 500, 700, 850] },
  { part: 'recorded', calls: [225, 450, 600] },
  { part: 'web', calls: [150, 300] },
] as const

const rows: Row[] = []
for (const { part, calls } of loads) {
  if (part.includes(only)) for (const count of calls) rows.push(await measure(part, count))
}
if (rows.length > 0) report('media', rows)
if ('limit'.includes(only)) report('media', [await goBeyond()])

interface Load {
  readonly edge: EdgeAlone
  readonly rtp: RtpLoad
  readonly callers: SipCallers
  readonly web: WebLoad
  stop(): Promise<void>
}

async function start(isRecorded: boolean): Promise<Load> {
  const edge = await EdgeAlone.start({ address, sipPort, isRecorded })
  const [rtp, web] = [RtpLoad.start(), WebLoad.start()]
  const to = { host: address, port: sipPort, user: '200' }
  const callers = await SipCallers.open({ to, from: { host: callerAddress, port: 25_060 } })
  pinTo(measuredCore, [edge.pid])
  pinTo(loadCore, [rtp.pid, web.pid, process.pid])
  return {
    edge,
    rtp,
    callers,
    web,
    stop: async () => {
      callers.close()
      await Promise.all([rtp.stop(), web.stop()])
      await edge.stop()
    },
  }
}

/** One more leg, over plain RTP. @returns the status, and how long it took to be told */
async function addPlain({ rtp, callers }: Load, index: number): Promise<{ status: number; afterMs: number }> {
  const port = firstLoadPort + index * 2
  const outcome = await callers.call(plainOffer(callerAddress, port))
  const { afterMs } = outcome
  if (!outcome.isAnswered) return { status: outcome.status, afterMs }
  rtp.add({ address: callerAddress, port, remoteAddress: address, remotePort: audioPortOf(outcome.sdp) })
  return { status: 200, afterMs }
}

async function addWeb({ web, callers }: Load): Promise<{ status: number }> {
  const offered = await web.offer()
  const outcome = await callers.call(offered.sdp)
  if (!outcome.isAnswered) return { status: outcome.status }
  await web.accept(offered.index, outcome.sdp)
  return { status: 200 }
}

async function measure(part: 'bridged' | 'recorded' | 'web', calls: number): Promise<Row> {
  const load = await start(part === 'recorded')
  try {
    // A leg that is refused is a row's business, not the end of the bench: the figures are then of those that were taken.
    let refused = 0
    const offer = async (leg: Promise<{ status: number }>) => {
      if ((await leg).status !== 200) refused++
    }
    for (let i = 0; i < calls; i++) {
      await offer(part === 'web' ? addWeb(load) : addPlain(load, i * 2))
      await offer(addPlain(load, i * 2 + 1))
    }
    await delay(settleMs)
    await Promise.all([load.rtp.report(), load.web.report()])
    load.edge.lateness.length = 0
    const cpu = watchFamily([load.edge.pid])
    const loadCpu = watchFamily([load.rtp.pid, load.web.pid, process.pid])
    await delay(seconds * 1000)
    const [edgeCpuPercent, loadCpuPercent] = [cpu(), loadCpu()]
    const [plain, web] = await Promise.all([load.rtp.report(), load.web.report()])
    const cost = {
      edgeCpuPercent,
      edgeUsPerPacket: (edgeCpuPercent * seconds * 1e4) / Math.max(1, plain.sent + web.sent),
    }
    const row = { part, calls, refused, ...cost, loadCpuPercent, ...heard(plain), ...tickOf(load.edge) }
    return part === 'web' ? { ...row, webLost: web.lost, webDelayMsP99: web.delayMsP99 } : row
  } finally {
    await load.stop()
  }
}

/** Offers a call each 10 ms until a hundred in a row were refused, and looks how those that talk fare meanwhile and after. */
async function goBeyond(): Promise<Row> {
  const load = await start(false)
  try {
    const refusedAfterMs: number[] = []
    let taken = 0
    for (let inARow = 0; inARow < 100 && taken < 3000; ) {
      const { status, afterMs } = await addPlain(load, taken)
      if (status === 200) {
        taken++
        inARow = 0
        // The figures are of those that talk when the limit is reached.
        if (taken % 100 === 0) await load.rtp.report()
      } else {
        inARow++
        refusedAfterMs.push(afterMs)
      }
      await delay(10)
    }
    const atLimit = await load.rtp.report()
    // Four hundred more who will not have it.
    const knocking = Array.from({ length: 400 }, async (_, i) => {
      await delay(i * 10)
      const { status, afterMs } = await addPlain(load, taken + i)
      if (status !== 200) refusedAfterMs.push(afterMs)
      return status === 200
    })
    const cpu = watchFamily([load.edge.pid])
    const lateTaken = (await Promise.all(knocking)).filter(Boolean).length
    const beyond = await load.rtp.report()
    return {
      part: 'limit',
      calls: taken / 2,
      lateTaken,
      refused: refusedAfterMs.length,
      refusedMsP50: percentile(refusedAfterMs, 0.5),
      refusedMsP99: percentile(refusedAfterMs, 0.99),
      edgeCpuPercent: cpu(),
      lostAtLimit: atLimit.lost,
      ...heard(beyond),
      ...tickOf(load.edge),
    }
  } finally {
    await load.stop()
  }
}

function heard(report: RtpReport) {
  const { sent, lost, strange, duplicates, delayMsP50, delayMsP99, delayMsP999, delayMsMost, ownLatenessMs } = report
  return {
    sent,
    lost,
    strange,
    duplicates,
    delayMsP50,
    delayMsP99,
    delayMsP999,
    delayMsMost,
    loadLateMs: ownLatenessMs,
  }
}

function tickOf({ lateness }: EdgeAlone) {
  return { tickLateMsP50: percentile(lateness, 0.5), tickLateMsMost: Math.max(...lateness, 0) }
}
