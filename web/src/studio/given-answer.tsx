import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Value } from '#domain/flows/index.ts'
import { Button } from '../design/button.tsx'
import { WordField } from '../telephony/fields.tsx'
import styles from './studio.module.css'

interface GivenAnswerProps {
  /** What the block takes out of an answer: the variables, as they are called. */
  readonly taken: readonly { readonly name: string; readonly label: string }[]
  answer(values: Readonly<Record<string, Value>>): void
  fail(): void
}

/** Whoever tries a flow says what the other system answers: it is not asked. */
export function GivenAnswer({ taken, answer, fail }: GivenAnswerProps) {
  const { t } = useTranslation()
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  return (
    <>
      {taken.length > 0 && (
        <fieldset className={styles.union}>
          <legend>{t('studio.itAnswers')}</legend>
          {taken.map(({ name, label }) => (
            <WordField
              key={name}
              label={label}
              value={texts[name] ?? ''}
              maxLength={500}
              set={(text) => setTexts({ ...texts, [name]: text })}
            />
          ))}
        </fieldset>
      )}
      <div className={styles.actions}>
        <Button
          size="small"
          onClick={() => answer(Object.fromEntries(taken.map(({ name }) => [name, readValue(texts[name] ?? '')])))}
        >
          {t('studio.answers')}
        </Button>
        <Button size="small" onClick={fail}>
          {t('studio.answersNot')}
        </Button>
      </div>
    </>
  )
}

/** A number as JSON has it; one that begins with naught is an order's number and stays a text. */
const readValue = (text: string): Value => (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text.trim()) ? Number(text) : text)
