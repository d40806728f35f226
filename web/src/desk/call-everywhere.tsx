import { IconArrowUpRight } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Clock } from '../design/clock.tsx'
import { CallControls } from './call-controls.tsx'
import styles from './call-everywhere.module.css'
import { CallerName } from './caller-name.tsx'
import { ColleagueCard } from './colleague-card.tsx'
import { MonitorBar } from './monitor-bar.tsx'
import { OfferCard } from './offer-card.tsx'
import { useDesk } from './use-desk.ts'

/** Outside of the desk: what rings and what is in hand stay in reach. */
export default function CallEverywhere() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const { offers, calls, monitoring } = useDesk()
  const call = calls[0]
  if (pathname === '/' || (offers.length === 0 && !call && !monitoring)) return null
  return (
    <div className={styles.strip}>
      <MonitorBar />
      {offers.map((offer) => (
        <OfferCard key={offer.offerId} offer={offer} />
      ))}
      {call && (call.isToAnswer || call.isGuest) && <ColleagueCard call={call} />}
      {call && !call.isToAnswer && !call.isGuest && (
        <section className={styles.call} aria-label={t('desk.currentCall')}>
          <Link to="/" className={styles.who}>
            <strong>
              <CallerName of={call} />
            </strong>
            <span className={styles.state}>
              {call.state === 'wrapUp' ? (
                <>
                  {t('desk.wrapUp')} <Clock untilMs={call.wrapUpEndsAtMs} sinceMs={call.wrapUpStartedAtMs} />
                </>
              ) : (
                <>
                  {call.isHeld ? t('desk.onHold') : t('desk.connected')} <Clock sinceMs={call.acceptedAtMs} />
                </>
              )}
            </span>
            <IconArrowUpRight size={16} aria-hidden="true" />
          </Link>
          {call.state === 'engaged' && <CallControls call={call} isSmall />}
        </section>
      )}
    </div>
  )
}
