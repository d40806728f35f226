import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { simulateModel } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-against-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, agents: number, queueId = 'support'): string {
  const path = join(folder, name)
  const queue = {
    ...{ id: queueId, arrivals: { poissonPerHour: 60 }, handle: { exponentialMeanMs: 150_000 } },
    ...{ patience: null, priority: 0, places: null, strategy: 'longestIdle', requires: [] },
    serviceLevel: { thresholdMs: 20_000 },
  }
  const group = { count: agents, queues: [{ id: queueId, priority: 0 }], skills: [] }
  const model = { horizonMs: 3_600_000, warmupMs: 0, drain: true, queues: [queue], agents: [group] }
  writeFileSync(path, JSON.stringify(model))
  return path
}
const ask = (path: string, against: string | undefined, isWhole = false) =>
  simulateModel(
    { path, against, isHistory: false, replications: 2, seed: 1, isJson: true, isWhole, changes: [] },
    new URL('none', import.meta.url),
  )

it('a world with other queues is not compared, but refused with a sentence', async () => {
  const said = await ask(file('a.json', 3), file('b.json', 3, 'sales'))
  expect(said).toMatchObject({ ok: false, error: expect.stringContaining('the same queues') })
})

it('a model that knows no place to wait is nothing that the whole product can do, and is refused with a sentence', async () => {
  const path = file('none.json', 3)
  const model = JSON.parse(readFileSync(path, 'utf8'))
  model.queues[0].places = 0
  writeFileSync(path, JSON.stringify(model))
  const said = await ask(path, undefined, true)
  expect(said).toMatchObject({ ok: false, error: expect.stringMatching(/queues\[0\]\.places is 0.*leave out --whole/) })
  const other = await ask(file('places.json', 3), path, true)
  expect(other).toMatchObject({ ok: false, error: expect.stringMatching(/none.json: .*places is 0/) })
})
