import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'
import { LimitsCard } from './limits-card.tsx'
import { ReasonsCard } from './reasons-card.tsx'

/** Why agents may be away, and how many at once. */
export function BreaksPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('frame.section.presence')}>
      <ReasonsCard />
      <LimitsCard />
    </Page>
  )
}
