import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatedRecordingShare, RecordingShare } from '#protocol/http/recordings.ts'
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
import styles from './share-dialog.module.css'

const hours = [1, 8, 24, 72, 168, 720] as const

interface ShareDialogProps {
  readonly recordingId: string
  close(): void
}

/** Links under which people without a sign-in can hear a recording for a time. */
export function ShareDialog({ recordingId, close }: ShareDialogProps) {
  const { t } = useTranslation()
  const [made, setMade] = useState<CreatedRecordingShare>()
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('recordings.shareTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={form.stack}>
        {made ? <NewLink share={made} /> : <ShareForm recordingId={recordingId} made={setMade} />}
        <Shares recordingId={recordingId} />
      </div>
    </Modal>
  )
}

function NewLink({ share }: { readonly share: CreatedRecordingShare }) {
  const { t } = useTranslation()
  return (
    <Notice tone="accent" title={t('recordings.linkOnce')} actions={<CopyButton text={share.url} />}>
      <span dir="ltr" className={form.mono}>
        {share.url}
      </span>
    </Notice>
  )
}

function ShareForm({ recordingId, made }: { readonly recordingId: string; made(share: CreatedRecordingShare): void }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [note, setNote] = useState('')
  const [forHours, setForHours] = useState('24')
  const [isChecked, setChecked] = useState(false)
  const share = useSaving(
    (idempotencyKey) =>
      call('shareRecording', {
        id: recordingId,
        idempotencyKey,
        body: { forHours: Number(forHours), note: note.trim() },
      }),
    { touches: [['recording-shares', recordingId]], done: made },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (note.trim() !== '') share.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <p className={form.hint}>{t('recordings.shareText')}</p>
      <WordField
        label={t('recordings.shareNote')}
        value={note}
        problem={isChecked && note.trim() === '' ? t('recordings.needed') : undefined}
        maxLength={200}
        isFirst
        set={setNote}
      />
      <ChoiceField
        label={t('recordings.shareFor')}
        value={forHours}
        choices={hours.map((count) => ({
          value: String(count),
          label:
            count < 24
              ? t('recordings.hours', { count, number: number(count) })
              : t('recordings.days', { count: count / 24, number: number(count / 24) }),
        }))}
        set={setForHours}
      />
      {share.isError && <ErrorNotice error={share.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={share.isPending}>
          {t('recordings.makeLink')}
        </Button>
      </div>
    </form>
  )
}

function Shares({ recordingId }: { readonly recordingId: string }) {
  const { t } = useTranslation()
  const list = useQuery({
    queryKey: ['recording-shares', recordingId],
    queryFn: ({ signal }) => call('recordingShares', { id: recordingId, signal }),
    refetchOnMount: 'always',
  })
  if (list.isError) return <ErrorNotice error={list.error} retry={() => void list.refetch()} />
  if (!list.data || list.data.items.length === 0) return null
  return (
    <section>
      <h3 className={styles.title}>{t('recordings.links')}</h3>
      <ul className={styles.list}>
        {list.data.items.map((share) => (
          <Share key={share.recordingShareId} share={share} recordingId={recordingId} />
        ))}
      </ul>
    </section>
  )
}

function Share({ share, recordingId }: { readonly share: RecordingShare; readonly recordingId: string }) {
  const { t } = useTranslation()
  const { dateTime, number } = useFormats()
  const nowMs = useNowMs()
  const revoke = useSaving(() => call('revokeRecordingShare', { id: share.recordingShareId }), {
    touches: [['recording-shares', recordingId]],
  })
  const expiresMs = Date.parse(share.expiresAt)
  const isOver = share.isRevoked || expiresMs <= nowMs
  const state = share.isRevoked
    ? t('recordings.revoked')
    : t(isOver ? 'recordings.ended' : 'recordings.endsAt', { time: dateTime(expiresMs) })
  return (
    <li className={styles.share} data-over={isOver || undefined}>
      <div>
        <bdi className={styles.note}>{share.note}</bdi>
        <p className={form.hint}>
          {state}
          {' · '}
          {t('recordings.openings', { count: share.openings, number: number(share.openings) })}
          {share.createdBy !== '' && (
            <>
              {' · '}
              <bdi>{share.createdBy}</bdi>
            </>
          )}
        </p>
        {revoke.isError && <ErrorNotice error={revoke.error} />}
      </div>
      {!isOver && (
        <Button size="small" isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('recordings.revoke')}
        </Button>
      )}
    </li>
  )
}
