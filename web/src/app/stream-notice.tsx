import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { Notice } from '../design/notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { stream } from '../stream/stream.ts'
import { useStreamStatus } from '../stream/use-topic.ts'
import styles from './notices.module.css'

/** Says, while the stream is down, what is still certain and what is not. */
export function StreamNotice() {
  const { t } = useTranslation()
  const { time } = useFormats()
  const { phase, lostAtMs, retryAtMs } = useStreamStatus()
  if (phase === 'live' || phase === 'off' || (phase === 'connecting' && lostAtMs === undefined)) return null
  return (
    <div className={styles.notices}>
      <Notice
        tone="caution"
        title={lostAtMs === undefined ? t('frame.streamNever') : t('frame.streamLost', { time: time(lostAtMs, true) })}
        actions={
          <Button size="small" isBusy={phase === 'connecting'} onClick={() => stream.nudge()}>
            {phase === 'waiting' && retryAtMs !== undefined ? (
              <>
                {t('common.tryAgain')} <Clock untilMs={retryAtMs + stream.clockOffsetMs.get()} />
              </>
            ) : (
              t('common.tryAgain')
            )}
          </Button>
        }
      >
        {t('frame.streamLostText')}
      </Notice>
    </div>
  )
}
