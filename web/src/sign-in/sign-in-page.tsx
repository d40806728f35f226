import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { CallFailed, call } from './api.ts'
import { Gate } from './gate.tsx'
import { useSetMe } from './me.ts'
import { useCountdownS } from './use-countdown.ts'

export function SignInPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const { to } = useSearch({ from: '/sign-in' })
  const setMe = useSetMe()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isMissing, setMissing] = useState(false)
  const waiting = useCountdownS()
  const signIn = useMutation({
    mutationFn: () => call('signIn', { body: { email: email.trim(), password } }),
    onSuccess: async (me) => {
      setMe(me)
      if (to) router.history.push(to)
      else await router.navigate({ to: '/' })
    },
    onError: (error) => {
      setPassword('')
      if (error instanceof CallFailed && error.code === 'sign-in.slowed') waiting.start(error.retryAfterS ?? 30)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const isEmpty = email.trim() === '' || password === ''
    setMissing(isEmpty)
    if (!isEmpty && waiting.leftS === 0) signIn.mutate()
  }
  return (
    <Gate title={t('signIn.signInTitle')}>
      <form onSubmit={submit} noValidate>
        <TextInput
          type="email"
          label={t('signIn.email')}
          autoComplete="username"
          autoFocus
          dir="ltr"
          value={email}
          error={isMissing && email.trim() === '' ? t('signIn.emailMissing') : undefined}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          value={password}
          error={isMissing && password === '' ? t('signIn.passwordMissing') : undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {waiting.leftS > 0 ? (
          <Notice tone="danger" title={t('signIn.slowed', { count: waiting.leftS })} />
        ) : (
          signIn.isError && <ErrorNotice error={signIn.error} />
        )}
        <Button type="submit" kind="primary" size="large" isWide isBusy={signIn.isPending} disabled={waiting.leftS > 0}>
          {t('signIn.signIn')}
        </Button>
      </form>
    </Gate>
  )
}
