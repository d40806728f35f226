import { useTranslation } from 'react-i18next'
import { Notice } from '../design/notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useIncidents } from './use-incidents.ts'

/** Beside what waits: why some of it stands before the rest. */
export function LastingIncidents() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const lasting = (useIncidents().data?.items ?? []).filter(({ endedAt }) => endedAt === undefined)
  if (lasting.length === 0) return null
  return (
    <Notice tone="caution" title={t('frame.section.incidents')}>
      <ul>
        {lasting.map(({ incidentId, title, lifted }) => (
          <li key={incidentId}>
            {t('floor.incidents.lasts', { title: `\u2068${title}\u2069`, amount: number(lifted) })}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
