import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import styles from './recording-list.module.css'
import { RecordingPlayer } from './recording-player.tsx'

/** What was recorded of an interaction. */
export function RecordingList({ interactionId }: { readonly interactionId: string }) {
  const { t } = useTranslation()
  const list = useQuery({
    queryKey: ['recordings', interactionId],
    queryFn: ({ signal }) => call('recordings', { id: interactionId, signal }),
    // One that is being closed becomes ready within seconds.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ isReady, isErased }) => !isReady && !isErased) ? 3000 : false,
  })
  return (
    <Card title={t('history.recording')}>
      {list.isPending && <p className={styles.faint}>{t('common.loading')}</p>}
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && <p className={styles.faint}>{t('recordings.none')}</p>}
      <div className={styles.list}>
        {list.data?.items.map((recording) =>
          recording.isReady ? (
            <RecordingPlayer key={recording.recordingId} recording={recording} />
          ) : (
            <p key={recording.recordingId} className={styles.faint} role="status">
              {t(recording.isErased ? 'recordings.erased' : 'recordings.notReady')}
            </p>
          ),
        )}
      </div>
    </Card>
  )
}
