import { Type } from 'typebox'
import type { BusinessHoursId } from '#kernel/ids.ts'
import type { BlockType } from '../block-type.ts'
import { flowChannels } from '../flow.ts'
import { closed, refersTo } from '../settings-schema.ts'

const settings = Type.Object(
  {
    businessHoursId: refersTo<BusinessHoursId>('hours'),
    /** Holidays have an exit of their own; else they are closed. */
    hasHolidays: Type.Boolean(),
  },
  closed,
)

/** Whether it is open now. */
export const hours: BlockType<typeof settings> = {
  kind: 'hours',
  purpose: 'decide',
  channels: flowChannels,
  settings,
  exits: ({ hasHolidays }) => [
    { name: 'open' },
    { name: 'closed' },
    ...(hasHolidays ? [{ name: 'holiday' }] : []),
    { name: 'failed', isOptional: true },
  ],
  start: ({ businessHoursId, hasHolidays }, { facts }) => {
    const now = facts.hours(businessHoursId)
    if (now === undefined) return { exit: 'failed' }
    return { exit: now === 'holiday' && !hasHolidays ? 'closed' : now }
  },
}
