import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { useStore } from '../state/use-store.ts'
import { resumeSound, soundState } from '../station/audio-context.ts'
import { station } from '../station/station.ts'
import { isTrouble } from '../station/station-state.ts'
import { useDesk } from './use-desk.ts'

/** Everything that keeps this browser from carrying a call, each with its reason and its way out. */
export function StationNotice() {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { phase, failure, isMicrophoneLost, isPlaybackBlocked } = useStore(station.state)
  const sound = useStore(soundState)
  const { station: known } = useDesk()
  if (isTrouble(phase)) {
    // A SIP phone does the talking: no trouble at all.
    if (known?.isReachable && phase !== 'elsewhere') return null
    const isWorse = phase !== 'elsewhere'
    return (
      <Notice
        tone={isWorse ? 'danger' : 'accent'}
        title={t(`station.trouble.${phase}.title`)}
        actions={
          phase === 'elsewhere' ? (
            <Button size="small" onClick={() => station.takeOver()}>
              {t('station.useThisTab')}
            </Button>
          ) : (
            phase !== 'insecure-origin' &&
            phase !== 'unsupported' && (
              <Button size="small" onClick={() => station.start()}>
                {t('common.tryAgain')}
              </Button>
            )
          )
        }
      >
        {t(`station.trouble.${phase}.text`)}
      </Notice>
    )
  }
  if (isMicrophoneLost) {
    return (
      <Notice tone="danger" title={t('station.microphoneLost')}>
        {t('station.microphoneLostText')}
      </Notice>
    )
  }
  if (phase === 'lost') {
    return (
      <Notice tone="caution" title={t('station.lost')}>
        {word('errors', failure) ?? t('station.lostText')}
      </Notice>
    )
  }
  if (isPlaybackBlocked || sound === 'suspended') {
    const allow = async () => {
      await resumeSound()
      await station.allowPlayback()
    }
    return (
      <Notice
        tone="caution"
        title={t('station.soundBlocked')}
        actions={
          <Button size="small" onClick={() => void allow()}>
            {t('station.enableSound')}
          </Button>
        }
      >
        {isPlaybackBlocked ? t('station.playbackBlockedText') : t('station.ringBlockedText')}
      </Notice>
    )
  }
  return <SleptNotice />
}

function SleptNotice() {
  const { t } = useTranslation()
  const { time } = useFormats()
  const slept = useStore(station.slept)
  if (!slept) return null
  return (
    <Notice
      tone="accent"
      title={t('station.slept', { time: time(slept.atMs), count: Math.max(1, Math.round(slept.sleptMs / 60_000)) })}
      actions={
        <Button size="small" onClick={() => station.slept.set(undefined)}>
          {t('common.gotIt')}
        </Button>
      }
    >
      {t('station.sleptText')}
    </Notice>
  )
}
