import { IconPhoneOutgoing } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useOpenWord } from '../languages/use-open-word.ts'
import { dial } from './call-commands.ts'
import { partyLabel } from './party-label.ts'
import { useDesk, useIsPending } from './use-desk.ts'

/** Why whom this agent called was not reached, until the next call or until it was read. */
export function UnreachedNotice() {
  const { t } = useTranslation()
  const { unreached, calls } = useDesk()
  const word = useOpenWord()
  const [readAtMs, setReadAtMs] = useState<number>()
  const isBusy = useIsPending('dial:out')
  if (!unreached || readAtMs === unreached.atMs) return null
  const { number, name, reason, atMs } = unreached
  const isTalking = calls.some(({ state }) => state === 'engaged')
  return (
    <Notice
      tone="caution"
      title={word('desk.ended', reason) ?? t('desk.ended.not-reached')}
      actions={
        <>
          {number !== undefined && !isTalking && (
            <Button
              size="small"
              icon={<IconPhoneOutgoing size={15} />}
              isBusy={isBusy}
              onClick={() => void dial(number)}
            >
              {t('desk.dial.again')}
            </Button>
          )}
          <Button size="small" kind="quiet" onClick={() => setReadAtMs(atMs)}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      {name === undefined ? number !== undefined && <bdi dir="ltr">{partyLabel({ number })}</bdi> : <bdi>{name}</bdi>}
    </Notice>
  )
}
