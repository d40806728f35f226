import { expect, test } from 'vitest'
import { judgeTiming, measureLoopback } from './audio-path.ts'
import { judgeClock } from './clock.ts'
import { runDoctor } from './index.ts'
import { checkDisk, checkNode } from './machine.ts'

test.each([
  ['20.19.0', 'well'],
  ['26.1.0', 'well'],
  ['27.0.0', 'warning'],
  ['20.18.9', 'problem'],
  ['18.20.0', 'problem'],
])('Node %s: %s', (version, verdict) => {
  expect(checkNode(version).verdict).toBe(verdict)
})

test('a clock that was never set is a problem, one that jumps a warning', () => {
  expect(judgeClock(0, 0)).toMatchObject({ verdict: 'problem', sentence: expect.stringContaining('set it') })
  expect(judgeClock(Date.UTC(2027, 0), -700)).toMatchObject({ verdict: 'warning' })
  expect(judgeClock(Date.UTC(2027, 0), 3)).toMatchObject({ verdict: 'well' })
})

test.each([
  ['all in time', { sent: 50, received: 50, p95LateMs: 1, worstLateMs: 4 }, 'well'],
  ['now and then late', { sent: 50, received: 50, p95LateMs: 2, worstLateMs: 60 }, 'warning'],
  ['late', { sent: 50, received: 50, p95LateMs: 35, worstLateMs: 60 }, 'problem'],
  ['lost', { sent: 50, received: 40, p95LateMs: 1, worstLateMs: 2 }, 'problem'],
  ['none', { sent: 50, received: 0, p95LateMs: 0, worstLateMs: 0 }, 'problem'],
])('packets that come %s', (_, timing, verdict) => {
  expect(judgeTiming(timing).verdict).toBe(verdict)
})

test('packets to ourselves come back', async () => {
  expect(await measureLoopback(3)).toMatchObject({ sent: 3, received: 3 })
})

test('a folder that cannot be written to is a problem with its setting', () => {
  expect(checkDisk('/proc/parley')).toMatchObject({
    verdict: 'problem',
    sentence: expect.stringContaining('PARLEY_DATA_DIR'),
  })
})

test('a wrong setting is a finding like the others, and the exit code tells programs', async () => {
  let said = ''
  const sentence = 'PARLEY_HTTP_PORT must be a port number from 1 to 65535 (it is "x").'
  const code = await runDoctor({ ok: false, error: [sentence] }, (text) => {
    said += text
  })
  expect(code).toBe(1)
  expect(said).toContain(`FAIL  settings   ${sentence}`)
  expect(said).toMatch(/\d things? to put right/)
})
