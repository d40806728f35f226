import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useDesk } from './use-desk.ts'

/** A task that was in hand and is taken back, until the next work or until it was read. */
export function GoneTaskNotice() {
  const { t } = useTranslation()
  const { goneTask } = useDesk()
  const [readAtMs, setReadAtMs] = useState<number>()
  if (!goneTask || readAtMs === goneTask.atMs) return null
  return (
    <Notice
      tone="caution"
      title={t('desk.goneTask.title')}
      actions={
        <Button size="small" kind="quiet" onClick={() => setReadAtMs(goneTask.atMs)}>
          {t('common.close')}
        </Button>
      }
    >
      {t('desk.goneTask.text', { subject: goneTask.subject ?? '…' })}
    </Notice>
  )
}
