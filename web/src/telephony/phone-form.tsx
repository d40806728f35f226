import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatePhone, Phone, PhoneProvisioning } from '#protocol/http/phones.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { AskFirst } from './ask-first.tsx'
import { ChoiceField, CodeField, WordField } from './fields.tsx'
import { FormActions } from './form-actions.tsx'
import { useMayChange } from './may-change.ts'
import { useEverybody } from './queries.ts'
import styles from './telephony.module.css'
import { useSaving } from './use-saving.ts'

interface PhoneFormProps {
  /** Absent: a new one. */
  readonly phone: Phone | undefined
  /** A new password is there, to be shown once. */
  provision(provisioning: PhoneProvisioning): void
  done(): void
}

/** Adds or changes a phone, renews its password, takes it away. */
export function PhoneForm({ phone, provision, done }: PhoneFormProps) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const everybody = useEverybody().data?.items ?? []
  const [user, setUser] = useState(phone?.user ?? '')
  const [displayName, setDisplayName] = useState(phone?.displayName ?? '')
  const [personId, setPersonId] = useState<string>(phone?.personId ?? '')
  const [isChecked, setChecked] = useState(false)
  const [asking, setAsking] = useState<'password' | 'remove' | undefined>()
  const isUserGood = /^[A-Za-z0-9._-]{1,64}$/.test(user.trim())
  const touches = [['phones']]
  const save = useSaving(
    async (idempotencyKey) => {
      const name = displayName.trim()
      if (!phone) {
        const body = {
          user: user.trim(),
          ...(name === '' ? {} : { displayName: name }),
          ...(personId === '' ? {} : { personId }),
        } as CreatePhone
        return (await call('createPhone', { idempotencyKey, body })).provisioning
      }
      const body = {
        displayName: name === '' ? null : name,
        personId: personId === '' ? null : (personId as NonNullable<Phone['personId']>),
      }
      await call('changePhone', { id: phone.user, ifMatch: phone.etag, body })
      return undefined
    },
    { touches, done: (provisioning) => (provisioning ? provision(provisioning) : done()) },
  )
  const renew = useSaving(() => call('renewPhonePassword', { id: phone?.user ?? '' }), { touches, done: provision })
  const remove = useSaving(() => call('removePhone', { id: phone?.user ?? '' }), { touches, done })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isUserGood) save.mutate()
  }
  const people = everybody
    .filter(({ roles, personId: id }) => roles.includes('agent') || id === personId)
    .map((person) => ({ value: person.personId as string, label: person.name }))
  // Those who may not see everybody still see whose it is.
  if (phone?.personId && !people.some(({ value }) => value === phone.personId))
    people.push({ value: phone.personId, label: phone.personName ?? t('telephony.somebody') })
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <fieldset className={styles.form} disabled={!mayChange}>
        {phone ? (
          <p>
            {t('telephony.phone.user')}: <bdi dir="ltr">{phone.user}</bdi>
          </p>
        ) : (
          <CodeField
            label={t('telephony.phone.user')}
            hint={t('telephony.phone.userHint')}
            value={user}
            isFirst
            maxLength={64}
            problem={isChecked && !isUserGood ? t('telephony.badForm') : undefined}
            set={setUser}
          />
        )}
        <WordField label={t('telephony.phone.displayName')} value={displayName} set={setDisplayName} />
        <ChoiceField
          label={t('telephony.phone.whose')}
          hint={t('telephony.phone.whoseHint')}
          value={personId}
          choices={[{ value: '', label: t('telephony.nobody') }, ...people]}
          set={setPersonId}
        />
      </fieldset>
      {save.isError && <ErrorNotice error={save.error} />}
      {phone && mayChange && asking === undefined && (
        <div className={styles.actions}>
          <Button onClick={() => setAsking('password')}>{t('telephony.phone.newPassword')}</Button>
        </div>
      )}
      {phone && asking === 'password' && (
        <AskFirst
          title={t('telephony.phone.newPasswordAsk', { name: phone.user })}
          deed={t('telephony.phone.newPassword')}
          isBusy={renew.isPending}
          error={renew.error}
          onYes={() => renew.mutate()}
          onNo={() => setAsking(undefined)}
        >
          {t('telephony.phone.newPasswordText')}
        </AskFirst>
      )}
      {phone && asking === 'remove' && (
        <AskFirst
          title={t('telephony.removeAsk', { name: phone.user })}
          deed={t('telephony.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(undefined)}
        >
          {t('telephony.phone.removeText')}
        </AskFirst>
      )}
      <FormActions
        isNew={!phone}
        addWord={t('telephony.phone.add')}
        isBusy={save.isPending}
        close={done}
        {...(phone && asking === undefined ? { remove: () => setAsking('remove') } : {})}
      />
    </form>
  )
}
