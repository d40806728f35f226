import i18next from 'i18next'
import { alertSettings } from '../../desk/alerting/alert-settings.ts'
import { Ringer } from '../../desk/ringer.ts'
import { readLocal, writeLocal } from '../../state/local-setting.ts'
import { station } from '../../station/station.ts'
import { type DueAlerts, toldKeys } from './due-alerts.ts'

const mostKept = 200
const heardForMs = 2000

/** What this person was not told of yet in this browser; after a reload, or in a second tab, nobody is told again. */
export function untold(personId: string, keys: readonly string[]): readonly string[] {
  const place = `parley.desk.told.${personId}`
  const kept = readKept(readLocal(place))
  const fresh = keys.filter((key) => !kept.includes(key))
  if (fresh.length > 0) writeLocal(place, JSON.stringify([...kept, ...fresh].slice(-mostKept)))
  return fresh
}

function readKept(text: string | undefined): readonly string[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []
  } catch {
    return []
  }
}

/** Makes what came up noticed, as this browser is set: one sound, and a notification while nobody looks at the page. */
export function tell(personId: string, up: Pick<DueAlerts, 'messages' | 'due'>): void {
  const keys = toldKeys(up)
  const fresh = keys.length === 0 ? [] : untold(personId, keys)
  if (fresh.length === 0) return
  const { isNoteHeard, isNotified, ringOutputId } = alertSettings.get()
  const isElsewhere = station.state.get().phase === 'elsewhere'
  if (isNoteHeard && !isElsewhere) {
    const ringer = new Ringer()
    ringer.start(station.choice.get().ringVolume, 'note', ringOutputId)
    setTimeout(() => ringer.stop(), heardForMs)
  }
  if (!isNotified || (document.visibilityState === 'visible' && document.hasFocus())) return
  for (const { floorMessageId, fromName, text } of up.messages) {
    if (!fresh.includes(floorMessageId)) continue
    notify(
      fromName === undefined ? i18next.t('alerts.fromSupervisor') : i18next.t('alerts.from', { name: fromName }),
      text,
    )
  }
  for (const { reminderId, dueAtMs, text } of up.due) {
    if (fresh.includes(`${reminderId} ${dueAtMs}`)) notify(i18next.t('alerts.reminder'), text)
  }
}

function notify(title: string, body: string): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
  try {
    const dir = i18next.dir() === 'rtl' ? 'rtl' : 'ltr'
    const notification = new Notification(title, { body, icon: '/icon.svg', dir, lang: i18next.language })
    notification.addEventListener('click', () => {
      window.focus()
      notification.close()
    })
  } catch {
    // Phones allow notifications only to service workers.
  }
}
