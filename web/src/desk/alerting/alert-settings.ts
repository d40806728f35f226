import type { DeskOffer } from '#protocol/realtime/index.ts'
import { readLocal, writeLocal } from '../../state/local-setting.ts'
import { Store } from '../../state/store.ts'

/** How this browser makes itself noticed. Devices and rooms differ, so it is kept here and not with the person; how loud, with the devices. */
export interface AlertSettings {
  readonly isCallHeard: boolean
  /** A task or a message that is offered. */
  readonly isTaskHeard: boolean
  /** Words of a supervisor, and a reminder whose time has come. */
  readonly isNoteHeard: boolean
  /** Absent: where the page's other sound goes. */
  readonly ringOutputId?: string
  /** On the desktop, while nobody looks at the page and where the browser allows it. */
  readonly isNotified: boolean
}

const key = 'parley.alerts'
const byDefault: AlertSettings = { isCallHeard: true, isTaskHeard: true, isNoteHeard: true, isNotified: true }

export function readAlertSettings(): AlertSettings {
  try {
    const kept: unknown = JSON.parse(readLocal(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return byDefault
    const { isCallHeard, isTaskHeard, isNoteHeard, ringOutputId, isNotified } = kept as Record<string, unknown>
    return {
      isCallHeard: isCallHeard !== false,
      isTaskHeard: isTaskHeard !== false,
      isNoteHeard: isNoteHeard !== false,
      isNotified: isNotified !== false,
      ...(typeof ringOutputId === 'string' && ringOutputId !== '' ? { ringOutputId } : {}),
    }
  } catch {
    return byDefault
  }
}

export const alertSettings = new Store<AlertSettings>(readAlertSettings())

/** @param change `ringOutputId` empty: where the page's other sound goes */
export function changeAlerts(change: Partial<AlertSettings>): void {
  alertSettings.patch(change)
  writeLocal(key, JSON.stringify(alertSettings.get()))
}

export type RingSound = 'call' | 'task' | 'note'

/** Which sound these offers make: a call before a task; `undefined`: none. */
export function soundOf(offers: readonly Pick<DeskOffer, 'channel'>[], settings: AlertSettings): RingSound | undefined {
  const isTask = ({ channel }: Pick<DeskOffer, 'channel'>) => channel === 'task'
  if (settings.isCallHeard && offers.some((offer) => !isTask(offer))) return 'call'
  return settings.isTaskHeard && offers.some(isTask) ? 'task' : undefined
}

/** Whether the desktop would show anything; only a click may ask for it. */
export type NotificationState = 'unsupported' | 'denied' | 'default' | 'granted'
export const notificationState = (): NotificationState =>
  typeof Notification === 'undefined' ? 'unsupported' : Notification.permission
