import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '#protocol/http/fields.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { call } from './api.ts'
import { Gate } from './gate.tsx'
import { useSetMe } from './me.ts'

const shortestPassword = 10

/** The first administrator of an empty installation, through the link that it printed. */
export function SetUpPage() {
  const { t, i18n } = useTranslation()
  const router = useRouter()
  const setMe = useSetMe()
  const { token } = useSearch({ from: '/set-up' })
  const [fields, setFields] = useState({ organizationName: '', name: '', email: '', password: '' })
  const [isChecked, setChecked] = useState(false)
  const setUp = useMutation({
    mutationFn: () =>
      call('setUp', {
        body: { token, ...fields, email: fields.email.trim(), language: i18n.language as Language },
      }),
    onSuccess: async (me) => {
      setMe(me)
      await router.navigate({ to: '/' })
    },
  })
  const problems = {
    organizationName: fields.organizationName.trim() === '' ? t('signIn.organizationMissing') : undefined,
    name: fields.name.trim() === '' ? t('signIn.nameMissing') : undefined,
    email: /^[^@\s]+@[^@\s]+$/.test(fields.email.trim()) ? undefined : t('signIn.emailMissing'),
    password:
      fields.password.length < shortestPassword ? t('signIn.passwordShort', { count: shortestPassword }) : undefined,
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (Object.values(problems).every((problem) => problem === undefined)) setUp.mutate()
  }
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    error: isChecked ? problems[name] : undefined,
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  })
  if (token === '') {
    return (
      <Gate title={t('signIn.setUpTitle')}>
        <Notice tone="caution" title={t('signIn.tokenMissing')} />
      </Gate>
    )
  }
  return (
    <Gate title={t('signIn.setUpTitle')}>
      <form onSubmit={submit} noValidate>
        <p>{t('signIn.setUpText')}</p>
        <TextInput
          label={t('signIn.organization')}
          autoComplete="organization"
          autoFocus
          {...field('organizationName')}
        />
        <TextInput label={t('signIn.name')} autoComplete="name" {...field('name')} />
        <TextInput label={t('signIn.email')} type="email" autoComplete="username" dir="ltr" {...field('email')} />
        <PasswordInput
          label={t('signIn.password')}
          description={t('signIn.passwordHint', { count: shortestPassword })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          {...field('password')}
        />
        {setUp.isError && <ErrorNotice error={setUp.error} />}
        <Button type="submit" kind="primary" size="large" isWide isBusy={setUp.isPending}>
          {t('signIn.setUp')}
        </Button>
      </form>
    </Gate>
  )
}
