import { TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../design/button.tsx'
import styles from './customer-form.module.css'

interface NumbersFieldProps {
  readonly numbers: readonly string[]
  set(numbers: readonly string[]): void
  readonly most: number
  /** What is wrong with them. */
  readonly error?: string
}

/** Telephone numbers of one person or company, each in a field of its own. */
export function NumbersField({ numbers, set, most, error }: NumbersFieldProps) {
  const { t } = useTranslation()
  return (
    <fieldset className={styles.numbers}>
      <legend>{t('customers.numbers')}</legend>
      {numbers.map((number, index) => (
        // By place: the fields have no other identity.
        <div key={index} className={styles.number}>
          <TextInput
            type="tel"
            dir="ltr"
            aria-label={t('customers.numberAt', { count: index + 1 })}
            maxLength={40}
            value={number}
            error={index === 0 ? error : undefined}
            onChange={({ currentTarget: { value } }) => set(numbers.map((other, at) => (at === index ? value : other)))}
          />
          {numbers.length > 1 && (
            <IconButton
              label={t('customers.removeNumber')}
              icon={<IconTrash size={16} />}
              onClick={() => set(numbers.filter((_, at) => at !== index))}
            />
          )}
        </div>
      ))}
      {numbers.length < most && (
        <Button kind="quiet" size="small" icon={<IconPlus size={15} />} onClick={() => set([...numbers, ''])}>
          {t('customers.addNumber')}
        </Button>
      )}
    </fieldset>
  )
}
