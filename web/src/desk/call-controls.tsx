import {
  IconDoorExit,
  IconGridDots,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
} from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { hangUp, hold, leaveConference } from './call-commands.ts'
import styles from './call-controls.module.css'
import { Keypad } from './keypad.tsx'
import { MoreVerbs } from './more-verbs.tsx'
import { MuteButton } from './mute-button.tsx'
import { useDesk, useIsPending } from './use-desk.ts'

const loadPicker = async () => ({ default: (await import('./destination-picker.tsx')).DestinationPicker })
const DestinationPicker = lazy(loadPicker)

/** What can be done with the call in hand: one row, one key each. */
export function CallControls({ call, isSmall }: { readonly call: DeskInteraction; readonly isSmall?: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'nothing' | 'keypad' | 'destinations'>('nothing')
  // The desk is there without it, and it is there when it is opened: a call in hand may be sent on at any moment.
  useEffect(() => void loadPicker().catch(() => {}), [])
  const toggle = (what: 'keypad' | 'destinations') => setOpen((was) => (was === what ? 'nothing' : what))
  const isKeypad = open === 'keypad'
  const isHolding = useIsPending(`hold:${call.interactionId}`)
  const isEnding = useIsPending(`hang-up:${call.interactionId}`)
  const isEdgeDown = useDesk().isEdgeConnected === false
  const toggleHold = () => void hold(call)
  const end = () => void hangUp(call)
  // Who was called by somebody has his own voice and the end of it; who rings somebody, the end alone.
  const isInHand = call.parties !== undefined && !call.isRinging
  const holdKey = useShortcut('H', toggleHold, isInHand && !isEdgeDown && !call.consultation)
  const keypadKey = useShortcut('K', () => toggle('keypad'), isInHand && !isSmall)
  const canSendOn = isInHand && !isSmall && !call.consultation && !isEdgeDown
  const sendOnKey = useShortcut('T', () => toggle('destinations'), canSendOn)
  const hangUpKey = useShortcut('Shift+E', end)
  const size = isSmall ? 'medium' : 'large'
  const icon = isSmall ? 16 : 19
  return (
    <div className={styles.controls}>
      <div className={styles.row} role="toolbar" aria-label={t('desk.callControls')}>
        {!call.isRinging && <MuteButton call={call} isSmall={isSmall === true} />}
        {/* Who hears music while somebody is consulted, switching says. */}
        {isInHand && !call.consultation && (
          <Button
            size={size}
            icon={call.isHeld ? <IconPlayerPlayFilled size={icon} /> : <IconPlayerPauseFilled size={icon} />}
            shortcut={holdKey}
            isBusy={isHolding}
            disabled={isEdgeDown}
            onClick={toggleHold}
          >
            {call.isHeld ? t('desk.retrieve') : t('desk.hold')}
          </Button>
        )}
        {isInHand && !isSmall && (
          <Button
            size={size}
            icon={<IconGridDots size={icon} />}
            aria-expanded={isKeypad}
            shortcut={keypadKey}
            aria-label={t('desk.keypad')}
            title={t('desk.keypad')}
            onClick={() => toggle('keypad')}
          />
        )}
        {isInHand && !isSmall && !call.consultation && (
          <Button
            size={size}
            icon={<IconPhoneOutgoing size={icon} />}
            aria-expanded={open === 'destinations'}
            shortcut={sendOnKey}
            disabled={!canSendOn}
            onClick={() => toggle('destinations')}
          >
            {t(call.isConference ? 'desk.transfer.add' : 'desk.transfer.open')}
          </Button>
        )}
        {isInHand && !isSmall && <MoreVerbs call={call} />}
        {call.isConference && !call.consultation && !isSmall && (
          <Button size={size} icon={<IconDoorExit size={icon} />} onClick={() => void leaveConference(call)}>
            {t('desk.parties.leave')}
          </Button>
        )}
        <Button
          kind="danger"
          size={size}
          icon={<IconPhoneOff size={icon} />}
          shortcut={hangUpKey}
          isBusy={isEnding}
          className={styles.end ?? ''}
          onClick={end}
        >
          {t('desk.hangUp')}
        </Button>
      </div>
      {isKeypad && isInHand && <Keypad call={call} close={() => setOpen('nothing')} />}
      {open === 'destinations' && canSendOn && (
        <Suspense>
          <DestinationPicker call={call} close={() => setOpen('nothing')} />
        </Suspense>
      )}
    </div>
  )
}
