import { IconDeviceLandlinePhone, IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusDot, type Tone } from '../design/status-dot.tsx'
import { useStore } from '../state/use-store.ts'
import { station } from '../station/station.ts'
import { isTrouble, type StationPhase } from '../station/station-state.ts'
import { formatNumber, numberFormats } from './number-formats.ts'
import styles from './station-chip.module.css'
import { stationChoices } from './station-choice.ts'
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
  const chosen = useStore(stationChoices)?.chosen
  useStore(numberFormats)
  const isTelephone = chosen?.kind === 'phone' || chosen?.kind === 'number'
  // Another tab carries the calls then.
  const isElsewhere = (phase === 'off' || isTrouble(phase)) && known?.isReachable === true
  const isWell = (phase === 'ready' || isElsewhere) && !isMicrophoneLost
  const Icon = isTelephone ? IconDeviceLandlinePhone : isWell ? IconMicrophone : IconMicrophoneOff
  const telephone = () => {
    const isAway = known?.isReachable === false ? ` · ${t('station.short.off')}` : ''
    // The marks keep the number's own direction inside of right-to-left words.
    if (chosen?.kind === 'number') return `\u2066${formatNumber(chosen.number)}\u2069${isAway}`
    return `${t('station.choice.shortPhone', { name: chosen?.kind === 'phone' ? chosen.user : '' })}${isAway}`
  }
  const browser = () =>
    isMicrophoneLost ? t('station.short.no-device') : t(`station.short.${isElsewhere ? 'reachable' : phase}`)
  const words = isTelephone ? telephone() : browser()
  const tone = () => {
    if (isTelephone) return known?.isReachable ? 'positive' : 'danger'
    if (isMicrophoneLost) return 'danger'
    return isElsewhere ? 'positive' : toneOf(phase)
  }
  return (
    <>
      <button
        type="button"
        className={styles.chip}
        aria-label={t('station.open', { state: words })}
        title={t('station.title')}
        onClick={() => setOpen(true)}
      >
        <StatusDot tone={tone()} isPulsing={phase === 'connecting' || phase === 'asking' || phase === 'lost'} />
        <Icon size={17} aria-hidden="true" />
        <span className={styles.words} role="status">
          {words}
        </span>
      </button>
      <Suspense>{isOpen && <DeviceDialog close={() => setOpen(false)} />}</Suspense>
    </>
  )
}
