import { IconBell } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alarm } from '#protocol/http/access.ts'
import { reportFailure } from '../app/failures.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { call } from '../sign-in/api.ts'
import { useTopic } from '../stream/use-topic.ts'
import { useAlarmWords } from './alarm-words.ts'
import { ListCard } from './list-card.tsx'
import styles from './telephony.module.css'
import { usePages } from './use-pages.ts'
import { useSaving } from './use-saving.ts'

/** A SIP answer as it came; a code of ours in words. */
function Detail({ of }: { readonly of: string }) {
  const word = useOpenWord()
  const words = word('errors', of) ?? word('telephony.trunk.condition', of)
  return (
    <span className={styles.choiceText}>
      {words ?? (
        <bdi dir="ltr" className={styles.mono}>
          {of}
        </bdi>
      )}
    </span>
  )
}

/** What somebody ought to look at, newest first. */
export function AlarmsPage() {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const words = useAlarmWords()
  const client = useQueryClient()
  const alarms = usePages('alarms', (query, signal) => call('alarms', { query, signal }))
  const open = useTopic('alarms')
  // What was raised, cleared or seen by others meanwhile.
  useEffect(() => {
    if (open) void client.invalidateQueries({ queryKey: ['alarms'] })
  }, [open, client])
  const acknowledge = useSaving<Alarm, string>((_, id) => call('acknowledgeAlarm', { id }), { touches: [['alarms']] })
  const columns: readonly Column<Alarm>[] = [
    {
      key: 'what',
      title: t('telephony.alarm.what'),
      isWide: true,
      cell: (alarm) => (
        <span className={styles.state}>
          <StatusDot tone={alarm.clearedAt ? 'neutral' : alarm.acknowledgedAt ? 'caution' : 'danger'} />
          <span>
            {words(alarm)}
            {alarm.detail && <Detail of={alarm.detail} />}
          </span>
        </span>
      ),
    },
    {
      key: 'raised',
      title: t('telephony.alarm.raised'),
      cell: ({ raisedAt }) => <time dateTime={raisedAt}>{moment(Date.parse(raisedAt), nowMs)}</time>,
    },
    {
      key: 'state',
      title: t('telephony.state'),
      isExtra: true,
      cell: ({ clearedAt }) =>
        clearedAt
          ? t('telephony.alarm.cleared', { time: moment(Date.parse(clearedAt), nowMs) })
          : t('telephony.alarm.open'),
    },
    {
      key: 'seen',
      title: <span className="p-hidden">{t('telephony.alarm.acknowledge')}</span>,
      isEnd: true,
      cell: (alarm) =>
        alarm.acknowledgedAt ? (
          t('telephony.alarm.acknowledged', {
            name: alarm.acknowledgedBy ?? t('telephony.somebody'),
            time: moment(Date.parse(alarm.acknowledgedAt), nowMs),
          })
        ) : (
          <Button
            size="small"
            isBusy={acknowledge.isPending && acknowledge.variables === alarm.alarmId}
            aria-label={`${t('telephony.alarm.acknowledge')}: ${words(alarm)}`}
            onClick={() => acknowledge.mutate(alarm.alarmId, { onError: reportFailure })}
          >
            {t('telephony.alarm.acknowledge')}
          </Button>
        ),
    },
  ]
  return (
    <Page title={t('frame.section.alarms')}>
      <ListCard
        caption={t('frame.section.alarms')}
        asked={alarms}
        rows={alarms.items}
        columns={columns}
        keyOf={({ alarmId }) => alarmId}
        empty={
          <EmptyState icon={<IconBell size={22} />} title={t('telephony.alarm.empty')}>
            {t('telephony.alarm.emptyText')}
          </EmptyState>
        }
      />
    </Page>
  )
}
