import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkModel } from './read-model.ts'
import { runModel } from './run-model.ts'

const blocks = [...readFileSync('docs/simulation.md', 'utf8').matchAll(/```json\n([\s\S]*?)```/g)].flatMap(
  ([, text = '']) => (text.includes('"replications"') ? [] : [text]),
)

/** A part of a model, with as little besides as makes it one. */
function whole(part: Record<string, unknown>): unknown {
  const queues = (part.queues as readonly Record<string, unknown>[]).map(
    (queue): Record<string, unknown> => ({
      arrivals: { poissonPerHour: 60 },
      handle: { exponentialMeanMs: 120_000 },
      ...queue,
    }),
  )
  return { horizonMs: 3_600_000, agents: [{ count: 2, queues: queues.map(({ id }) => ({ id })) }], ...part, queues }
}

it.each(blocks.map((text, index) => [index, text] as const))(
  'the model %i in docs/simulation.md is one, and can be lived through',
  (_, text) => {
    const checked = checkModel(whole(JSON.parse(text)))
    expect(checked).toMatchObject({ ok: true })
    if (!checked.ok) return
    const [counted] = runModel({ model: { ...checked.value, horizonMs: 3_600_000 }, seed: 1, replications: 1 })
    expect(counted?.queues[0]?.offered).toBeGreaterThan(10)
  },
)

it('the page shows a model of each kind', () => {
  expect(blocks).toHaveLength(8)
})
