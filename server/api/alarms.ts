import { type AlarmId, isId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

/** `2026-11-21T10:00:00.000Z alm_…`: where the next page begins. */
const isPlace = (text: string): text is string => {
  const [raisedAt = '', alarmId = ''] = text.split(' ')
  return !Number.isNaN(Date.parse(raisedAt)) && isId('alarm', alarmId)
}

export function alarmHandlers({ alarms, db }: ApiServices): Pick<Handlers, 'alarms' | 'acknowledgeAlarm'> {
  return {
    async alarms({ query }) {
      const place = decodeCursor(query.cursor, isPlace)
      if (!place.ok) return place
      const [raisedAt = '', alarmId = ''] = place.value?.split(' ') ?? []
      const before =
        place.value === undefined ? undefined : { raisedAt: new Date(raisedAt), alarmId: alarmId as AlarmId }
      const limit = query.limit ?? 50
      const found = await alarms.page(limit + 1, before)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return success({
        items,
        ...(found.length > limit && last ? { next: encodeCursor(`${last.raisedAt} ${last.alarmId}`) } : {}),
      })
    },

    async acknowledgeAlarm({ caller, id, address }) {
      const alarm = await alarms.acknowledge(id, caller.personId)
      if (!alarm) return refuse('alarm.not-found')
      await audit(db, { action: 'alarm.acknowledged', personId: caller.personId, subject: id, address })
      return success(alarm)
    },
  }
}
