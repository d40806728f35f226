import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Trunk } from '#protocol/http/trunks.ts'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { call } from '../sign-in/api.ts'
import { useTopic } from '../stream/use-topic.ts'
import { BackLink } from './back-link.tsx'
import { useMayChange } from './may-change.ts'
import styles from './telephony.module.css'
import { TestCallCard } from './test-call-card.tsx'
import { TrunkCondition } from './trunk-condition.tsx'
import { TrunkForm } from './trunk-form.tsx'
import { shownTrunkState } from './trunk-state.ts'

/** One trunk: how it goes with it, whether it works, and its settings; or a new one. */
export function TrunkPage() {
  const { t } = useTranslation()
  const { trunkId } = useParams({ from: '/frame/telephony/trunks/$trunkId' })
  const isNew = trunkId === 'new'
  const navigate = useNavigate()
  const query = useQuery({
    queryKey: ['trunk', trunkId],
    queryFn: ({ signal }) => call('trunk', { id: trunkId, signal }),
    enabled: !isNew,
    refetchOnMount: 'always',
  })
  const back = <BackLink to="/telephony/trunks">{t('frame.section.trunks')}</BackLink>
  const open = (id: string) =>
    void navigate({ to: '/telephony/trunks/$trunkId', params: { trunkId: id }, replace: isNew })
  if (isNew) {
    return (
      <Page title={t('telephony.trunk.add')} back={back}>
        <Card label={t('telephony.trunk.settings')}>
          <TrunkForm trunk={undefined} saved={(trunk) => open(trunk.trunkId)} removed={() => undefined} />
        </Card>
      </Page>
    )
  }
  return (
    <Page title={<bdi>{query.data?.name ?? t('telephony.trunk.one')}</bdi>} back={back}>
      {query.isError && <ErrorNotice error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <p role="status">{t('common.loading')}</p>}
      {query.data && <Shown trunk={query.data} removed={() => void navigate({ to: '/telephony/trunks' })} />}
    </Page>
  )
}

function Shown({ trunk, removed }: { readonly trunk: Trunk; removed(): void }) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const live = useTopic('telephony')
  const state = shownTrunkState(trunk, live?.[`trunk:${trunk.trunkId}`])
  return (
    <>
      <Card label={t('telephony.state')}>
        <div className={styles.actions}>
          <TrunkCondition of={state} />
          <span className={styles.away}>
            {t('telephony.trunk.calls')} {t('telephony.trunk.callsOf', { calls: state.calls, max: trunk.maxCalls })}
          </span>
          {state.target && (
            <bdi dir="ltr" className={styles.mono}>
              {state.target}
            </bdi>
          )}
        </div>
      </Card>
      {mayChange && <TestCallCard trunkId={trunk.trunkId} name={trunk.name} />}
      <Card title={t('telephony.trunk.settings')}>
        <TrunkForm key={trunk.trunkId} trunk={trunk} saved={() => undefined} removed={removed} />
      </Card>
    </>
  )
}
