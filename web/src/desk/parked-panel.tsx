import { IconPhoneIncoming } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ParkedEntry } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { Clock } from '../design/clock.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useTopic } from '../stream/use-topic.ts'
import { pickUp } from './call-commands.ts'
import styles from './parked-panel.module.css'
import { partyLabel } from './party-label.ts'
import { useDesk, useIsPending } from './use-desk.ts'

/** Calls that wait to be picked up by anybody; nothing is shown while there are none. */
export function ParkedPanel() {
  const { t } = useTranslation()
  const topic = useTopic('parked')
  const parked = Object.values(topic ?? {}).sort((a, b) => a.slot - b.slot)
  if (parked.length === 0) return null
  return (
    <Card title={t('desk.parked.title')} isFlush>
      <ul>
        {parked.map((one) => (
          <Parked key={one.slot} of={one} />
        ))}
      </ul>
    </Card>
  )
}

function Parked({ of }: { readonly of: ParkedEntry }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const { calls } = useDesk()
  const isBusy = useIsPending(`pick-up:${of.slot}`)
  const isTalking = calls.some(({ state }) => state === 'engaged')
  const caller = partyLabel({
    ...(of.customerName === undefined ? {} : { name: of.customerName }),
    ...(of.callerNumber === undefined ? {} : { number: of.callerNumber }),
  })
  return (
    <li className={styles.parked}>
      <span className={styles.slot}>{number(of.slot)}</span>
      <span className={styles.who}>
        <span className={styles.name}>
          <bdi>{caller}</bdi>
        </span>
        <span className={styles.detail}>
          {t('desk.parked.by', { name: of.parkedByName })} <Clock sinceMs={of.sinceMs} />
        </span>
      </span>
      <Button
        size="small"
        icon={<IconPhoneIncoming size={15} />}
        isBusy={isBusy}
        disabled={isTalking}
        onClick={() => void pickUp(of.slot)}
      >
        {t('desk.parked.pickUp')}
      </Button>
    </li>
  )
}
