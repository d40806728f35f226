import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { LevelBar } from '../design/level-bar.tsx'
import { useStore } from '../state/use-store.ts'
import { meterOf } from '../station/level-meter.ts'
import { station } from '../station/station.ts'
import styles from './call-levels.module.css'

/** Both sides' loudness: the quickest answer to «can you hear me?». */
export function CallLevels() {
  const { t } = useTranslation()
  const remote = useStore(station.remote)
  const { phase, isMicrophoneLost, isMuted } = useStore(station.state)
  const choice = useStore(station.choice)
  // Another choice or phase brings another track
  const own = useMemo(() => {
    const track = station.microphone
    return track && meterOf(new MediaStream([track]))
  }, [phase, isMicrophoneLost, choice])
  const other = useMemo(() => remote && meterOf(remote), [remote])
  useEffect(() => () => own?.close(), [own])
  useEffect(() => () => other?.close(), [other])
  if (phase !== 'ready') return null
  return (
    <dl className={styles.levels}>
      <div>
        <dt>{t('desk.you')}</dt>
        <dd>
          <LevelBar meter={isMuted ? undefined : own} label={t('desk.yourLevel')} />
        </dd>
      </div>
      <div>
        <dt>{t('desk.caller')}</dt>
        <dd>
          <LevelBar meter={other} label={t('desk.callerLevel')} />
        </dd>
      </div>
    </dl>
  )
}
