import { IconChevronDown, IconHandStop, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Presence } from '#protocol/http/people.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../design/menu.tsx'
import { StatusDot, type Tone } from '../design/status-dot.tsx'
import { TooLong } from '../floor/too-long.tsx'
import { BreakRequestChip } from './break-request-chip.tsx'
import { goAvailable, requestBreak, setPresence, withdrawBreak } from './presence-commands.ts'
import styles from './presence-control.module.css'
import { useDesk, useIsPending } from './use-desk.ts'
import { useReasons, useReasonWord } from './use-reasons.ts'

const toneOf: Readonly<Record<Presence, Tone>> = {
  available: 'positive',
  break: 'pause',
  notReady: 'caution',
  offline: 'neutral',
}

/** What the agent says of themselves, since when, and what comes after the work in hand. */
export function PresenceControl() {
  const { t } = useTranslation()
  const { presence } = useDesk()
  const reasons = useReasons().filter(({ isRetired }) => !isRetired)
  const word = useReasonWord()
  const isGoing = useIsPending('presence:available')
  const isSetting = useIsPending('presence:set')
  const current = presence?.presence ?? 'offline'
  const isBusy = presence !== undefined && presence.workState !== 'idle'
  const wants = presence?.next ?? current
  const isOff = wants !== 'available'
  const shortcut = useShortcut('G', () => void goAvailable(), isOff && presence !== undefined)
  return (
    <div className={styles.control}>
      <BreakRequestChip />
      <Menu
        isDisabled={presence === undefined}
        className={styles.state}
        label={t('desk.idleLabel')}
        button={
          <>
            <StatusDot tone={toneOf[current]} isPulsing={isSetting} />
            <span className="p-hidden">{t('desk.idleLabel')}</span>
            <span className={styles.words}>
              <span className={styles.name}>
                {t(`desk.presence.${current}`)}
                {presence?.reason && <span className={styles.reason}> · {word(presence.reason)}</span>}
              </span>
              {presence?.next && presence.next !== current && (
                <span className={styles.next}>
                  {t('desk.then', {
                    presence: presence.nextReason ? word(presence.nextReason) : t(`desk.presence.${presence.next}`),
                  })}
                </span>
              )}
            </span>
            {presence && <TooLong presence={current} reason={presence.reason} sinceMs={presence.sinceMs} />}
            {presence && presence.sinceMs > 0 && <Clock sinceMs={presence.sinceMs} />}
            <IconChevronDown size={16} aria-hidden="true" />
          </>
        }
      >
        {isBusy && <MenuHeading>{t('desk.afterThis')}</MenuHeading>}
        {isBusy && isOff && (
          <MenuItem icon={<StatusDot tone="positive" />} onChoose={() => void setPresence({ presence: 'available' })}>
            {t('desk.presence.available')}
          </MenuItem>
        )}
        {reasons.some(({ needsGrant }) => !needsGrant) && <MenuHeading>{t('desk.takeBreak')}</MenuHeading>}
        {reasons
          .filter(({ needsGrant }) => !needsGrant)
          .map(({ reasonId }) => (
            <MenuItem
              key={reasonId}
              icon={<StatusDot tone="pause" />}
              onChoose={() => void setPresence({ presence: 'break', reason: reasonId })}
            >
              <bdi>{word(reasonId)}</bdi>
            </MenuItem>
          ))}
        {current !== 'offline' && reasons.some(({ needsGrant }) => needsGrant) && (
          <MenuHeading>{t('desk.break.ask')}</MenuHeading>
        )}
        {current !== 'offline' &&
          reasons
            .filter(({ needsGrant }) => needsGrant)
            .map(({ reasonId }) => (
              <MenuItem key={reasonId} icon={<IconHandStop size={14} />} onChoose={() => void requestBreak(reasonId)}>
                <bdi>{word(reasonId)}</bdi>
              </MenuItem>
            ))}
        {presence?.next === 'break' && (
          <MenuItem icon={<IconX size={14} />} onChoose={() => void withdrawBreak()}>
            {t('desk.break.takeBack')}
          </MenuItem>
        )}
        {presence?.breakRequest?.state === 'asked' && (
          <MenuItem icon={<IconX size={14} />} onChoose={() => void withdrawBreak()}>
            {t('desk.break.withdraw')}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon={<StatusDot tone="caution" />} onChoose={() => void setPresence({ presence: 'notReady' })}>
          {t('desk.presence.notReady')}
        </MenuItem>
        <MenuItem icon={<StatusDot tone="neutral" />} onChoose={() => void setPresence({ presence: 'offline' })}>
          {t('desk.goOffline')}
        </MenuItem>
      </Menu>
      {isOff && !isBusy && presence !== undefined && (
        <Button kind="primary" shortcut={shortcut} isBusy={isGoing} onClick={() => void goAvailable()}>
          {t('desk.goAvailable')}
        </Button>
      )}
    </div>
  )
}
