import { IconHandStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { BreakRequestEntry } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import styles from './break-request-chip.module.css'
import { withdrawBreak } from './presence-commands.ts'
import { useDesk, useIsPending } from './use-desk.ts'
import { useReasonWord } from './use-reasons.ts'

/** A break that was asked for: the place in the line, or a supervisor's no and his word. */
export function BreakRequestChip() {
  const { presence } = useDesk()
  const request = presence?.breakRequest
  if (!request) return null
  return request.state === 'asked' ? <Asked request={request} /> : <Refused request={request} />
}

function Asked({ request }: { readonly request: BreakRequestEntry }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const word = useReasonWord()
  const isBusy = useIsPending('presence:set')
  const reason = word(request.reason)
  return (
    <span className={styles.chip} role="status">
      <IconHandStop size={16} aria-hidden="true" />
      <span className={styles.words}>{t('desk.break.asked', { reason, place: number(request.place ?? 1) })}</span>
      <Button size="small" kind="quiet" isBusy={isBusy} onClick={() => void withdrawBreak()}>
        {t('desk.break.withdraw')}
      </Button>
    </span>
  )
}

function Refused({ request }: { readonly request: BreakRequestEntry }) {
  const { t } = useTranslation()
  const reasonWord = useReasonWord()
  const isBusy = useIsPending('presence:set')
  const answer = useQuery({
    queryKey: ['break-answer', request.sinceMs],
    queryFn: ({ signal }) => call('breakAnswer', { signal }),
    gcTime: 0,
    // The word is written down a moment after the refusal is decided.
    refetchInterval: ({ state }) => (state.data?.word === undefined && state.dataUpdateCount < 3 ? 1000 : false),
  })
  const { word, byName } = answer.data?.isGranted === false ? answer.data : {}
  return (
    <span className={styles.chip} data-tone="caution" role="status">
      <span className={styles.words}>
        {t('desk.break.refused', { reason: reasonWord(request.reason) })}
        {word !== undefined && <span className={styles.more}>{t('desk.break.refusedBy', { name: byName, word })}</span>}
      </span>
      <Button size="small" kind="quiet" isBusy={isBusy} onClick={() => void withdrawBreak()}>
        {t('desk.break.understood')}
      </Button>
    </span>
  )
}
