import { useTranslation } from 'react-i18next'
import type { InteractionSummary } from '#protocol/http/interactions.ts'
import { Tag } from '../design/status-dot.tsx'

/** Where an interaction stands, or what came of it. */
export function OutcomeTag({ item }: { readonly item: InteractionSummary }) {
  const { t } = useTranslation()
  if (item.state !== 'ended') {
    return <Tag tone={item.state === 'engaged' ? 'positive' : 'accent'}>{t(`history.state.${item.state}`)}</Tag>
  }
  if (item.isAbandoned) return <Tag tone="caution">{t('history.abandoned')}</Tag>
  if (item.dispositionName) return <Tag>{item.dispositionName}</Tag>
  return null
}
