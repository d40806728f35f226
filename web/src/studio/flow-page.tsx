import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { call } from '../sign-in/api.ts'
import { Designer } from './designer.tsx'
import { useReferences } from './use-references.ts'

/** One flow in the designer. */
export function FlowPage() {
  const { t } = useTranslation()
  const { flowId } = useParams({ strict: false }) as { flowId: string }
  const draft = useQuery({
    queryKey: ['flow', flowId],
    queryFn: ({ signal }) => call('flow', { id: flowId, signal }),
    // What is drawn here is ahead of what is kept there.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const references = useReferences()
  const failed = draft.error ?? references.error
  if (failed) {
    return (
      <Page title={t('frame.section.flows')}>
        <ErrorNotice error={failed} retry={() => void Promise.all([draft.refetch(), references.refetch()])} />
      </Page>
    )
  }
  if (!draft.data || !references.data) return <Page title={t('common.loading')}>{null}</Page>
  return <Designer key={flowId} draft={draft.data} references={references.data.items} />
}
