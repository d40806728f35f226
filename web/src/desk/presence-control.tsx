import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Presence, PresenceReason } from '#protocol/http/people.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../design/menu.tsx'
import { StatusDot, type Tone } from '../design/status-dot.tsx'
import { goAvailable, setPresence } from './presence-commands.ts'
import styles from './presence-control.module.css'
import { useDesk, useIsPending } from './use-desk.ts'

const breakReasons = ['lunch', 'rest', 'training', 'meeting', 'other'] as const satisfies readonly PresenceReason[]

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
  const isGoing = useIsPending('presence:available')
  const isSetting = useIsPending('presence:set')
  const current = presence?.presence ?? 'offline'
  const isBusy = presence !== undefined && presence.workState !== 'idle'
  const wants = presence?.next ?? current
  const isOff = wants !== 'available'
  const shortcut = useShortcut('G', () => void goAvailable(), isOff && presence !== undefined)
  return (
    <div className={styles.control}>
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
                {presence?.reason && <span className={styles.reason}> · {t(`desk.reason.${presence.reason}`)}</span>}
              </span>
              {presence?.next && presence.next !== current && (
                <span className={styles.next}>{t('desk.then', { presence: t(`desk.presence.${presence.next}`) })}</span>
              )}
            </span>
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
        <MenuHeading>{t('desk.takeBreak')}</MenuHeading>
        {breakReasons.map((reason) => (
          <MenuItem
            key={reason}
            icon={<StatusDot tone="pause" />}
            onChoose={() => void setPresence({ presence: 'break', reason })}
          >
            {t(`desk.reason.${reason}`)}
          </MenuItem>
        ))}
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
