import { PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSecret } from '#protocol/http/connections.ts'
import { call } from '../sign-in/api.ts'
import { inputWrapperOrder, LinesField, WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

const touches = [['flow-secrets'], ['flow-references']]

/** Keeps a secret, replaces it, says where it may be sent, or removes it. What is kept is never shown. */
export function SecretForm({ secret, done }: { readonly secret: FlowSecret | undefined; done(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(secret?.name ?? '')
  const [value, setValue] = useState('')
  const [hosts, setHosts] = useState(secret?.hosts.join('\n') ?? '')
  const [isChecked, setChecked] = useState(false)
  const lines = hosts.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = { name: name.trim(), hosts: lines }
      return secret
        ? call('changeFlowSecret', {
            ...{ id: secret.flowSecretId, ifMatch: secret.etag },
            body: { ...body, ...(value !== '' && { secret: value }) },
          })
        : call('createFlowSecret', { idempotencyKey, body: { ...body, secret: value } })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeFlowSecret', { id: secret?.flowSecretId ?? '' }), { touches, done })
  const needed = (isThere: boolean) => (isChecked && !isThere ? t('telephony.needed') : undefined)
  const hasSecret = value !== '' || secret !== undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (name.trim() !== '' && lines.length > 0 && hasSecret) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField label={t('telephony.name')} isFirst value={name} problem={needed(name.trim() !== '')} set={setName} />
      <PasswordInput
        label={t('studio.connections.secret')}
        description={secret && t('studio.connections.keepSecret')}
        inputWrapperOrder={inputWrapperOrder}
        dir="ltr"
        autoComplete="new-password"
        maxLength={4000}
        value={value}
        error={needed(hasSecret)}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <LinesField
        label={t('studio.connections.hosts')}
        hint={t('studio.connections.hostsHint')}
        value={hosts}
        problem={needed(lines.length > 0)}
        set={setHosts}
      />
      <SaveOrRemove
        add={t('studio.connections.addSecret')}
        known={secret}
        removeText={t('studio.connections.removeSecretText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
