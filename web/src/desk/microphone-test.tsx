import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { LevelBar } from '../design/level-bar.tsx'
import { useStore } from '../state/use-store.ts'
import { resumeSound } from '../station/audio-context.ts'
import { type EchoPhase, EchoTest } from '../station/echo-test.ts'
import { meterOf } from '../station/level-meter.ts'
import { station } from '../station/station.ts'
import styles from './microphone-test.module.css'

/** Speak and see it; record a few seconds and hear it as the other side would. */
export function MicrophoneTest() {
  const { t } = useTranslation()
  const { phase, isMicrophoneLost } = useStore(station.state)
  const choice = useStore(station.choice)
  // Another choice or phase brings another track
  const meter = useMemo(() => {
    const track = station.microphone
    return track && meterOf(new MediaStream([track]))
  }, [phase, isMicrophoneLost, choice])
  useEffect(() => () => meter?.close(), [meter])
  const test = useMemo(() => new EchoTest(), [])
  useEffect(() => () => test.stop(), [test])
  const echo = useStore(test.phase)
  const toggle = async () => {
    await resumeSound()
    const track = station.microphone
    if (echo !== 'idle') test.stop()
    else if (track) await test.run(track, choice.outputId)
  }
  return (
    <div className={styles.test}>
      <LevelBar meter={meter} label={t('station.level')} />
      <div className={styles.row}>
        <p className={styles.hint} role="status">
          {t(`station.echo.${echo satisfies EchoPhase}`)}
        </p>
        <Button
          size="small"
          icon={echo === 'idle' ? <IconPlayerPlay size={15} /> : <IconPlayerStop size={15} />}
          onClick={() => void toggle()}
        >
          {echo === 'idle' ? t('station.tryIt') : t('common.stop')}
        </Button>
      </div>
    </div>
  )
}
