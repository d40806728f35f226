import { IconEyeOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Language } from '#protocol/http/fields.ts'
import type { CallerAnswer } from '#protocol/http/interactions.ts'
import { questionIn, shownAnswer } from './answer-text.ts'
import styles from './caller-answers.module.css'
import { PhoneNumber } from './phone-number.tsx'

/** A card that rings is read in a moment: the last answers are the nearest to why he calls. */
const mostAtAGlance = 3

interface CallerAnswersProps {
  readonly answers: readonly CallerAnswer[] | undefined
  /** Only the last ones, without the words of the questions. */
  readonly isShort?: boolean
  /** Where a card around it has the title. */
  readonly isUntitled?: boolean
}

/** What the caller answered before any of us heard him: question and answer, so that nobody asks again. */
export function CallerAnswers({ answers = [], isShort = false, isUntitled = false }: CallerAnswersProps) {
  const { t, i18n } = useTranslation()
  if (answers.length === 0) return null
  const shown = isShort ? answers.slice(-mostAtAGlance) : answers
  const more = answers.length - shown.length
  return (
    <section
      className={styles.answers}
      data-short={isShort || undefined}
      aria-label={isUntitled ? undefined : t('desk.said.title')}
    >
      {!isShort && !isUntitled && <h3 className={styles.title}>{t('desk.said.title')}</h3>}
      <dl className={styles.list}>
        {shown.map((answer) => {
          const words = questionIn(answer, i18n.language)
          const name = answer.label || words?.text || t('desk.said.unnamed')
          return (
            <div key={answer.key} className={styles.pair}>
              <dt className={styles.question} dir="auto">
                {name}
                {!isShort && answer.label && words?.isOwn && (
                  <span className={styles.words} dir="auto">
                    {words.text}
                  </span>
                )}
              </dt>
              <dd className={styles.answer}>
                <Answer of={answer} />
              </dd>
            </div>
          )
        })}
      </dl>
      {more > 0 && <p className={styles.more}>{t('desk.said.more', { count: more })}</p>}
    </section>
  )
}

function Answer({ of }: { readonly of: CallerAnswer }) {
  const { t, i18n } = useTranslation()
  if (of.as === 'hidden') {
    return (
      <span className={styles.hidden}>
        <IconEyeOff size={14} aria-hidden="true" />
        {t('desk.said.hidden')}
      </span>
    )
  }
  if (of.as === 'yes-no') return t(of.value === 'true' ? 'desk.said.yes' : 'desk.said.no')
  if (of.as === 'phone') return <PhoneNumber of={of.value} />
  const text = shownAnswer(of, i18n.language as Language)
  return of.as === 'digits' ? <bdi dir="ltr">{text}</bdi> : <bdi>{text}</bdi>
}
