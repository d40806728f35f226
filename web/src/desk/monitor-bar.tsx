import { IconEar, IconHeadset, IconPhoneIncoming, IconUsersPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MonitorMode } from '#protocol/http/call-control.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { monitor, stopMonitoring, takeOver } from './call-commands.ts'
import styles from './monitor-bar.module.css'
import { partyLabel } from './party-label.ts'
import { useDesk, useIsPending } from './use-desk.ts'

const modes: readonly { readonly mode: MonitorMode; readonly icon: typeof IconEar }[] = [
  { mode: 'listen', icon: IconEar },
  { mode: 'coach', icon: IconHeadset },
  { mode: 'barge', icon: IconUsersPlus },
]

/** The call that a supervisor is beside, wherever on the screen he is: who hears him now, and one click to change it. */
export function MonitorBar() {
  const { t } = useTranslation()
  const { monitoring } = useDesk()
  const isPending = useIsPending(`monitor:${monitoring?.interactionId ?? ''}`)
  if (!monitoring) return null
  const caller = partyLabel({
    ...(monitoring.customerName === undefined ? {} : { name: monitoring.customerName }),
    ...(monitoring.callerNumber === undefined ? {} : { number: monitoring.callerNumber }),
  })
  return (
    <section className={styles.bar} aria-label={t('desk.monitor.label')}>
      <div className={styles.what}>
        <strong>{t('desk.monitor.of', { agent: monitoring.agentName, caller })}</strong>
        <span className={styles.heard} role="status">
          {t(`desk.monitor.heard.${monitoring.mode}`)} <Clock sinceMs={monitoring.sinceMs} />
        </span>
      </div>
      <fieldset className={styles.modes}>
        <legend className="p-hidden">{t('desk.monitor.mode')}</legend>
        {modes.map(({ mode, icon: Icon }) => (
          <Button
            key={mode}
            icon={<Icon size={17} />}
            aria-pressed={monitoring.mode === mode}
            isBusy={isPending}
            onClick={() => void monitor(monitoring, mode)}
          >
            {t(`desk.monitor.${mode}`)}
          </Button>
        ))}
      </fieldset>
      <Button icon={<IconPhoneIncoming size={17} />} isBusy={isPending} onClick={() => void takeOver(monitoring)}>
        {t('desk.monitor.takeOver')}
      </Button>
      <Button
        kind="quiet"
        icon={<IconX size={17} />}
        isBusy={isPending}
        onClick={() => void stopMonitoring(monitoring)}
      >
        {t('desk.monitor.leave')}
      </Button>
    </section>
  )
}
