import { useTranslation } from 'react-i18next'
import { StatusDot } from '../design/status-dot.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import styles from './telephony.module.css'
import { type ShownTrunkState, trunkTone } from './trunk-state.ts'

/** How it goes with a trunk, in words: «Registered until 14:05», «Refused: wrong password · next try 14:06». */
export function TrunkCondition({ of }: { readonly of: ShownTrunkState }) {
  const { t } = useTranslation()
  const { moment, time } = useFormats()
  const nowMs = useNowMs()
  const { condition, sinceMs, sipStatus, sipReason, expiresAtMs, nextTryAtMs } = of
  const words = () => {
    if (condition === 'registered' && expiresAtMs !== undefined)
      return t('telephony.trunk.condition.registeredUntil', { time: time(expiresAtMs) })
    if (condition === 'unreachable' && sinceMs !== undefined)
      return t('telephony.trunk.condition.unreachableSince', { time: moment(sinceMs, nowMs) })
    if (condition === 'refused' && (sipStatus === 401 || sipStatus === 407 || sipStatus === 403))
      return t('telephony.trunk.condition.refusedPassword')
    if (condition === 'refused' && sipStatus !== undefined)
      return t('telephony.trunk.condition.refusedWith', { status: sipStatus, reason: sipReason ?? '' })
    return t(`telephony.trunk.condition.${condition}`)
  }
  return (
    <span className={styles.state}>
      <StatusDot tone={trunkTone[condition]} isPulsing={condition === 'connecting'} />
      <span>
        {words()}
        {nextTryAtMs !== undefined && nextTryAtMs > nowMs && condition !== 'registered' && (
          <span className={styles.muted}>
            {' · '}
            {t('telephony.trunk.condition.nextTry', { time: time(nextTryAtMs, true) })}
          </span>
        )}
      </span>
    </span>
  )
}
