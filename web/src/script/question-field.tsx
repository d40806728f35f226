import { Select, Textarea, TextInput } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerProblem } from '#domain/flows/index.ts'
import type { ShownPage } from '#protocol/http/scripts.ts'
import styles from './page-form.module.css'

type Question = ShownPage['questions'][number]
type Value = string | number | boolean

interface QuestionFieldProps {
  readonly question: Question
  readonly language: string
  readonly value: Value | undefined
  readonly problem: AnswerProblem | undefined
  set(value: Value): void
}

/** As many are seen at a glance; more are looked for in a list. */
const mostRadios = 7

/** One question of a page, by the control that fits how it is answered. */
export function QuestionField(props: QuestionFieldProps) {
  const { question, language, value, set } = props
  const sentence = useSentence(props)
  const common = {
    label: (
      <span lang={language} dir="auto">
        {question.words}
      </span>
    ),
    error: sentence,
    required: question.isRequired,
    'data-variable': question.variable,
  }
  const text = value === undefined ? '' : String(value)
  if (question.answer === 'yes-no') return <Radios {...props} sentence={sentence} />
  if (question.answer === 'choice') {
    if (question.choices.length <= mostRadios) return <Radios {...props} sentence={sentence} />
    return (
      <Select
        {...common}
        data={question.choices.map((one) => ({ value: one.value, label: one.label }))}
        value={text || null}
        searchable
        clearable={!question.isRequired}
        onChange={(chosen) => set(chosen ?? '')}
      />
    )
  }
  if (question.answer === 'text') {
    return (
      <Textarea
        {...common}
        dir="auto"
        autosize
        minRows={1}
        maxRows={8}
        maxLength={2000}
        value={text}
        onChange={(event) => set(event.currentTarget.value)}
      />
    )
  }
  const isDate = question.answer === 'date'
  return (
    <TextInput
      {...common}
      {...(isDate ? { type: 'date' } : { inputMode: 'decimal', dir: 'ltr' })}
      maxLength={40}
      value={text}
      className={styles.short ?? ''}
      // What a reader of Persian types as a number is one.
      onChange={(event) => set(isDate ? event.currentTarget.value : latinDigits(event.currentTarget.value))}
    />
  )
}

function Radios({
  question,
  language,
  value,
  set,
  sentence,
}: QuestionFieldProps & { readonly sentence: string | undefined }) {
  const { t } = useTranslation()
  const id = useId()
  const isYesNo = question.answer === 'yes-no'
  const choices = isYesNo
    ? [
        { value: 'true', label: t('script.yes') },
        { value: 'false', label: t('script.no') },
      ]
    : question.choices
  const chosen = value === undefined ? '' : String(value)
  return (
    <fieldset className={styles.radios} aria-describedby={sentence ? `${id}-problem` : undefined}>
      <legend lang={language} dir="auto">
        {question.words}
        {question.isRequired && (
          <span aria-hidden="true" className={styles.star}>
            {' *'}
          </span>
        )}
      </legend>
      {choices.map((choice, index) => (
        <label key={choice.value} className={styles.radio}>
          <input
            type="radio"
            name={id}
            value={choice.value}
            required={question.isRequired}
            checked={chosen === choice.value}
            data-variable={index === 0 ? question.variable : undefined}
            onChange={() => set(isYesNo ? choice.value === 'true' : choice.value)}
          />
          <span lang={isYesNo ? undefined : language} dir="auto">
            {choice.label}
          </span>
        </label>
      ))}
      {sentence && (
        <p id={`${id}-problem`} className={styles.problem}>
          {sentence}
        </p>
      )}
    </fieldset>
  )
}

function useSentence({ question, problem }: QuestionFieldProps): string | undefined {
  const { t } = useTranslation()
  if (!problem) return undefined
  const { least, most } = question
  return t(`script.problem.${problem.problem}`, { least: least ?? '', most: most ?? '' })
}

const latinDigits = (text: string): string =>
  text
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[,\u066b]/g, '.')
