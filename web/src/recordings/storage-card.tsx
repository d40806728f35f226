import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordingStorage } from '#protocol/http/recordings.ts'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import form from '../telephony/telephony.module.css'
import styles from './storage-card.module.css'

const tones = { well: 'positive', slow: 'caution', full: 'danger', failing: 'danger' } as const

/** How it goes with the place where recordings lie. */
export function StorageCard() {
  const { t } = useTranslation()
  const storage = useQuery({
    queryKey: ['recording-storage'],
    queryFn: ({ signal }) => call('recordingStorage', { signal }),
    refetchInterval: 30_000,
    refetchOnMount: 'always',
  })
  return (
    <Card title={t('recordings.storage.title')}>
      {storage.isPending && <p role="status">{t('common.loading')}</p>}
      {storage.isError && <ErrorNotice error={storage.error} retry={() => void storage.refetch()} />}
      {storage.data && <Facts storage={storage.data} />}
    </Card>
  )
}

function Facts({ storage }: { readonly storage: RecordingStorage }) {
  const { t } = useTranslation()
  const { number, bytes } = useFormats()
  const { condition, kind, freeBytes, recordings, bytes: size, waitingForArchive, currentKeyId } = storage
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t('recordings.storage.condition'),
      <span key="condition" className={form.state}>
        <StatusDot tone={tones[condition]} />
        {t(`recordings.storage.is.${condition}`)}
      </span>,
    ],
    [t('recordings.storage.kind'), t(`recordings.storage.in.${kind}`)],
    [
      t('recordings.storage.recordings'),
      <Fragment key="recordings">
        <bdi>{number(recordings)}</bdi> · <bdi>{bytes(size)}</bdi>
      </Fragment>,
    ],
    [t('recordings.storage.waiting'), number(waitingForArchive)],
    ...(freeBytes === undefined
      ? []
      : ([[t('recordings.storage.free'), <bdi key="free">{bytes(freeBytes)}</bdi>]] as const)),
    [
      t('recordings.storage.key'),
      <bdi key="key" className={form.mono}>
        {currentKeyId}
      </bdi>,
    ],
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
