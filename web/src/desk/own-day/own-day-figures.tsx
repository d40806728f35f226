import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OwnDay } from '#protocol/http/own-day.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { useFormats } from '../../languages/use-formats.ts'
import { call } from '../../sign-in/api.ts'
import { useReasonWord } from '../use-reasons.ts'
import styles from './own-day.module.css'

/** What has ended counts a moment later; times run on between. */
const lookEveryMs = 15_000

/** What an agent did since midnight, as every report counts it. */
export function OwnDayFigures() {
  const { t } = useTranslation()
  const today = useQuery({
    queryKey: ['own-day'],
    queryFn: ({ signal }) => call('ownDay', { signal }),
    refetchInterval: lookEveryMs,
    refetchOnMount: 'always',
  })
  if (today.isError && !today.data) return <ErrorNotice error={today.error} retry={() => void today.refetch()} />
  if (!today.data) return <p role="status">{t('common.loading')}</p>
  return <Figures day={today.data} />
}

function Figures({ day }: { readonly day: OwnDay }) {
  const { t } = useTranslation()
  const { number, clock, time } = useFormats()
  const reason = useReasonWord()
  const { occupancy } = day
  const mean = (ms: number | undefined) => (ms === undefined ? '–' : clock(ms))
  const rows: readonly (readonly [string, string])[] = [
    [t('desk.ownDay.contacts'), number(day.handled)],
    [t('desk.ownDay.accepted'), number(day.offers.accepted)],
    [t('desk.ownDay.missed'), number(day.offers.missed)],
    [t('desk.ownDay.declined'), number(day.offers.declined)],
    [t('desk.ownDay.talk'), mean(day.meanTalkMs)],
    [t('desk.ownDay.hold'), mean(day.meanHoldMs)],
    [t('desk.ownDay.wrapUp'), mean(day.meanWrapUpMs)],
    [t('desk.ownDay.available'), clock(day.availableMs)],
    [t('desk.ownDay.notReady'), clock(day.notReadyMs)],
    [
      t('desk.ownDay.occupancy'),
      occupancy === undefined ? '–' : t('desk.ownDay.share', { share: Math.round(occupancy * 100) }),
    ],
  ]
  return (
    <div className={styles.day}>
      <dl className={styles.figures}>
        {rows.map(([name, value]) => (
          <div key={name} className={styles.figure}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3 className={styles.heading}>{t('desk.ownDay.breaks')}</h3>
      {day.breaks.length === 0 ? (
        <p className={styles.faint}>{t('desk.ownDay.noBreaks')}</p>
      ) : (
        <ul className={styles.breaks}>
          {day.breaks.map(({ reason: of, ms, times }) => (
            <li key={of}>
              <span>{reason(of)}</span>
              <span className={styles.faint}>{t('desk.ownDay.times', { count: times })}</span>
              <span className={styles.time}>{clock(ms)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.faint}>
        {t('desk.ownDay.occupancyText')} {t('desk.ownDay.since', { time: time(Date.parse(day.to)) })}
      </p>
    </div>
  )
}
