import { Compile } from 'typebox/compile'
import type { EdgeId } from '#kernel/ids.ts'
import { EdgeInspection } from '#protocol/edge/index.ts'
import type { EdgeLink } from '../core-services.ts'

/** A scrape and a page end before somebody gives up. */
const withinMs = 1000
const inspectionShape = Compile(EdgeInspection)

/** What the connected edges say of themselves now. One that does not answer in a second, or not sensibly, is left out. */
export async function inspectEdges(
  edge: Pick<EdgeLink, 'edgeIds' | 'send'>,
): Promise<ReadonlyMap<EdgeId, EdgeInspection>> {
  const asked = await Promise.all(
    edge.edgeIds.map(async (edgeId) => {
      const answered = await edge.send({ type: 'edge.inspect' }, { edgeId, withinMs })
      const inspection = answered.ok ? parsed(answered.value.inspection) : undefined
      return inspection === undefined ? [] : [[edgeId, inspection] as const]
    }),
  )
  return new Map(asked.flat())
}

function parsed(text: string | undefined): EdgeInspection | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return inspectionShape.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}
