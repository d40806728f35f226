import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeskVoicemail } from '#protocol/realtime/index.ts'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { SoundPlayer } from '../recordings/sound-player.tsx'
import { addressOf, call } from '../sign-in/api.ts'
import styles from './message-card.module.css'

/** What somebody left, to be heard at the desk by whoever has it in hand. */
export default function MessageCard({ voicemail, interactionId }: { voicemail: DeskVoicemail; interactionId: string }) {
  const { t } = useTranslation()
  const { recordingId: id } = voicemail
  const list = useQuery({
    queryKey: ['recordings', interactionId],
    queryFn: ({ signal }) => call('recordings', { id: interactionId, signal }),
    // One that was closed a moment ago, or comes back with an edge that restarts.
    refetchInterval: ({ state }) => (state.data?.items.some(({ isReady }) => isReady) ? false : 2000),
  })
  const recording = list.data?.items.find((one) => one.recordingId === id)
  const waveform = useQuery({
    queryKey: ['waveform', id],
    queryFn: ({ signal }) => call('recordingWaveform', { id, signal }),
    enabled: recording?.isReady === true,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Card title={t('desk.voicemail.title')}>
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {recording?.isReady ? (
        <SoundPlayer
          address={addressOf('recordingAudio', id)}
          durationMs={recording.durationMs}
          waveform={waveform.data}
        />
      ) : (
        !list.isError && (
          <p className={styles.faint} role="status">
            {t(voicemail.durationMs === undefined && list.data ? 'desk.voicemail.gone' : 'desk.voicemail.notReady')}
          </p>
        )
      )}
    </Card>
  )
}
