import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AnswerProblem, readAnswers } from '#domain/flows/pages/read-answers.ts'
import type { ShownPage } from '#protocol/http/scripts.ts'
import { Button } from '../design/button.tsx'
import type { Values } from './page-draft.ts'
import styles from './page-form.module.css'
import { QuestionField } from './question-field.tsx'

interface PageFormProps {
  readonly page: ShownPage
  /** Of its words. */
  readonly language: string
  /** Typed and not sent. */
  readonly begun?: Values | undefined
  readonly isBusy?: boolean
  /** A new page takes the focus, so that whoever works by keyboard goes on there. */
  readonly takesFocus?: boolean
  /** At each key. */
  typed?(values: Values): void
  answer(exit: string, values: Values): void
  back?: ((values: Values) => void) | undefined
}

/** A page with its questions, and a button for each way on. What does not answer its questions is told beside them, and not sent. */
export function PageForm({
  page,
  language,
  begun,
  isBusy = false,
  takesFocus = false,
  typed,
  answer,
  back,
}: PageFormProps) {
  const { t } = useTranslation()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [values, setValues] = useState<Values>(() => begun ?? knownOn(page))
  const [problems, setProblems] = useState<readonly AnswerProblem[]>([])
  useEffect(() => {
    if (takesFocus) heading.current?.focus()
  }, [takesFocus])
  const put = (variable: string, value: string | number | boolean) => {
    const next = { ...values, [variable]: value }
    setValues(next)
    setProblems(problems.filter((one) => one.variable !== variable))
    typed?.(next)
  }
  const go = (exit: string) => {
    const wrong = readAnswers(page, values).problems
    setProblems(wrong)
    const [first] = wrong
    if (!first) answer(exit, values)
    else form.current?.querySelector<HTMLElement>(`[data-variable="${CSS.escape(first.variable)}"]`)?.focus()
  }
  const [only, ...others] = page.exits
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // Of several ways Enter chooses none.
    if (only && others.length === 0 && !isBusy) go(only.name)
  }
  return (
    <form ref={form} className={styles.page} noValidate onSubmit={submit} aria-labelledby={`${id}-title`}>
      <h3
        ref={heading}
        id={`${id}-title`}
        tabIndex={-1}
        className={page.title ? styles.title : 'p-hidden'}
        lang={language}
        dir="auto"
      >
        {page.title || t('script.page')}
      </h3>
      {page.text && (
        <p className={styles.text} lang={language} dir="auto">
          {page.text}
        </p>
      )}
      {page.questions.map((question) => (
        <QuestionField
          key={question.variable}
          question={question}
          language={language}
          value={values[question.variable]}
          problem={problems.find(({ variable }) => variable === question.variable)}
          set={(value) => put(question.variable, value)}
        />
      ))}
      <div className={styles.ways}>
        {page.exits.map(({ name, label }) => (
          <Button
            key={name}
            type={others.length === 0 ? 'submit' : 'button'}
            kind={others.length === 0 ? 'primary' : 'plain'}
            isBusy={isBusy}
            {...(others.length > 0 && { onClick: () => go(name) })}
          >
            {label ? <bdi lang={language}>{label}</bdi> : t('script.next')}
          </Button>
        ))}
        {back && (
          <Button kind="quiet" disabled={isBusy} onClick={() => back(values)}>
            {t('script.back')}
          </Button>
        )}
      </div>
    </form>
  )
}

const knownOn = ({ questions }: ShownPage): Values =>
  Object.fromEntries(questions.flatMap(({ variable, value }) => (value === undefined ? [] : [[variable, value]])))
