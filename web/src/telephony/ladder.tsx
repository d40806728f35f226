import { IconArrowNarrowLeft, IconArrowNarrowRight } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownLadderStep } from '#protocol/http/trunks.ts'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import styles from './ladder.module.css'
import { ladderWords, sinceFirstMs, startLine } from './ladder-words.ts'

interface LadderProps {
  readonly steps: readonly ShownLadderStep[]
  /** Who is at the other side. */
  readonly them?: string | undefined
  readonly label: string
}

/**
 * What went to and fro, a row a message: us at the start, the other side at the end, an arrow between. For screen readers a
 * list whose items say the direction, the words and the time; the list itself can be focused, so that it scrolls by keyboard.
 */
export function Ladder({ steps, them, label }: LadderProps) {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { number, time } = useFormats()
  const words = useMemo(() => ladderWords(steps), [steps])
  if (steps.length === 0) return <p className={styles.empty}>{t('telephony.ladder.empty')}</p>
  return (
    <div className={styles.ladder}>
      <div className={styles.heads} aria-hidden="true">
        <span className={styles.unit}>{t('telephony.seconds', { shown: '' }).trim()}</span>
        <span>{t('telephony.ladder.us')}</span>
        <span>
          <bdi>{them ?? t('telephony.ladder.them')}</bdi>
        </span>
      </div>
      <ol className={styles.steps} aria-label={label}>
        {steps.map((step, index) => {
          const said = words[index]
          const isOut = step.direction === 'out'
          const isAnswer = step.status !== undefined
          const sentence =
            said?.family !== 'answer' && said?.names[0] === 'other'
              ? t(`telephony.ladder.${step.direction}.other`, { method: step.method })
              : (said?.names.map((name) => word(`telephony.ladder.${said.family}`, name)).find(Boolean) ??
                startLine(step))
          const tone = !isAnswer ? 'plain' : toneOf(step.status as number)
          const seconds = number(sinceFirstMs(steps, index) / 1000, 3)
          return (
            <li key={index} className={styles.step} data-direction={step.direction} data-tone={tone}>
              <time className={styles.time} dateTime={step.at} title={time(Date.parse(step.at), true)}>
                {index === 0 ? time(Date.parse(step.at), true) : `+${seconds}`}
              </time>
              <div className={styles.message}>
                <span className="p-hidden">
                  {t(isOut ? 'telephony.ladder.toThem' : 'telephony.ladder.toUs')},{' '}
                  {t('telephony.ladder.after', { seconds })}:{' '}
                </span>
                <span className={styles.words}>{sentence}</span>
                <span className={styles.arrow} aria-hidden="true">
                  {!isOut && <IconArrowNarrowLeft size={20} className={styles.head} />}
                  <span className={styles.line} />
                  {isOut && <IconArrowNarrowRight size={20} className={styles.head} />}
                </span>
                <span className={styles.raw}>
                  <bdi dir="ltr">{startLine(step)}</bdi>
                  {step.hasSdp && <span>{t('telephony.ladder.withSdp')}</span>}
                  {step.q850 !== undefined && <span>{t('telephony.ladder.cause', { cause: step.q850 })}</span>}
                  {step.repeats ? <span>{t('telephony.ladder.repeats', { count: step.repeats })}</span> : null}
                  <bdi dir="ltr" className={styles.remote}>
                    {step.transport} {step.remote}
                  </bdi>
                </span>
              </div>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

const toneOf = (status: number): 'plain' | 'positive' | 'caution' | 'danger' => {
  if (status < 200) return 'plain'
  if (status < 300) return 'positive'
  return status === 401 || status === 407 || status === 487 || status < 400 ? 'caution' : 'danger'
}
