import { IconMicrophoneOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { useStore } from '../state/use-store.ts'
import { station } from '../station/station.ts'
import { mute } from './call-commands.ts'
import { useIsPending } from './use-desk.ts'

/** One's own voice, whoever has the call. */
export function MuteButton({ call, isSmall }: { readonly call: DeskInteraction; readonly isSmall?: boolean }) {
  const { t } = useTranslation()
  const isMuting = useIsPending(`mute:${call.interactionId}`)
  const { isMuted: isSilenced, phase } = useStore(station.state)
  const isMuted = phase === 'ready' ? isSilenced : call.isMuted
  const toggle = () => void mute(call, !isMuted)
  const shortcut = useShortcut('M', toggle)
  return (
    <Button
      size={isSmall ? 'medium' : 'large'}
      icon={<IconMicrophoneOff size={isSmall ? 16 : 19} />}
      aria-pressed={isMuted}
      shortcut={shortcut}
      // Takes a second click at once: what counts is that the microphone obeys, and it does so here first.
      data-pending={isMuting || undefined}
      onClick={toggle}
    >
      {t('desk.mute')}
    </Button>
  )
}
