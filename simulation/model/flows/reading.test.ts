import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { blockOf } from '#domain/flows/testing/flow.ts'
import { changeModel } from '../change.ts'
import type { Model, ModelFlow } from '../model.ts'
import { checkModel, readModel } from '../read-model.ts'
import { behindHotline, drawn, hotline } from './testing.ts'

const refusalOf = (model: unknown): string => {
  const checked = checkModel(model)
  return checked.ok ? 'nothing is wrong' : checked.error
}
const withFlow = (flow: Partial<ModelFlow>): Model => behindHotline({ flows: [{ ...hotline(), ...flow }] })

it.each<[string, Model, RegExp]>([
  [
    'a queue that is not there',
    withFlow({ definition: drawn(blockOf('wait', 'enqueue', { queueId: 'nowhere' })), blocks: {} }),
    /flows\[0\]\.definition, block "wait": queue missing \(settings\.queueId, id "nowhere"\)/,
  ],
  [
    'an exit that leads nowhere',
    withFlow({ definition: drawn(blockOf('open', 'say', { items: [], isInterruptible: true })), blocks: {} }),
    /block "open": .*\(/,
  ],
  [
    'a block that asks whom nobody answers',
    withFlow({ blocks: {} }),
    /flows\[0\]\.blocks has no menu, .* say what callers answer/,
  ],
  [
    'more answers than callers',
    withFlow({ blocks: { menu: { keys: { 1: 0.7, 2: 0.3 }, hangUp: 0.1 } } }),
    /flows\[0\]\.blocks\.menu has keys and hangUp of 1\.1 in all/,
  ],
  [
    'answers to no block',
    withFlow({ blocks: { menu: {}, other: {} } }),
    /flows\[0\]\.blocks\.other .* write one of menu, support/,
  ],
  ['a file that nobody reads', withFlow({ definition: 'hotline.json' }), /names the file "hotline\.json"/],
  [
    'what no model knows',
    withFlow({
      definition: drawn(
        blockOf('storm', 'incident', {}, { affected: 'bye', 'not-affected': 'bye' }),
        blockOf('bye', 'hang-up', {}),
      ),
      blocks: {},
    }),
    /flows\[0\]\.blocks has no storm\.exits/,
  ],
  [
    'a door into no flow',
    behindHotline({ entrances: [{ id: 'front', flow: 'other', arrivals: { poissonPerHour: 1 } }] }),
    /entrances\[0\]\.flow is "other", and no flow has that id: write one of hotline/,
  ],
  [
    'a queue behind no flow',
    behindHotline({
      queues: [
        { id: 'support', arrivesThrough: 'other', arrivals: { poissonPerHour: 1 }, handle: { constantMs: 1000 } },
        { id: 'sales', handle: { constantMs: 1000 } },
      ],
    }),
    /queues\[0\]\.arrivesThrough is "other"/,
  ],
])('%s is said with its place', (_, model, sentence) => {
  expect(refusalOf(model)).toMatch(sentence)
})

it('a flow may stand in a file beside the model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-flow-'))
  try {
    writeFileSync(join(folder, 'hotline.json'), JSON.stringify(hotline().definition))
    const text = JSON.stringify(withFlow({ definition: 'hotline.json' }))
    const read = readModel(text, join(folder, 'model.json'))
    expect(read).toMatchObject({ ok: true, value: { flows: [{ definition: hotline().definition }] } })
    const missing = readModel(text.replace('hotline.json', 'other.json'), join(folder, 'model.json'))
    expect(missing).toMatchObject({
      ok: false,
      error: expect.stringMatching(/flows\[0\].*other\.json.*cannot be read/),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('what callers answer, and how many come by a door, can be changed like everything else', () => {
  const model = behindHotline()
  const changed = changeModel(model, 'flow hotline blocks.menu.keys.1=0.6')
  expect(changed).toMatchObject({ ok: true, value: { flows: [{ blocks: { menu: { keys: { 1: 0.6, 2: 0.3 } } } }] } })
  expect(changeModel(model, 'entrance front arrivals.poissonPerHour=90')).toMatchObject({
    ok: true,
    value: { entrances: [{ arrivals: { poissonPerHour: 90 } }] },
  })
  expect(changeModel(model, 'flow hotline blocks.menu.keys.1=0.8')).toMatchObject({ ok: false })
  expect(changeModel(model, 'flow other blocks.menu.keys.1=0.8')).toMatchObject({ ok: false })
})
