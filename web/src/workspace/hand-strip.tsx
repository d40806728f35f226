import { IconChecklist, IconHeadset, IconPhone, IconRecordMail } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Clock } from '../design/clock.tsx'
import { StatusDot, type Tone } from '../design/status-dot.tsx'
import { callerLabel } from '../desk/caller.ts'
import { DueTag } from '../desk/due-tag.tsx'
import { useDesk } from '../desk/use-desk.ts'
import styles from './hand-strip.module.css'
import { PartsMenu } from './parts-menu.tsx'
import { type Owner, showOwner, stepOwner } from './tabs.ts'
import { useDeskStores } from './use-desk-stores.ts'

interface HandStripProps {
  readonly inHand: readonly DeskInteraction[]
  readonly front: Owner
}

/** Everything in hand at a glance, and what waits to be taken; a click or a key brings one to the front. */
export function HandStrip({ inHand, front }: HandStripProps) {
  const { t } = useTranslation()
  const { desk } = useDeskStores()
  const { offers } = useDesk()
  const order = inHand.map(({ interactionId }) => interactionId)
  const step = (by: 1 | -1) => desk.set(stepOwner(desk.get(), order, by))
  const hasSeveral = order.length > 1 || (order.length === 1 && front !== order[0])
  const key = useShortcut('I', () => step(1), hasSeveral)
  useShortcut('Shift+I', () => step(-1), hasSeveral)
  return (
    <section className={styles.strip} aria-label={t('workspace.inHand')}>
      {inHand.length === 0 && offers.length === 0 && (
        <span className={styles.idle}>
          <IconHeadset size={15} aria-hidden="true" />
          {t('workspace.nothingInHand')}
        </span>
      )}
      <ul className={styles.list}>
        {inHand.map((one) => (
          <li key={one.interactionId}>
            <Held
              one={one}
              isFront={one.interactionId === front}
              keys={hasSeveral ? key : undefined}
              show={() => desk.set(showOwner(desk.get(), one.interactionId))}
            />
          </li>
        ))}
        {offers.map((offer) => (
          <li key={offer.offerId} className={styles.offer}>
            <StatusDot tone="accent" isPulsing />
            <bdi className={styles.name}>{callerLabel(offer)}</bdi>
            <span className={styles.word}>{t('workspace.toTake')}</span>
            <Clock untilMs={offer.expiresAtMs} label={t('desk.ringsFor')} />
          </li>
        ))}
      </ul>
      <PartsMenu />
    </section>
  )
}

interface HeldProps {
  readonly one: DeskInteraction
  readonly isFront: boolean
  readonly keys: string | undefined
  show(): void
}

function Held({ one, isFront, keys, show }: HeldProps) {
  const { t } = useTranslation()
  const Icon = one.voicemail ? IconRecordMail : one.channel === 'task' ? IconChecklist : IconPhone
  const [word, tone] = stateOf(one)
  const dueAtMs = one.task?.dueAtMs
  return (
    <button type="button" className={styles.held} aria-pressed={isFront} aria-keyshortcuts={keys} onClick={show}>
      <Icon size={15} aria-hidden="true" />
      <bdi className={styles.name}>{callerLabel(one)}</bdi>
      <span className={styles.word}>
        <StatusDot tone={tone} />
        {t(`workspace.state.${word}`)}
      </span>
      {one.state === 'wrapUp' && one.wrapUpEndsAtMs !== undefined ? (
        <Clock untilMs={one.wrapUpEndsAtMs} label={t('desk.wrapUpLeft')} />
      ) : (
        <Clock sinceMs={one.state === 'wrapUp' ? one.wrapUpStartedAtMs : one.acceptedAtMs} />
      )}
      {dueAtMs !== undefined && <DueTag dueAtMs={dueAtMs} />}
    </button>
  )
}

function stateOf(one: DeskInteraction): readonly ['writeUp' | 'ringing' | 'held' | 'talking' | 'underWay', Tone] {
  if (one.state === 'wrapUp') return ['writeUp', 'accent']
  if (one.channel === 'task') return ['underWay', 'positive']
  if (one.isToAnswer || one.isRinging) return ['ringing', 'caution']
  return one.isHeld ? ['held', 'caution'] : ['talking', 'positive']
}
