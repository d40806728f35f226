import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useNowMs } from '../design/use-now.ts'
import { GoneTaskNotice } from '../desk/gone-task-notice.tsx'
import { soundLevel } from '../desk/sound-level.ts'
import { UnreachedNotice } from '../desk/unreached-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { speakOf } from '../languages/words.ts'
import { useStore } from '../state/use-store.ts'
import styles from './alerts-part.module.css'
import type { MissedOffer } from './missed-offers.ts'
import { missedOffers } from './missed-store.ts'
import { Part } from './part.tsx'
import { openTab } from './tabs.ts'
import { useDeskStores } from './use-desk-stores.ts'

const words = <Module,>(module: Promise<Module>): Promise<Module> =>
  Promise.all([module, speakOf('alerts')]).then(([one]) => one)
const DeskAlerts = lazy(() => words(import('./alerts/desk-alerts.tsx')))
const RemindButton = lazy(() => words(import('./alerts/remind-button.tsx')))

/** What one should know now: a bad line, words of a supervisor, reminders, what was missed. Mostly nothing, and then it says so. */
export function AlertsPart({ front }: { readonly front: DeskInteraction | undefined }) {
  const { t } = useTranslation()
  const missed = useStore(missedOffers)
  const [isAsking, setAsking] = useState(false)
  return (
    <Part
      name="alerts"
      actions={
        <Suspense>
          <RemindButton isOpen={isAsking} press={() => setAsking(!isAsking)} />
        </Suspense>
      }
    >
      <div className={styles.list}>
        {front && <LineAlert of={front} />}
        <Suspense>
          <DeskAlerts front={front} isAsking={isAsking} asked={() => setAsking(false)} />
        </Suspense>
        <UnreachedNotice />
        <GoneTaskNotice />
        {missed.map((one) => (
          <Missed key={one.offerId} one={one} />
        ))}
      </div>
      <p className={styles.calm}>{t('workspace.alert.none')}</p>
    </Part>
  )
}

function LineAlert({ of }: { readonly of: DeskInteraction }) {
  const { t } = useTranslation()
  if (of.state !== 'engaged' || !of.lines) return null
  const isBad = (mos: number | undefined) => soundLevel(mos) === 'poor'
  const isOwnBad = isBad(of.lines.own?.mos)
  const isTheirs = isBad(of.lines.customer?.mos)
  if (!isOwnBad && !isTheirs) return null
  return (
    <Notice tone="caution" title={t('workspace.alert.badLine')}>
      {t(isOwnBad ? 'workspace.alert.badOwnLine' : 'workspace.alert.badTheirLine')}
    </Notice>
  )
}

function Missed({ one }: { readonly one: MissedOffer }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const { desk } = useDeskStores()
  const { customerId } = one
  const read = () => missedOffers.set(missedOffers.get().filter((other) => other !== one))
  return (
    <Notice
      tone="caution"
      title={t(one.channel === 'task' ? 'workspace.alert.missedTask' : 'workspace.alert.missedCall')}
      actions={
        <>
          {customerId !== undefined && (
            <Button
              size="small"
              kind="quiet"
              onClick={() => desk.set(openTab(desk.get(), { kind: 'customer', subject: customerId }))}
            >
              {t('desk.customer')}
            </Button>
          )}
          <Button size="small" kind="quiet" onClick={read}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <bdi>{one.label}</bdi>, <bdi>{one.queueName}</bdi>, {moment(one.atMs, nowMs)}
    </Notice>
  )
}
