import { IconPhoneOutgoing } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { may, useMe } from '../sign-in/me.ts'
import { dial } from './call-commands.ts'
import { isWebCaller } from './number-formats.ts'
import { useDesk, useIsPending } from './use-desk.ts'

/** When it was left. */
export function LeftAt({ atMs }: { readonly atMs: number }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  return <li>{t('desk.voicemail.left', { moment: moment(atMs, useNowMs()) })}</li>
}

/** Calls whoever left it, from this agent's station; the message stays in hand. */
export function CallBack({ message: { callerNumber, customerId } }: { readonly message: DeskInteraction }) {
  const { t } = useTranslation()
  const me = useMe()
  const { calls, isEdgeConnected } = useDesk()
  const isBusy = useIsPending('dial:out')
  if (!callerNumber || isWebCaller(callerNumber) || !may(me, 'calls.dial')) return null
  const isTalking = calls.some(({ state }) => state === 'engaged')
  return (
    <Button
      kind="positive"
      size="large"
      icon={<IconPhoneOutgoing size={19} />}
      isBusy={isBusy}
      disabled={isTalking || isEdgeConnected === false}
      onClick={() => void dial(callerNumber, customerId)}
    >
      {t('desk.voicemail.callBack')}
    </Button>
  )
}
