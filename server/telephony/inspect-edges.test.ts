import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import type { EdgeId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { EdgeInspection } from '#protocol/edge/index.ts'
import type { EdgeFailure, EdgeLink } from '../core-services.ts'
import { inspectEdges } from './inspect-edges.ts'

const edgeId = (name: string) => `edg_${name}` as EdgeId
const inspection = Value.Create(EdgeInspection)

/** Edges by their names, and what each of them answers. */
function edgesThat(answers: Record<string, Result<{ inspection?: string }, EdgeFailure>>) {
  const send = async (_: unknown, { edgeId: asked }: { edgeId: EdgeId }) => answers[asked.slice(4)]
  return { edgeIds: Object.keys(answers).map(edgeId), send } as unknown as Pick<EdgeLink, 'edgeIds' | 'send'>
}

describe('asking the edges', () => {
  it('gets what each of them says', async () => {
    const said = success({ inspection: JSON.stringify(inspection) })
    expect(await inspectEdges(edgesThat({ a: said, b: said }))).toEqual(
      new Map([
        [edgeId('a'), inspection],
        [edgeId('b'), inspection],
      ]),
    )
  })

  it('leaves out who is away and who does not speak sense, and nobody else', async () => {
    const found = await inspectEdges(
      edgesThat({
        away: failure({ code: 'not-connected', sentence: 'It is away.' }),
        mute: success({}),
        broken: success({ inspection: '{' }),
        older: success({ inspection: '{"trunks":[]}' }),
        strange: success({ inspection: JSON.stringify({ ...inspection, registrations: 'none' }) }),
        well: success({ inspection: JSON.stringify({ ...inspection, newer: 1 }) }),
      }),
    )
    expect([...found.keys()]).toEqual([edgeId('well')])
  })
})
