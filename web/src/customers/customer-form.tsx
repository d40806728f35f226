import { Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreateCustomer, Customer } from '#protocol/http/customers.ts'
import type { Language } from '#protocol/http/fields.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { RegionField } from '../geography/region-fields.tsx'
import { languages } from '../languages/languages.ts'
import { CallFailed, call, newIdempotencyKey } from '../sign-in/api.ts'
import { forgetKept, useKept } from '../state/use-kept.ts'
import styles from './customer-form.module.css'
import { NumbersField } from './numbers-field.tsx'

interface CustomerFormProps {
  /** Under which name this browser keeps what is typed; without one it keeps nothing. */
  readonly draft?: string
  /** An existing customer is changed; anything less is made. */
  readonly initial: Customer | Pick<CreateCustomer, 'name' | 'phoneNumbers'>
  saved(customer: Customer): void
  cancel(): void
}

/** Makes or changes a customer. */
export function CustomerForm({ draft, initial, saved, cancel }: CustomerFormProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const existing = 'customerId' in initial ? initial : undefined
  const [name, setName] = useKept(draft, 'name', initial.name)
  const [numbers, setNumbers] = useKept<readonly string[]>(
    draft,
    'numbers',
    initial.phoneNumbers.length > 0 ? initial.phoneNumbers : [''],
  )
  const [email, setEmail] = useKept(draft, 'email', existing?.email ?? '')
  const [language, setLanguage] = useKept<Language | ''>(draft, 'language', existing?.language ?? '')
  const [note, setNote] = useKept(draft, 'note', existing?.note ?? '')
  const [address, setAddress] = useKept(draft, 'address', existing?.address ?? '')
  const [postcode, setPostcode] = useKept(draft, 'postcode', existing?.postcode ?? '')
  const [regionCode, setRegionCode] = useKept(draft, 'regionCode', existing?.regionCode ?? '')
  const [tierId, setTierId] = useKept<Customer['tierId'] | ''>(draft, 'tierId', existing?.tierId ?? '')
  const [segmentId, setSegmentId] = useKept<Customer['segmentId'] | ''>(draft, 'segmentId', existing?.segmentId ?? '')
  const [ownerAgentId, setOwner] = useKept<Customer['ownerAgentId'] | ''>(
    draft,
    'ownerAgentId',
    existing?.ownerAgentId ?? '',
  )
  const [value, setValue] = useKept(
    draft,
    'value',
    existing?.yearlyValue === undefined ? '' : String(existing.yearlyValue),
  )
  const kinds = useQuery({ queryKey: ['customer-kinds'], queryFn: ({ signal }) => call('customerKinds', { signal }) })
  const yearlyValue = value.trim() === '' ? null : Number(value.trim())
  const isValueWell = yearlyValue === null || (Number.isSafeInteger(yearlyValue) && yearlyValue >= 0)
  const [isChecked, setChecked] = useState(false)
  // The same attempt repeated after a lost answer must not make a second customer.
  const key = useRef(newIdempotencyKey())
  const save = useMutation({
    mutationFn: () => {
      const always = {
        name: name.trim(),
        phoneNumbers: numbers.map((number) => number.trim()).filter((number) => number !== ''),
      }
      const [mail, words] = [email.trim(), note.trim() === '' ? '' : note]
      const [street, code] = [address.trim(), postcode.trim()]
      if (existing) {
        // What was emptied is taken away; left out it would stay.
        const body = {
          ...{ ...always, email: mail || null, language: language || null, note: words || null },
          ...{ address: street || null, postcode: code || null, regionCode: regionCode || null },
          ...{ tierId: tierId || null, segmentId: segmentId || null, ownerAgentId: ownerAgentId || null, yearlyValue },
        }
        return call('changeCustomer', { id: existing.customerId, ifMatch: existing.etag, body })
      }
      const body = {
        ...always,
        ...(mail ? { email: mail } : {}),
        ...(language ? { language } : {}),
        ...(words ? { note: words } : {}),
        ...(street ? { address: street } : {}),
        ...(code ? { postcode: code } : {}),
        ...(regionCode ? { regionCode } : {}),
        ...(tierId ? { tierId } : {}),
        ...(segmentId ? { segmentId } : {}),
        ...(ownerAgentId ? { ownerAgentId } : {}),
        ...(yearlyValue === null ? {} : { yearlyValue }),
      }
      return call('createCustomer', { body, idempotencyKey: key.current })
    },
    onSuccess: (customer) => {
      client.setQueryData(['customer', customer.customerId], customer)
      void client.invalidateQueries({ queryKey: ['customers'] })
      forgetKept(draft)
      saved(customer)
    },
    onError: (error) => {
      const isRefused = error instanceof CallFailed && error.status >= 400 && error.status < 500
      if (isRefused) key.current = newIdempotencyKey()
    },
  })
  const isEmailWell = email.trim() === '' || /^[^@\s]+@[^@\s]+$/.test(email.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (name.trim() !== '' && isEmailWell && isValueWell) save.mutate()
  }
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <TextInput
        label={t('customers.name')}
        autoFocus
        dir="auto"
        maxLength={120}
        value={name}
        error={isChecked && name.trim() === '' ? t('customers.nameMissing') : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NumbersField numbers={numbers} set={setNumbers} most={20} />
      <TextInput
        label={t('signIn.email')}
        type="email"
        dir="ltr"
        value={email}
        error={isChecked && !isEmailWell ? t('customers.emailWrong') : undefined}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label={t('customers.language')}
        data={[
          { value: '', label: t('customers.languageUnknown') },
          ...languages.map(({ code, name }) => ({ value: code as string, label: name })),
        ]}
        value={language}
        onChange={(code) => setLanguage((code ?? '') as Language | '')}
      />
      <TextInput
        label={t('customers.address')}
        dir="auto"
        maxLength={500}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <TextInput
        label={t('customers.postcode')}
        dir="ltr"
        maxLength={20}
        value={postcode}
        onChange={(event) => setPostcode(event.currentTarget.value)}
      />
      <RegionField
        label={t('customers.region')}
        hint={t('customers.regionHint')}
        value={regionCode}
        set={setRegionCode}
      />
      <div className={styles.kinds}>
        {(kinds.data?.tiers.length ?? 0) > 0 && (
          <Select
            label={t('customers.tier')}
            data={[
              { value: '', label: t('customers.notSaid') },
              ...(kinds.data?.tiers ?? []).map((tier) => ({ value: tier.tierId as string, label: tier.name })),
            ]}
            value={tierId ?? ''}
            onChange={(id) => setTierId((id ?? '') as Customer['tierId'] | '')}
          />
        )}
        {(kinds.data?.segments.length ?? 0) > 0 && (
          <Select
            label={t('customers.segment')}
            data={[
              { value: '', label: t('customers.notSaid') },
              ...(kinds.data?.segments ?? []).map((one) => ({ value: one.segmentId as string, label: one.name })),
            ]}
            value={segmentId ?? ''}
            onChange={(id) => setSegmentId((id ?? '') as Customer['segmentId'] | '')}
          />
        )}
        <TextInput
          label={t('customers.value')}
          description={t('customers.valueHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          dir="ltr"
          inputMode="numeric"
          maxLength={13}
          value={value}
          error={isChecked && !isValueWell ? t('customers.valueWrong') : undefined}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Select
          label={t('customers.owner')}
          searchable
          data={[
            { value: '', label: t('customers.notSaid') },
            ...(kinds.data?.owners ?? []).map((one) => ({ value: one.agentId as string, label: one.name })),
          ]}
          value={ownerAgentId ?? ''}
          onChange={(id) => setOwner((id ?? '') as Customer['ownerAgentId'] | '')}
        />
      </div>
      <Textarea
        label={t('desk.note')}
        autosize
        minRows={2}
        maxRows={8}
        dir="auto"
        maxLength={20_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={styles.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {existing ? t('common.save') : t('customers.create')}
        </Button>
        <Button
          onClick={() => {
            forgetKept(draft)
            cancel()
          }}
        >
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  )
}
