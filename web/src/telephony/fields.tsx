import { Select, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './telephony.module.css'

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly value: string
  readonly problem?: string | undefined
  readonly isFirst?: boolean
  readonly placeholder?: string | undefined
  readonly maxLength?: number
  set(value: string): void
}

/** The sentence stands under its field, so that the fields of a row stand in one line. */
export const inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
]

/** What belongs to machines (numbers, addresses, names of accounts) keeps its direction in every language. */
const machine = { dir: 'ltr', autoComplete: 'off', autoCapitalize: 'off', spellCheck: false } as const

/** A line that people read. */
export const WordField = ({ label, hint, value, problem, isFirst, set, maxLength = 120 }: FieldProps) => (
  <TextInput
    label={label}
    description={hint}
    inputWrapperOrder={inputWrapperOrder}
    dir="auto"
    autoComplete="off"
    maxLength={maxLength}
    value={value}
    error={problem}
    data-autofocus={isFirst || undefined}
    onChange={(event) => set(event.currentTarget.value)}
  />
)

/** A line that machines read. */
export const CodeField = ({ label, hint, value, problem, isFirst, placeholder, set, maxLength = 255 }: FieldProps) => (
  <TextInput
    label={label}
    description={hint}
    inputWrapperOrder={inputWrapperOrder}
    {...machine}
    maxLength={maxLength}
    value={value}
    error={problem}
    placeholder={placeholder}
    data-autofocus={isFirst || undefined}
    onChange={(event) => set(event.currentTarget.value)}
  />
)

export const NumberField = (props: FieldProps) => (
  <TextInput
    label={props.label}
    description={props.hint}
    inputWrapperOrder={inputWrapperOrder}
    {...machine}
    inputMode="decimal"
    maxLength={16}
    value={props.value}
    error={props.problem}
    placeholder={props.placeholder}
    onChange={(event) => props.set(event.currentTarget.value)}
  />
)

/** Several things of machines, one a line. */
export const LinesField = ({ label, hint, value, problem, placeholder, set }: FieldProps) => (
  <Textarea
    label={label}
    description={hint}
    inputWrapperOrder={inputWrapperOrder}
    {...machine}
    rows={3}
    value={value}
    error={problem}
    placeholder={placeholder}
    onChange={(event) => set(event.currentTarget.value)}
  />
)

interface ChoiceFieldProps extends FieldProps {
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}
export const ChoiceField = ({ label, hint, value, problem, choices, placeholder, set }: ChoiceFieldProps) => (
  <Select
    label={label}
    description={hint}
    inputWrapperOrder={inputWrapperOrder}
    data={[...choices]}
    value={value === '' && !choices.some((choice) => choice.value === '') ? null : value}
    error={problem}
    placeholder={placeholder}
    searchable={choices.length > 12}
    onChange={(chosen) => chosen !== null && set(chosen)}
  />
)

interface RadioCardProps {
  readonly name: string
  readonly value: string
  readonly isChosen: boolean
  readonly isDisabled?: boolean
  readonly title: ReactNode
  readonly text?: ReactNode
  choose(): void
}

/** One of a few ways, each with the sentence that says for whom it is. */
export const RadioCard = ({ name, value, isChosen, isDisabled, title, text, choose }: RadioCardProps) => (
  <label className={styles.choice}>
    <input type="radio" name={name} value={value} checked={isChosen} disabled={isDisabled} onChange={choose} />
    <span>
      <span className={styles.choiceName}>{title}</span>
      {text && <span className={styles.choiceText}>{text}</span>}
    </span>
  </label>
)
