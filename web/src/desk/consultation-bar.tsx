import { IconArrowsExchange, IconPhoneOff, IconPhoneOutgoing, IconUsersPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { alternate, concludeConsultation } from './call-commands.ts'
import styles from './consultation-bar.module.css'
import { partyLabel } from './party-label.ts'
import { useIsPending } from './use-desk.ts'

type Consultation = NonNullable<DeskInteraction['consultation']>

/** Somebody is asked while the customer waits: who hears whom now, and what becomes of it. */
export function ConsultationBar({ call, of }: { readonly call: DeskInteraction; readonly of: Consultation }) {
  const { t } = useTranslation()
  const isPending = useIsPending(`consultation:${call.interactionId}`)
  const consulted = call.parties?.find(({ legId }) => legId === of.legId)
  const name = partyLabel(consulted)
  const isTalking = of.state === 'talking'
  const turn = () => void alternate(call, of.talksTo === 'consulted' ? 'customer' : 'consulted')
  const complete = () => void concludeConsultation(call, 'completeConsultation')
  const join = () => void concludeConsultation(call, 'joinConsultation')
  const cancel = () => void concludeConsultation(call, 'cancelConsultation')
  const alternateKey = useShortcut('L', turn, isTalking)
  // The others of a conference would be left behind.
  const canComplete = !call.isConference
  const completeKey = useShortcut('P', complete, canComplete)
  const joinKey = useShortcut('J', join, isTalking)
  return (
    <section className={styles.bar} aria-label={t('desk.consult.label')}>
      <p className={styles.state} role="status">
        {isTalking
          ? of.talksTo === 'consulted'
            ? t('desk.consult.talking', { name })
            : t('desk.consult.waiting', { name })
          : t('desk.consult.ringing', { name })}{' '}
        <Clock sinceMs={consulted?.sinceMs} />
      </p>
      <div className={styles.verbs}>
        {canComplete && (
          <Button
            kind="primary"
            icon={<IconPhoneOutgoing size={17} />}
            shortcut={completeKey}
            isBusy={isPending}
            onClick={complete}
          >
            {t('desk.consult.complete')}
          </Button>
        )}
        <Button
          icon={<IconArrowsExchange size={17} />}
          shortcut={alternateKey}
          isBusy={isPending}
          disabled={!isTalking}
          onClick={turn}
        >
          {t('desk.consult.alternate')}
        </Button>
        <Button
          icon={<IconUsersPlus size={17} />}
          shortcut={joinKey}
          isBusy={isPending}
          disabled={!isTalking}
          onClick={join}
        >
          {t('desk.consult.join')}
        </Button>
        <Button kind="quiet" icon={<IconPhoneOff size={17} />} isBusy={isPending} onClick={cancel}>
          {t('desk.consult.cancel')}
        </Button>
      </div>
    </section>
  )
}
