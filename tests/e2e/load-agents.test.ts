import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Installation, startInstallation } from './peers/installation.ts'
import { startSipp, startSippCallee } from './peers/sipp.ts'

const address = '127.0.62.1'
const station = { address: '127.0.62.9', port: 7060 }
const calls = 20

/** The load that other call centres are measured with: one SIPp calls 210, another one is all agents' telephones. */
let installation: Installation
beforeAll(async () => {
  installation = await startInstallation({ address })
}, 130_000)
afterAll(() => installation?.stop())

const seedLoad = (agents: number) =>
  promisify(execFile)(
    process.execPath,
    ['dist/parley.js', 'seed', 'load', '--agents', `${agents}`, '--station', `sip:${station.address}:${station.port}`],
    { env: { ...process.env, PARLEY_DATA_DIR: installation.dataDir } },
  )

it('goes from a caller at 210 straight to a station at a fixed address, and ends on both sides', async () => {
  expect((await seedLoad(5)).stdout).toContain('5 agents are available')
  const callee = await startSippCallee({
    scenario: { builtIn: 'uas' },
    ...station,
    extra: ['-m', `${calls}`],
  })
  // The same agents again, while they are called: nothing changes for them.
  const again = seedLoad(5)
  const caller = startSipp({
    scenario: { builtIn: 'uac' },
    address: '127.0.62.8',
    port: 25_062,
    to: `${address}:${installation.sipPort}`,
    number: '210',
    extra: ['-m', `${calls}`, '-r', '5', '-d', '500'],
  })
  await Promise.all([caller.succeeded, callee.succeeded, again])
}, 60_000)
