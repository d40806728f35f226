import { Select, TextInput } from '@mantine/core'
import { IconBriefcase, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Case } from '#protocol/http/cases.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import rowLink from '../design/row-link.module.css'
import { useDelayed } from '../design/use-delayed.ts'
import historyStyles from '../history/history-page.module.css'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import { caseName } from '../workspace/use-case.ts'
import { type CasesSearch, caseFilters } from './cases-search.ts'
import { StatusTag } from './status-tag.tsx'

/** All cases, newest first; what is asked for stands in the address, so that a view can be sent to a colleague. */
export function CasesPage() {
  const { t } = useTranslation()
  const me = useMe()
  const filters = useSearch({ from: '/frame/cases' })
  const navigate = useNavigate({ from: '/cases' })
  const show = (next: CasesSearch) => void navigate({ search: next, replace: true })
  const { search, show: shown = 'in-hand' } = filters
  const [text, setText] = useDelayed(search ?? '', (next) => {
    const { search: _, ...rest } = filters
    show(next.trim() === '' ? rest : { ...rest, search: next.trim() })
  })
  const list = useInfiniteQuery({
    queryKey: ['cases', 'list', search ?? '', shown],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('cases', {
        query: {
          limit: 50,
          ...(shown === 'mine' ? { status: 'in-hand', ...(me.agentId && { ownerAgentId: me.agentId }) } : {}),
          ...(shown !== 'mine' && shown !== 'all' ? { status: shown } : {}),
          ...(search ? { search } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchOnMount: 'always',
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const isNarrowed = search !== undefined || shown !== 'in-hand'
  return (
    <Page
      title={t('frame.section.cases')}
      actions={
        <>
          <TextInput
            type="search"
            aria-label={t('cases.search')}
            placeholder={t('cases.searchPlaceholder')}
            leftSection={<IconSearch size={16} />}
            className={historyStyles.search}
            dir="auto"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            aria-label={t('cases.which')}
            className={historyStyles.filter}
            allowDeselect={false}
            data={caseFilters
              .filter((one) => one !== 'mine' || me.agentId)
              .map((one) => ({ value: one as string, label: t(`cases.show.${one}`) }))}
            value={shown}
            onChange={(next) => show({ ...filters, show: next as NonNullable<CasesSearch['show']> })}
          />
        </>
      }
    >
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      <Card isFlush label={t('frame.section.cases')}>
        {list.isPending ? (
          <p className={historyStyles.loading}>{t('common.loading')}</p>
        ) : items.length === 0 && !list.isError ? (
          <EmptyState icon={<IconBriefcase size={22} />} title={t(isNarrowed ? 'cases.noneFound' : 'cases.none')}>
            {t(isNarrowed ? 'cases.noneFoundText' : 'cases.noneText')}
          </EmptyState>
        ) : (
          <Rows items={items} isStale={list.isPlaceholderData} />
        )}
      </Card>
      {list.hasNextPage && (
        <div className={historyStyles.more}>
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </Page>
  )
}

function Rows({ items, isStale }: { readonly items: readonly Case[]; readonly isStale: boolean }) {
  const { t } = useTranslation()
  const { date } = useFormats()
  const columns: readonly Column<Case>[] = [
    {
      key: 'subject',
      title: t('cases.subject'),
      isWide: true,
      cell: ({ caseId, subject }) => (
        <Link to="/cases/$caseId" params={{ caseId }} className={rowLink.link}>
          <bdi>{subject}</bdi>
        </Link>
      ),
    },
    { key: 'number', title: t('cases.number'), cell: (one) => <bdi dir="ltr">{caseName(one)}</bdi> },
    { key: 'customer', title: t('desk.customer'), cell: ({ customerName }) => <bdi>{customerName}</bdi> },
    { key: 'status', title: t('cases.stands'), cell: ({ status }) => <StatusTag status={status} /> },
    {
      key: 'owner',
      title: t('cases.owner'),
      isExtra: true,
      cell: ({ ownerName }) => <bdi>{ownerName ?? t('cases.nobody')}</bdi>,
    },
    {
      key: 'since',
      title: t('cases.opened'),
      isEnd: true,
      isExtra: true,
      cell: ({ createdAt }) => <time dateTime={createdAt}>{date(Date.parse(createdAt))}</time>,
    },
  ]
  return (
    <DataTable
      caption={t('frame.section.cases')}
      columns={columns}
      rows={items}
      keyOf={({ caseId }) => caseId}
      isStale={isStale}
    />
  )
}
