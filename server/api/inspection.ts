import { Compile } from 'typebox/compile'
import type { EdgeId } from '#kernel/ids.ts'
import { EdgeInspection } from '#protocol/edge/index.ts'
import type { CoreServices } from '../core-services.ts'

const inspectWithinMs = 1_000
const inspectionShape = Compile(EdgeInspection)

/** What the connected edges say of themselves now. One that does not answer in a second is left out. */
export async function inspectEdges({
  edge,
  logger,
}: Pick<CoreServices, 'edge' | 'logger'>): Promise<{ edgeId: EdgeId; inspection: EdgeInspection }[]> {
  const asked = await Promise.all(
    edge.edgeIds.map(async (edgeId) => {
      const answered = await edge.send({ type: 'edge.inspect' }, { edgeId, withinMs: inspectWithinMs })
      const inspection = answered.ok ? parsed(answered.value.inspection) : undefined
      if (inspection) return [{ edgeId, inspection }]
      logger.debug('An edge could not be inspected', { edgeId })
      return []
    }),
  )
  return asked.flat()
}

function parsed(text: string | undefined): EdgeInspection | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return inspectionShape.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}
