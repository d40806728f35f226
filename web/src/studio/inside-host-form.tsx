import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { CodeField, NumberField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

/** Lets requests of flows reach a host inside. */
export function InsideHostForm({ done }: { done(): void }) {
  const { t } = useTranslation()
  const [host, setHost] = useState('')
  const [port, setPort] = useState('')
  const [isChecked, setChecked] = useState(false)
  const number = Number(port)
  const isPort = port.trim() === '' || (Number.isInteger(number) && number >= 1 && number <= 65_535)
  const save = useSaving<unknown>(
    (idempotencyKey) =>
      call('allowInsideHost', {
        idempotencyKey,
        body: { host: host.trim(), ...(port.trim() !== '' && { port: number }) },
      }),
    { touches: [['inside-hosts']], done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (host.trim() !== '' && isPort) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <CodeField
        label={t('studio.connections.host')}
        hint={t('studio.connections.hostHint')}
        isFirst
        value={host}
        problem={isChecked && host.trim() === '' ? t('telephony.needed') : undefined}
        set={setHost}
      />
      <NumberField
        label={t('studio.connections.port')}
        hint={t('studio.connections.portHint')}
        value={port}
        problem={isChecked && !isPort ? t('telephony.needed') : undefined}
        set={setPort}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t('studio.connections.allow')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
