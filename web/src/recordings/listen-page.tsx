import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { addressOf, CallFailed, call } from '../sign-in/api.ts'
import { Gate } from '../sign-in/gate.tsx'
import form from '../telephony/telephony.module.css'
import { SoundPlayer } from './sound-player.tsx'

/** What a link leads to: the sound, when it is from, and nobody's name. */
export function ListenPage() {
  const { t } = useTranslation()
  const { dateTime } = useFormats()
  const { token } = useParams({ from: '/listen/$token' })
  const shared = useQuery({
    queryKey: ['shared-recording', token],
    queryFn: ({ signal }) => call('sharedRecording', { id: token, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const waveform = useQuery({
    queryKey: ['shared-recording', token, 'waveform'],
    queryFn: ({ signal }) => call('sharedRecordingWaveform', { id: token, signal }),
    enabled: shared.isSuccess,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const isGone = shared.error instanceof CallFailed && shared.error.code === 'recording-share.not-found'
  return (
    <Gate title={t('recordings.listenTitle')} isWide>
      {shared.isPending && <p role="status">{t('common.loading')}</p>}
      {isGone && (
        <Notice tone="caution" role="alert" title={t('recordings.linkOver')}>
          {t('recordings.linkOverText')}
        </Notice>
      )}
      {shared.isError && !isGone && <ErrorNotice error={shared.error} retry={() => void shared.refetch()} />}
      {shared.data && (
        <div className={form.stack}>
          <SoundPlayer
            address={addressOf('sharedRecordingAudio', token)}
            durationMs={shared.data.durationMs}
            waveform={waveform.data}
          />
          <p className={form.hint}>
            {dateTime(Date.parse(shared.data.startedAt))}
            {' · '}
            {t('recordings.endsAt', { time: dateTime(Date.parse(shared.data.expiresAt)) })}
          </p>
        </div>
      )}
    </Gate>
  )
}
