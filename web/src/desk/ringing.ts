import i18next from 'i18next'
import type { DeskOffer } from '#protocol/realtime/index.ts'
import { alertSettings, soundOf } from './alerting/alert-settings.ts'
import { callerLabel } from './caller.ts'
import { Ringer } from './ringer.ts'

const bodyOf = ({ channel, voicemail }: DeskOffer) =>
  voicemail
    ? ('desk.voicemail.notificationBody' as const)
    : channel === 'task'
      ? ('desk.task.notificationBody' as const)
      : ('desk.notificationBody' as const)

/** Makes offers noticed: the sound, a desktop notification when nobody looks, and the tab's title. */
export class Ringing {
  readonly #ringer = new Ringer()
  readonly #notifications = new Map<string, Notification>()
  #title: string | undefined

  /** @param volume 0 to ring without sound: another tab has the station and rings already */
  show(offers: readonly DeskOffer[], volume: number): void {
    if (offers.length === 0) {
      this.stop()
      return
    }
    const settings = alertSettings.get()
    const sound = soundOf(offers, settings)
    if (volume > 0 && sound) this.#ringer.start(volume, sound, settings.ringOutputId)
    else this.#ringer.stop()
    const shown = new Set<string>(offers.map(({ offerId }) => offerId))
    for (const [offerId, notification] of this.#notifications) {
      if (!shown.has(offerId)) this.#close(offerId, notification)
    }
    const first = offers[0] as DeskOffer
    this.#title ??= document.title
    document.title = i18next.t('desk.ringingTitle', { caller: callerLabel(first) })
    for (const offer of offers) if (!this.#notifications.has(offer.offerId)) this.#notify(offer)
  }

  stop(): void {
    this.#ringer.stop()
    for (const [offerId, notification] of this.#notifications) this.#close(offerId, notification)
    if (this.#title !== undefined) document.title = this.#title
    this.#title = undefined
  }

  #notify(offer: DeskOffer): void {
    if (!alertSettings.get().isNotified) return
    if (document.visibilityState === 'visible' && document.hasFocus()) return
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
    try {
      const notification = new Notification(callerLabel(offer), {
        body: i18next.t(bodyOf(offer), { queue: offer.queueName }),
        tag: offer.offerId,
        requireInteraction: true,
        icon: '/icon.svg',
        dir: i18next.dir() === 'rtl' ? 'rtl' : 'ltr',
        lang: i18next.language,
      })
      notification.addEventListener('click', () => {
        window.focus()
        notification.close()
      })
      this.#notifications.set(offer.offerId, notification)
    } catch {
      // Phones allow notifications only to service workers.
    }
  }

  #close(offerId: string, notification: Notification): void {
    notification.close()
    this.#notifications.delete(offerId)
  }
}
