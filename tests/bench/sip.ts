import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startInstallation } from '#tests/e2e/peers/installation.ts'
import { watchLoad } from './process-load.ts'
import { type Row, report } from './report.ts'

/**
 * Calls a second set up and torn down on 600 (answered by the edge alone) without a failure: SIPp's own uac scenario at
 * growing rates until one fails. `npm run bench -- sip [seconds]`.
 */
const run = promisify(execFile)
const seconds = Number(process.argv[2] ?? 10)
const rates = [50, 100, 200, 300, 400, 600, 800]

const parley = await startInstallation({
  address: '127.0.52.1',
  settings: { PARLEY_MAX_CALLS: '4000', PARLEY_RTP_PORTS: '20000-39999', PARLEY_LOG_LEVEL: 'warn' },
})
const rows: Row[] = []
try {
  for (const rate of rates) {
    const edge = parley.processId('edge')
    if (edge === undefined) throw new Error('the edge is not running')
    const load = watchLoad(edge)
    const count = rate * seconds
    const failures = await run('sipp', [
      ...[
        '-sn',
        'uac',
        `${parley.sipHost}:${parley.sipPort}`,
        '-s',
        '600',
        '-i',
        '127.0.52.9',
        '-p',
        '25070',
        '-mp',
        '27000',
      ],
      ...['-m', String(count), '-r', String(rate), '-d', '0', '-nostdin', '-timeout', `${seconds * 3 + 20}`],
    ]).then(
      ({ stdout }) => failedCalls(stdout),
      (error: { stdout?: string }) => Math.max(1, failedCalls(error.stdout ?? '')),
    )
    rows.push({ callsPerSecond: rate, calls: count, failed: failures, edgeCpuPercent: load() })
    if (failures > 0) break
  }
} finally {
  await parley.stop()
}
report('sip', rows)

/** The cumulative count of SIPp's last screen. */
function failedCalls(screen: string): number {
  const counts = [...screen.matchAll(/Failed call\s*\|\s*\d+\s*\|\s*(\d+)/g)]
  return Number(counts.at(-1)?.[1] ?? 0)
}
