import { IconArrowLeft, IconHeadset } from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import pageStyles from '../history/interaction-page.module.css'
import { may, useMe } from '../sign-in/me.ts'
import { openTab } from '../workspace/tabs.ts'
import { caseName, useCase } from '../workspace/use-case.ts'
import { useDeskStores } from '../workspace/use-desk-stores.ts'
import { CaseView } from './case-view.tsx'

/** One case on a page of its own, for whoever comes by a link. */
export function CasePage() {
  const { t } = useTranslation()
  const me = useMe()
  const { caseId } = useParams({ from: '/frame/cases/$caseId' })
  const navigate = useNavigate()
  const { desk } = useDeskStores()
  const query = useCase(caseId)
  return (
    <Page
      title={query.data ? caseName(query.data) : t('frame.section.cases')}
      back={
        <Link to="/cases" className={pageStyles.back}>
          <IconArrowLeft size={16} className={pageStyles.arrow} aria-hidden="true" />
          {t('frame.section.cases')}
        </Link>
      }
      actions={
        query.data &&
        may(me, 'calls.take') && (
          <Button
            icon={<IconHeadset size={16} />}
            onClick={() => {
              desk.set(openTab(desk.get(), { kind: 'case', subject: caseId }))
              void navigate({ to: '/' })
            }}
          >
            {t('workspace.openAtDesk')}
          </Button>
        )
      }
    >
      {query.isError && <ErrorNotice error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <p role="status">{t('common.loading')}</p>}
      {query.data && (
        <Card label={query.data.subject}>
          <CaseView key={caseId} of={query.data} />
        </Card>
      )}
    </Page>
  )
}
