import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutsideContact } from '#protocol/http/directory.ts'
import type { Language } from '#protocol/http/fields.ts'
import { NumbersField } from '../customers/numbers-field.tsx'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { languages } from '../languages/languages.ts'
import { CallFailed, call, newIdempotencyKey } from '../sign-in/api.ts'
import styles from './directory-page.module.css'

interface OutsideContactFormProps {
  /** Absent: a new one. */
  readonly existing: OutsideContact | undefined
  close(): void
}

/** Adds, changes or removes somebody of another house. */
export function OutsideContactForm({ existing, close }: OutsideContactFormProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(existing?.name ?? '')
  const [company, setCompany] = useState(existing?.company ?? '')
  const [department, setDepartment] = useState(existing?.department ?? '')
  const [numbers, setNumbers] = useState<readonly string[]>(existing?.numbers ?? [''])
  const [spoken, setSpoken] = useState<readonly Language[]>(existing?.languages ?? [])
  const [note, setNote] = useState(existing?.note ?? '')
  const [isChecked, setChecked] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  // The same attempt repeated after a lost answer must not make a second one.
  const key = useRef(newIdempotencyKey())
  const given = numbers.map((number) => number.trim()).filter((number) => number !== '')
  const done = () => {
    void client.invalidateQueries({ queryKey: ['directory'] })
    close()
  }
  const save = useMutation({
    mutationFn: () => {
      const always = { name: name.trim(), numbers: given, languages: [...spoken] }
      const texts = { company: company.trim(), department: department.trim(), note: note.trim() }
      if (existing) {
        const orNull = Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text || null]))
        const body = { ...always, ...orNull }
        return call('changeOutsideContact', { id: existing.outsideContactId, ifMatch: existing.etag, body })
      }
      const present = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
      return call('createOutsideContact', { body: { ...always, ...present }, idempotencyKey: key.current })
    },
    onSuccess: done,
    onError: (error) => {
      const isRefused = error instanceof CallFailed && error.status >= 400 && error.status < 500
      if (isRefused) key.current = newIdempotencyKey()
    },
  })
  const remove = useMutation({
    mutationFn: () => call('removeOutsideContact', { id: existing?.outsideContactId ?? '' }),
    onSuccess: done,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (name.trim() !== '' && given.length > 0) save.mutate()
  }
  const error = save.error ?? remove.error
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.hint}>{t('directory.shared')}</p>
      <TextInput
        label={t('customers.name')}
        autoFocus
        dir="auto"
        maxLength={120}
        value={name}
        error={isChecked && name.trim() === '' ? t('customers.nameMissing') : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('directory.company')}
        dir="auto"
        maxLength={120}
        value={company}
        onChange={(event) => setCompany(event.currentTarget.value)}
      />
      <TextInput
        label={t('directory.department')}
        dir="auto"
        maxLength={120}
        value={department}
        onChange={(event) => setDepartment(event.currentTarget.value)}
      />
      <NumbersField
        numbers={numbers}
        set={setNumbers}
        most={10}
        {...(isChecked && given.length === 0 && { error: t('directory.numberMissing') })}
      />
      <fieldset className={styles.languages}>
        <legend>{t('directory.languages')}</legend>
        {languages.map(({ code, name: own }) => (
          <Checkbox
            key={code}
            label={<span lang={code}>{own}</span>}
            checked={spoken.includes(code)}
            onChange={({ currentTarget: { checked } }) =>
              setSpoken(checked ? [...spoken, code] : spoken.filter((other) => other !== code))
            }
          />
        ))}
      </fieldset>
      <Textarea
        label={t('directory.note')}
        dir="auto"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {error && <ErrorNotice error={error} />}
      {isRemoving ? (
        <div className={styles.formDeeds}>
          <p>{t('directory.removeAsk')}</p>
          <Button kind="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
            {t('directory.remove')}
          </Button>
          <Button onClick={() => setRemoving(false)}>{t('directory.keep')}</Button>
        </div>
      ) : (
        <div className={styles.formDeeds}>
          <Button type="submit" kind="primary" isBusy={save.isPending}>
            {t('common.save')}
          </Button>
          <Button onClick={close}>{t('common.cancel')}</Button>
          {existing && (
            <Button kind="quiet" icon={<IconTrash size={16} />} onClick={() => setRemoving(true)}>
              {t('directory.remove')}
            </Button>
          )}
        </div>
      )}
    </form>
  )
}
