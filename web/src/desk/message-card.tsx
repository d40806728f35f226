import { IconPhoneOutgoing } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction, DeskVoicemail } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { SoundPlayer } from '../recordings/sound-player.tsx'
import { addressOf, call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { dial } from './call-commands.ts'
import styles from './message-card.module.css'
import { isWebCaller } from './number-formats.ts'
import { useDesk, useIsPending } from './use-desk.ts'

/** What somebody left, to be heard at the desk by whoever has it in hand. */
export function MessageCard({ voicemail, interactionId }: { voicemail: DeskVoicemail; interactionId: string }) {
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

/** When it was left. */
export function LeftAt({ atMs }: { readonly atMs: number }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  return <li>{t('desk.voicemail.left', { moment: moment(atMs, useNowMs()) })}</li>
}

/** Calls whoever left it, from this agent's station; the message stays in hand. */
export function CallBack({ message: { callerNumber, customerId } }: { readonly message: DeskInteraction }) {
  const { t } = useTranslation()
  const me = useMe()
  const { calls, isEdgeConnected } = useDesk()
  const isBusy = useIsPending('dial:out')
  if (!callerNumber || isWebCaller(callerNumber) || !may(me, 'calls.dial')) return null
  const isTalking = calls.some(({ state }) => state === 'engaged')
  return (
    <Button
      kind="positive"
      size="large"
      icon={<IconPhoneOutgoing size={19} />}
      isBusy={isBusy}
      disabled={isTalking || isEdgeConnected === false}
      onClick={() => void dial(callerNumber, customerId)}
    >
      {t('desk.voicemail.callBack')}
    </Button>
  )
}
