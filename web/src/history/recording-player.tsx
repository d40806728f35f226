import { IconDownload, IconGavel, IconLink, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recording } from '#protocol/http/interactions.ts'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { ShareDialog } from '../recordings/share-dialog.tsx'
import { SoundPlayer } from '../recordings/sound-player.tsx'
import { addressOf, call } from '../sign-in/api.ts'
import { may, mayAny, useMe } from '../sign-in/me.ts'
import { EraseQuestion } from './recording-erasure.tsx'
import { HoldForm } from './recording-hold.tsx'
import styles from './recording-player.module.css'

type Open = 'share' | 'hold' | 'erase' | undefined

/** One recording: its sound for those who may hear it, and what becomes of it for those who see to that. */
export function RecordingPlayer({ recording }: { readonly recording: Recording }) {
  const { t } = useTranslation()
  const me = useMe()
  const [open, setOpen] = useState<Open>()
  const { recordingId: id, legalHold } = recording
  const mayHear = mayAny(me, 'recordings.listen')
  const mayManage = may(me, 'recordings.manage')
  const waveform = useQuery({
    queryKey: ['waveform', id],
    queryFn: ({ signal }) => call('recordingWaveform', { id, signal }),
    enabled: mayHear,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const listening = mayHear && (
    <>
      {may(me, 'recordings.download') && (
        <a href={addressOf('downloadRecording', id)} download className={styles.download}>
          <IconDownload size={16} aria-hidden="true" />
          <bdi>{t('recordings.download')}</bdi>
        </a>
      )}
      {may(me, 'recordings.share') && (
        <Button kind="quiet" size="small" icon={<IconLink size={16} />} onClick={() => setOpen('share')}>
          <bdi>{t('recordings.share')}</bdi>
        </Button>
      )}
    </>
  )
  const care = mayManage && (
    <>
      <Button kind="quiet" size="small" icon={<IconGavel size={16} />} onClick={() => setOpen('hold')}>
        <bdi>{t(legalHold ? 'recordings.release' : 'recordings.hold')}</bdi>
      </Button>
      {!legalHold && (
        <Button kind="quiet" size="small" icon={<IconTrash size={16} />} onClick={() => setOpen('erase')}>
          <bdi>{t('recordings.erase')}</bdi>
        </Button>
      )}
    </>
  )
  const close = () => setOpen(undefined)
  return (
    <div className={styles.player}>
      {mayHear ? (
        <SoundPlayer
          address={addressOf('recordingAudio', id)}
          durationMs={recording.durationMs}
          waveform={waveform.data}
          pauses={recording.pauses}
          actions={
            <>
              {listening}
              {care}
            </>
          }
        />
      ) : (
        <>
          <p className={styles.about}>{t('recordings.mayNotHear')}</p>
          <div className={styles.care}>{care}</div>
        </>
      )}
      <About recording={recording} />
      {recording.missingMs > 0 && <Missing ms={recording.missingMs} />}
      {open === 'hold' && <HoldForm recording={recording} done={close} />}
      {open === 'erase' && <EraseQuestion recording={recording} done={close} />}
      {open === 'share' && <ShareDialog recordingId={id} close={close} />}
    </div>
  )
}

function Missing({ ms }: { readonly ms: number }) {
  const { t } = useTranslation()
  const { clock } = useFormats()
  return <Notice tone="caution" title={t('recordings.missing', { time: clock(ms) })} />
}

function About({ recording }: { readonly recording: Recording }) {
  const { t } = useTranslation()
  const { dateTime, date, bytes, clock } = useFormats()
  const { legalHold, keepUntil } = recording
  const facts = [
    dateTime(Date.parse(recording.startedAt)),
    recording.durationMs === undefined ? undefined : clock(recording.durationMs),
    recording.bytes === undefined ? undefined : bytes(recording.bytes),
    recording.format && t(`recordings.format.${recording.format}`),
    t(recording.isEncrypted ? 'recordings.encrypted' : 'recordings.plain'),
    keepUntil && !legalHold ? t('recordings.keptUntil', { date: date(Date.parse(keepUntil)) }) : undefined,
  ]
  return (
    <>
      <p className={styles.about}>
        {facts
          .filter((fact) => fact !== undefined)
          .map((fact, at) => (
            <span key={fact}>
              {at > 0 && ' · '}
              <bdi>{fact}</bdi>
            </span>
          ))}
      </p>
      {legalHold && (
        <Notice
          tone="accent"
          title={t('recordings.held', { name: legalHold.by, date: dateTime(Date.parse(legalHold.since)) })}
        >
          <bdi>{legalHold.reason}</bdi>
        </Notice>
      )}
    </>
  )
}
