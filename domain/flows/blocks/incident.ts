import { Type } from 'typebox'
import type { IncidentId } from '#kernel/ids.ts'
import type { BlockType } from '../block-type.ts'
import { flowChannels } from '../flow.ts'
import { closed, refersTo } from '../settings-schema.ts'

const settings = Type.Object(
  {
    /** Absent: any. */
    incidentIds: Type.Optional(Type.Array(refersTo<IncidentId>('incident'), { minItems: 1, maxItems: 50 })),
  },
  closed,
)

/** Whether an incident is under way to which this caller belongs, so that he can be told of it. */
export const incident: BlockType<typeof settings> = {
  kind: 'incident',
  purpose: 'decide',
  channels: flowChannels,
  settings,
  exits: () => [{ name: 'affected' }, { name: 'not-affected' }],
  start: ({ incidentIds }, { facts }) => {
    const isAffected = facts.incidentIds.some((id) => !incidentIds || incidentIds.some((one) => one === id))
    return { exit: isAffected ? 'affected' : 'not-affected' }
  },
}
