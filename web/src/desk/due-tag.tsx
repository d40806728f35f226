import { useTranslation } from 'react-i18next'
import { Tag } from '../design/status-dot.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'

/** By when a task ought to be done. */
export function DueTag({ dueAtMs }: { readonly dueAtMs: number }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const isLate = nowMs > dueAtMs
  return (
    <Tag tone={isLate ? 'danger' : 'neutral'}>
      {t(isLate ? 'desk.task.wasDue' : 'desk.task.due', { moment: moment(dueAtMs, nowMs) })}
    </Tag>
  )
}
