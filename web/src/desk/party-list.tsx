import { IconMicrophone, IconMicrophoneOff, IconUserMinus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction, DeskParty } from '#protocol/realtime/index.ts'
import { IconButton } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { Tag } from '../design/status-dot.tsx'
import { muteParty, removeParty } from './call-commands.ts'
import { partyLabel } from './party-label.ts'
import styles from './party-list.module.css'

/** Who is on the line, and what can be done with each. */
export function PartyList({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const parties = call.parties ?? []
  return (
    <section aria-label={t('desk.parties.label')}>
      <ul className={styles.list}>
        {parties.map((party) => (
          <Party key={party.legId} call={call} party={party} />
        ))}
      </ul>
    </section>
  )
}

function Party({ call, party }: { readonly call: DeskInteraction; readonly party: DeskParty }) {
  const { t } = useTranslation()
  const name = partyLabel(party)
  // Muted in a conference of which two are left, he must get his voice back.
  const mayChange = party.role !== 'supervisor' && party.state === 'connected' && party.hasMutedHimself !== true
  const isMutable = (call.isConference || party.isMuted) && mayChange
  return (
    <li className={styles.party}>
      <span className={styles.who}>
        <span className={styles.name}>
          <bdi>{name}</bdi>
        </span>
        <span className={styles.role}>
          {t(`desk.parties.${party.role}`)}
          {' · '}
          <Clock sinceMs={party.sinceMs} />
        </span>
      </span>
      {party.state === 'ringing' && <Tag tone="caution">{t('desk.parties.ringing')}</Tag>}
      {party.isHeld && <Tag tone="caution">{t('desk.onHold')}</Tag>}
      {party.isMuted && <Tag tone="caution">{t('desk.parties.muted')}</Tag>}
      {isMutable && (
        <IconButton
          label={t(party.isMuted ? 'desk.parties.unmute' : 'desk.parties.mute', { name })}
          icon={party.isMuted ? <IconMicrophone size={17} /> : <IconMicrophoneOff size={17} />}
          onClick={() => void muteParty(call, party)}
        />
      )}
      {call.isConference && party.role !== 'customer' && party.role !== 'supervisor' && (
        <IconButton
          label={t('desk.parties.remove', { name })}
          icon={<IconUserMinus size={17} />}
          onClick={() => void removeParty(call, party)}
        />
      )}
    </li>
  )
}
