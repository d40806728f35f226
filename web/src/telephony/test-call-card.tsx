import { IconPhoneCall } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TestCall } from '#protocol/http/trunks.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { call } from '../sign-in/api.ts'
import { CodeField } from './fields.tsx'
import { Ladder } from './ladder.tsx'
import { dialText } from './lines.ts'
import styles from './telephony.module.css'
import { useSaving } from './use-saving.ts'

const lookAgainMs = 500
const lookAgainAtMost = 240
const isOver = (state: TestCall['state'] | undefined) => state === 'passed' || state === 'failed'

/** Calls a number over the trunk and says what came of it: progress, the verdict with what to do, and every message in words. */
export function TestCallCard({ trunkId, name }: { readonly trunkId: string; readonly name: string }) {
  const { t } = useTranslation()
  const [number, setNumber] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [testCallId, setTestCallId] = useState<string | undefined>()
  const start = useSaving(
    (idempotencyKey) => call('startTestCall', { id: trunkId, idempotencyKey, body: { number: dialText(number) } }),
    { touches: [], done: (begun) => setTestCallId(begun.testCallId) },
  )
  const running = useQuery({
    queryKey: ['test-call', testCallId],
    queryFn: ({ signal }) => call('testCall', { id: testCallId ?? '', signal }),
    enabled: testCallId !== undefined,
    // The messages come a moment after the end.
    refetchInterval: ({ state }) => {
      const isComplete = isOver(state.data?.state) && (state.data?.ladder.length ?? 0) > 0
      return isComplete || state.status === 'error' || state.dataUpdateCount > lookAgainAtMost ? false : lookAgainMs
    },
  })
  const isGood = /^[0-9+*#]{1,32}$/.test(dialText(number))
  const testCall = running.data ?? (start.data?.testCallId === testCallId ? start.data : undefined)
  const isRunning = testCallId !== undefined && !isOver(testCall?.state) && !running.isError
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isGood && !isRunning) start.mutate()
  }
  return (
    <Card title={t('telephony.test.title')}>
      <p className={styles.hint}>{t('telephony.test.text')}</p>
      <form onSubmit={submit} noValidate className={styles.row}>
        <div className={styles.grow}>
          <CodeField
            label={t('telephony.number')}
            value={number}
            problem={isChecked && !isGood ? t('telephony.test.numberBad') : undefined}
            set={setNumber}
            maxLength={40}
          />
        </div>
        <Button type="submit" icon={<IconPhoneCall size={16} />} isBusy={start.isPending || isRunning}>
          {testCall ? t('telephony.test.again') : t('telephony.test.start')}
        </Button>
      </form>
      {start.isError && (
        <div className={styles.answer}>
          <ErrorNotice error={start.error} />
        </div>
      )}
      {running.isError && (
        <div className={styles.answer}>
          <ErrorNotice error={running.error} retry={() => void running.refetch()} />
        </div>
      )}
      {testCall && <Verdict of={testCall} them={name} />}
    </Card>
  )
}

function Verdict({ of, them }: { readonly of: TestCall; readonly them: string }) {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { number } = useFormats()
  const seconds = (ms: number) => number(ms / 1000, 1)
  const facts = [
    of.ringingAfterMs !== undefined
      ? t('telephony.test.ringingAfter', { seconds: seconds(of.ringingAfterMs) })
      : undefined,
    of.answeredAfterMs !== undefined
      ? t('telephony.test.answeredAfter', { seconds: seconds(of.answeredAfterMs) })
      : undefined,
    of.packetsReceived !== undefined && of.answeredAfterMs !== undefined
      ? t('telephony.test.packets', { count: of.packetsReceived })
      : undefined,
  ]
  const tone = of.state === 'passed' ? 'positive' : of.state === 'failed' ? 'danger' : 'caution'
  const sentence =
    of.state === 'failed'
      ? (word('telephony.test.failure', of.failure) ?? t('telephony.test.failure.other'))
      : t(`telephony.test.state.${of.state}`)
  return (
    <div className={styles.answer}>
      <p role="status" className={styles.state}>
        <StatusDot tone={tone} isPulsing={tone === 'caution'} />
        <strong>{sentence}</strong>
      </p>
      <p className={styles.muted}>
        <Parts of={facts} />
        {of.state === 'failed' && of.sipStatus !== undefined && (
          <>
            {' '}
            <bdi dir="ltr" className={styles.mono}>
              {of.sipStatus} {of.sipReason}
            </bdi>
          </>
        )}
      </p>
      {of.ladder.length > 0 && <Ladder steps={of.ladder} them={them} label={t('telephony.ladder.title')} />}
    </div>
  )
}
