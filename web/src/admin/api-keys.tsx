import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKey, NewApiKey } from '#protocol/http/api-keys.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { CopyButton } from '../telephony/copy-button.tsx'
import { ChoiceField, WordField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import styles from './api-keys.module.css'

const durations = ['30', '90', '365', 'ever'] as const

/** Keys with which a program asks in the name of this account. */
export function ApiKeys({ personId }: { readonly personId: string }) {
  const { t } = useTranslation()
  const [made, setMade] = useState<NewApiKey>()
  const list = useQuery({
    queryKey: ['api-keys', personId],
    queryFn: ({ signal }) => call('apiKeys', { id: personId, signal }),
    refetchOnMount: 'always',
  })
  const keys = list.data?.items ?? []
  return (
    <section className={styles.section} aria-labelledby="api-keys">
      <h3 id="api-keys" className={styles.title}>
        {t('admin.keys.title')}
      </h3>
      <p className={form.hint}>{t('admin.keys.text')}</p>
      {made && <NewKey made={made} />}
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {keys.length > 0 && (
        <ul className={styles.list}>
          {keys.map((key) => (
            <Key key={key.apiKeyId} apiKey={key} personId={personId} />
          ))}
        </ul>
      )}
      <KeyForm personId={personId} made={setMade} />
    </section>
  )
}

function NewKey({ made }: { readonly made: NewApiKey }) {
  const { t } = useTranslation()
  return (
    <Notice tone="accent" title={t('admin.keys.once')} actions={<CopyButton text={made.secret} label={made.name} />}>
      <span dir="ltr" className={form.mono}>
        {made.secret}
      </span>
    </Notice>
  )
}

function KeyForm({ personId, made }: { readonly personId: string; made(key: NewApiKey): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [duration, setDuration] = useState<string>('365')
  const [isChecked, setChecked] = useState(false)
  const make = useSaving(
    () =>
      call('createApiKey', {
        id: personId,
        body: { name: name.trim(), ...(duration === 'ever' ? {} : { forDays: Number(duration) }) },
      }),
    {
      touches: [['api-keys', personId]],
      done: (key) => {
        setName('')
        setChecked(false)
        made(key)
      },
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (name.trim() !== '') make.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <div className={form.pair}>
        <WordField
          label={t('admin.keys.name')}
          hint={t('admin.keys.nameHint')}
          value={name}
          problem={isChecked && name.trim() === '' ? t('admin.keys.nameMissing') : undefined}
          maxLength={80}
          set={setName}
        />
        <ChoiceField
          label={t('admin.keys.lasts')}
          value={duration}
          choices={durations.map((value) => ({ value, label: t(`admin.keys.for.${value}`) }))}
          set={setDuration}
        />
      </div>
      {make.isError && <ErrorNotice error={make.error} />}
      <div className={form.actions}>
        <Button type="submit" isBusy={make.isPending}>
          {t('admin.keys.make')}
        </Button>
      </div>
    </form>
  )
}

function Key({ apiKey, personId }: { readonly apiKey: ApiKey; readonly personId: string }) {
  const { t } = useTranslation()
  const { date, dateTime, list } = useFormats()
  const nowMs = useNowMs()
  const [isAsking, setAsking] = useState(false)
  const withdraw = useSaving(() => call('removeApiKey', { id: apiKey.apiKeyId }), {
    touches: [['api-keys', personId]],
  })
  const { name, expiresAt, lastUsedAt } = apiKey
  const expiresMs = expiresAt === undefined ? undefined : Date.parse(expiresAt)
  const isOver = expiresMs !== undefined && expiresMs <= nowMs
  const facts = [
    lastUsedAt === undefined
      ? t('admin.keys.unused')
      : t('admin.keys.used', { time: dateTime(Date.parse(lastUsedAt)) }),
    expiresMs === undefined
      ? t('admin.keys.for.ever')
      : t(isOver ? 'admin.keys.ended' : 'admin.keys.ends', { day: date(expiresMs) }),
  ]
  return (
    <li className={styles.key} data-over={isOver || undefined}>
      <div>
        <bdi className={styles.name}>{name}</bdi>
        <p className={form.hint}>{facts.join(' · ')}</p>
        {withdraw.isError && <ErrorNotice error={withdraw.error} />}
      </div>
      {isAsking ? (
        <Notice
          tone="caution"
          role="alert"
          title={t('admin.keys.withdrawAsk')}
          actions={
            <>
              <Button kind="danger" size="small" isBusy={withdraw.isPending} onClick={() => withdraw.mutate()}>
                {t('admin.keys.withdraw')}
              </Button>
              <Button size="small" onClick={() => setAsking(false)}>
                {t('common.cancel')}
              </Button>
            </>
          }
        />
      ) : (
        <Button size="small" aria-label={list([t('admin.keys.withdraw'), name])} onClick={() => setAsking(true)}>
          {t('admin.keys.withdraw')}
        </Button>
      )}
    </li>
  )
}
