import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusDot, type Tone } from '../design/status-dot.tsx'
import { useStore } from '../state/use-store.ts'
import { station } from '../station/station.ts'
import { isTrouble, type StationPhase } from '../station/station-state.ts'
import styles from './station-chip.module.css'
import { useDesk } from './use-desk.ts'

const DeviceDialog = lazy(() => import('./device-dialog.tsx'))

const toneOf = (phase: StationPhase): Tone => {
  if (phase === 'ready') return 'positive'
  if (phase === 'lost') return 'danger'
  if (phase === 'off') return 'neutral'
  return isTrouble(phase) ? 'danger' : 'caution'
}

/** What the agent talks through, in one word, and the way to its devices. */
export function StationChip() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const { phase, isMicrophoneLost } = useStore(station.state)
  const { station: known } = useDesk()
  // A SIP phone or another tab carries the calls then.
  const isElsewhere = (phase === 'off' || isTrouble(phase)) && known?.isReachable === true
  const isWell = (phase === 'ready' || isElsewhere) && !isMicrophoneLost
  const Icon = isWell ? IconMicrophone : IconMicrophoneOff
  const words = isMicrophoneLost
    ? t('station.short.no-device')
    : t(`station.short.${isElsewhere ? 'reachable' : phase}`)
  return (
    <>
      <button
        type="button"
        className={styles.chip}
        aria-label={t('station.open', { state: words })}
        title={t('station.title')}
        onClick={() => setOpen(true)}
      >
        <StatusDot
          tone={isMicrophoneLost ? 'danger' : isElsewhere ? 'positive' : toneOf(phase)}
          isPulsing={phase === 'connecting' || phase === 'asking' || phase === 'lost'}
        />
        <Icon size={17} aria-hidden="true" />
        <span className={styles.words} role="status">
          {words}
        </span>
      </button>
      <Suspense>{isOpen && <DeviceDialog close={() => setOpen(false)} />}</Suspense>
    </>
  )
}
