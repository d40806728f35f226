import { Select } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconActivity } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../design/card.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { Canvas } from './canvas.tsx'
import { FailureList } from './failure-list.tsx'
import styles from './live.module.css'
import { LiveList } from './live-list.tsx'
import { type Period, talliesOf } from './tallies.ts'
import { useReferences } from './use-references.ts'

const nobody: ReadonlySet<string> = new Set()
const nothing = () => {}
const everyMs = 2000

/** What happens in a published flow: who is in which block now, where callers give up, and what went wrong lately. */
export function LivePage() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const { flowId } = useParams({ strict: false }) as { flowId: string }
  const wished = (useSearch({ strict: false }) as { version?: string }).version
  const navigate = useNavigate()
  const isNarrow = useMediaQuery('(max-width: 820px)') ?? false
  const [period, setPeriod] = useState<Period>('24h')
  const flow = useQuery({ queryKey: ['flow', flowId], queryFn: ({ signal }) => call('flow', { id: flowId, signal }) })
  const versions = useQuery({
    queryKey: ['flow-versions', flowId],
    queryFn: ({ signal }) => call('flowVersions', { id: flowId, signal }),
  })
  const live = useQuery({
    queryKey: ['flow-live', flowId],
    queryFn: ({ signal }) => call('flowLive', { id: flowId, signal }),
    refetchInterval: everyMs,
  })
  const references = useReferences()
  const items = versions.data?.items ?? []
  const chosen =
    items.find(({ flowVersionId }) => flowVersionId === wished) ?? items.find((one) => one.isPublished) ?? items[0]
  const version = useQuery({
    queryKey: ['flow-version', chosen?.flowVersionId],
    queryFn: ({ signal }) => call('flowVersion', { id: chosen?.flowVersionId ?? '', signal }),
    enabled: chosen !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const tallies = useMemo(
    () => (chosen && live.data ? talliesOf(live.data, chosen.flowVersionId, period) : new Map()),
    [live.data, chosen, period],
  )
  const inVersion = (flowVersionId: string) =>
    live.data?.blocks.reduce((sum, block) => sum + (block.flowVersionId === flowVersionId ? block.now : 0), 0) ?? 0
  const back = (
    <Link to="/studio/flows/$flowId" params={{ flowId }}>
      <bdi>{flow.data?.name ?? t('frame.section.flows')}</bdi>
    </Link>
  )
  const failed = flow.error ?? versions.error ?? version.error ?? references.error
  if (failed) {
    const again = () => Promise.all([flow, versions, version, references].map((one) => one.isError && one.refetch()))
    return (
      <Page title={t('studio.live.title')} back={back}>
        <ErrorNotice error={failed} retry={() => void again()} />
      </Page>
    )
  }
  if (versions.data && !chosen) {
    return (
      <Page title={t('studio.live.title')} back={back}>
        <EmptyState icon={<IconActivity size={22} />} title={t('studio.live.neverPublished')}>
          {t('studio.live.neverPublishedText')}
        </EmptyState>
      </Page>
    )
  }
  const drawn = version.data
  return (
    <Page
      title={t('studio.live.title')}
      back={back}
      actions={
        <>
          <Select
            aria-label={t('studio.version')}
            allowDeselect={false}
            w={320}
            data={items.map((one) => ({
              value: one.flowVersionId,
              label: [
                t('studio.live.version', { number: number(one.number) }),
                one.isPublished ? t('studio.publishedNow') : '',
                t('studio.live.within', { amount: number(inVersion(one.flowVersionId)) }),
              ]
                .filter(Boolean)
                .join(' · '),
            }))}
            value={chosen?.flowVersionId ?? null}
            onChange={(next) =>
              void navigate({
                to: '/studio/flows/$flowId/live',
                params: { flowId },
                search: next === null ? {} : { version: next },
                replace: true,
              })
            }
          />
          <Select
            aria-label={t('studio.live.period')}
            allowDeselect={false}
            w={130}
            data={[
              { value: '24h', label: t('studio.live.day') },
              { value: '7d', label: t('studio.live.week') },
            ]}
            value={period}
            onChange={(next) => next !== null && setPeriod(next as Period)}
          />
        </>
      }
    >
      {live.isError && <ErrorNotice error={live.error} retry={() => void live.refetch()} />}
      {!drawn || !live.data || !references.data ? (
        <p role="status">{t('common.loading')}</p>
      ) : (
        <>
          {!isNarrow && (
            <div className={styles.canvas}>
              <Canvas
                flow={drawn.definition}
                languages={drawn.languages}
                references={references.data.items}
                problems={[]}
                selected={nobody}
                found={undefined}
                lit={undefined}
                focus={undefined}
                tallies={tallies}
                isReadOnly
                select={nothing}
                move={nothing}
                connect={nothing}
                remove={nothing}
                drop={nothing}
              />
            </div>
          )}
          <Card title={t('studio.blocks')} isFlush>
            <LiveList flow={drawn.definition} tallies={tallies} />
          </Card>
          <FailureList live={live.data} flow={drawn} references={references.data.items} />
        </>
      )}
    </Page>
  )
}
