import { useTranslation } from 'react-i18next'
import type { Recording } from '#protocol/http/interactions.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { useSaving } from '../telephony/use-saving.ts'

/** Asks before a recording's sound is gone for good. */
export function EraseQuestion({ recording, done }: { readonly recording: Recording; done(): void }) {
  const { t } = useTranslation()
  const erase = useSaving(() => call('eraseRecording', { id: recording.recordingId }), {
    touches: [['recordings', recording.interactionId]],
    done,
  })
  return (
    <AskFirst
      title={t('recordings.eraseAsk')}
      deed={t('recordings.erase')}
      isBusy={erase.isPending}
      error={erase.error}
      onYes={() => erase.mutate()}
      onNo={done}
    >
      {t('recordings.eraseText')}
    </AskFirst>
  )
}
