import { useTranslation } from 'react-i18next'
import type { CaseStatus } from '#protocol/http/cases.ts'
import { Tag } from '../design/status-dot.tsx'

const tones = { open: 'accent', waiting: 'caution', closed: undefined } as const

/** How a case stands. */
export function StatusTag({ status }: { readonly status: CaseStatus }) {
  const { t } = useTranslation()
  const tone = tones[status]
  return <Tag {...(tone && { tone })}>{t(`cases.status.${status}`)}</Tag>
}
