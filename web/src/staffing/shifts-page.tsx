import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'
import { may, useMe } from '../sign-in/me.ts'
import { PatternsCard } from './patterns-card.tsx'
import { WeekCard } from './week-card.tsx'

/** Who is to be there when: a week of a team, and the patterns that it is made of. */
export function ShiftsPage() {
  const { t } = useTranslation()
  const mayChange = may(useMe(), 'people.manage')
  return (
    <Page title={t('frame.section.shifts')}>
      <WeekCard mayChange={mayChange} />
      <PatternsCard mayChange={mayChange} />
    </Page>
  )
}
