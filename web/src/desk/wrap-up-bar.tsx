import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { extendWrapUp, finishWrapUp } from './call-commands.ts'
import { noteDraftOf } from './note-draft.ts'
import { useIsPending } from './use-desk.ts'
import styles from './wrap-up-bar.module.css'

/** The clock of the wrap-up, its limit, and the end of it. */
export function WrapUpBar({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const { interactionId, wrapUpStartedAtMs: startMs, wrapUpEndsAtMs: endMs } = call
  const isFinishing = useIsPending(`finish:${interactionId}`)
  // The note goes first: after the end the interaction is no longer this agent's to write on.
  const finish = () => void finishWrapUp(interactionId, () => noteDraftOf(interactionId).flush())
  const shortcut = useShortcut('W', finish)
  const extension = call.wrapUpExtension
  const extend = () => void extendWrapUp(interactionId)
  const extendKey = useShortcut('E', extend, extension !== undefined)
  const { number } = useFormats()
  const nowMs = useNowMs()
  const share =
    startMs === undefined || endMs === undefined ? 0 : Math.min(1, Math.max(0, (nowMs - startMs) / (endMs - startMs)))
  const isShort = endMs !== undefined && endMs - nowMs < 10_000
  return (
    <div className={styles.bar}>
      <div className={styles.clock}>
        {endMs === undefined ? (
          <Clock sinceMs={startMs} size="figure" label={t('desk.wrapUpTime')} />
        ) : (
          <>
            <Clock untilMs={endMs} size="figure" label={t('desk.wrapUpLeft')} />
            <span className={styles.words}>{t('desk.wrapUpLeft')}</span>
          </>
        )}
      </div>
      <Button
        kind="primary"
        size="large"
        icon={<IconCheck size={19} />}
        shortcut={shortcut}
        isBusy={isFinishing}
        onClick={finish}
      >
        {t('desk.finishWrapUp')}
      </Button>
      {extension && (
        <Button size="large" shortcut={extendKey} onClick={extend}>
          {t('desk.wrapUpMore', { seconds: number(Math.round(extension.ms / 1000)) })}
        </Button>
      )}
      {endMs !== undefined && (
        <span className={styles.track} aria-hidden="true">
          <span className={styles.used} data-short={isShort || undefined} style={{ transform: `scaleX(${share})` }} />
        </span>
      )}
    </div>
  )
}
