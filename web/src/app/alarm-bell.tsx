import { IconBell, IconBellRinging } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../languages/use-formats.ts'
import { useTopic } from '../stream/use-topic.ts'
import styles from './alarm-bell.module.css'

/** How many alarms nobody has seen yet, told once as each comes, and the way to them. */
export default function AlarmBell() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const alarms = useTopic('alarms')
  const count = Object.values(alarms ?? {}).filter(({ acknowledgedAt }) => acknowledgedAt === undefined).length
  const words = t('frame.bell', { count })
  const Icon = count > 0 ? IconBellRinging : IconBell
  return (
    <Link
      to="/telephony/alarms"
      className={styles.bell}
      data-rings={count > 0 || undefined}
      aria-label={words}
      title={words}
    >
      <Icon size={19} aria-hidden="true" />
      {count > 0 && <span aria-hidden="true">{number(count)}</span>}
      <span className="p-hidden" role="status">
        {count > 0 ? words : ''}
      </span>
    </Link>
  )
}
