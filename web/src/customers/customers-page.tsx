import { Modal, TextInput } from '@mantine/core'
import { IconAddressBook, IconSearch, IconUserPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer } from '#protocol/http/customers.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { directionWhileEmpty } from '../design/direction-while-empty.ts'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import rowLink from '../design/row-link.module.css'
import { useDelayed } from '../design/use-delayed.ts'
import { PhoneNumber } from '../desk/phone-number.tsx'
import historyStyles from '../history/history-page.module.css'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { CustomerForm } from './customer-form.tsx'

/** All customers: found, looked at, made. */
export function CustomersPage() {
  const { t } = useTranslation()
  const me = useMe()
  const { search } = useSearch({ from: '/frame/customers' })
  const navigate = useNavigate({ from: '/customers' })
  const [isCreating, setCreating] = useState(false)
  const [text, setText] = useDelayed(
    search ?? '',
    (next) => void navigate({ search: next.trim() === '' ? {} : { search: next.trim() }, replace: true }),
  )
  const list = useInfiniteQuery({
    queryKey: ['customers', 'list', search ?? ''],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('customers', {
        query: { limit: 50, ...(search ? { search } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      title={t('frame.section.customers')}
      actions={
        <>
          <TextInput
            type="search"
            aria-label={t('customers.search')}
            placeholder={t('customers.searchPlaceholder')}
            leftSection={<IconSearch size={16} />}
            className={historyStyles.search}
            dir={directionWhileEmpty(text)}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {may(me, 'customers.write') && (
            <Button kind="primary" icon={<IconUserPlus size={16} />} onClick={() => setCreating(true)}>
              {t('customers.new')}
            </Button>
          )}
        </>
      }
    >
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      <Card isFlush label={t('frame.section.customers')}>
        {list.isPending ? (
          <p className={historyStyles.loading}>{t('common.loading')}</p>
        ) : items.length === 0 && !list.isError ? (
          <EmptyState icon={<IconAddressBook size={22} />} title={t(search ? 'customers.noneFound' : 'customers.none')}>
            {t(search ? 'customers.noneFoundText' : 'customers.noneText')}
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
      <Modal
        opened={isCreating}
        onClose={() => setCreating(false)}
        title={t('customers.new')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <CustomerForm
          initial={{ name: '', phoneNumbers: [] }}
          saved={({ customerId }) => void navigate({ to: '/customers/$customerId', params: { customerId } })}
          cancel={() => setCreating(false)}
        />
      </Modal>
    </Page>
  )
}

function Rows({ items, isStale }: { readonly items: readonly Customer[]; readonly isStale: boolean }) {
  const { t } = useTranslation()
  const { date } = useFormats()
  const columns: readonly Column<Customer>[] = [
    {
      key: 'name',
      title: t('customers.name'),
      isWide: true,
      cell: ({ customerId, name }) => (
        <Link to="/customers/$customerId" params={{ customerId }} className={rowLink.link}>
          {name}
        </Link>
      ),
    },
    {
      key: 'numbers',
      title: t('customers.numbers'),
      cell: ({ phoneNumbers: [first, ...others] }) =>
        first && (
          <>
            <PhoneNumber of={first} />
            {others.length > 0 && ` ${t('customers.moreNumbers', { count: others.length })}`}
          </>
        ),
    },
    {
      key: 'email',
      title: t('signIn.email'),
      isExtra: true,
      cell: ({ email }) => email && <bdi dir="ltr">{email}</bdi>,
    },
    {
      key: 'since',
      title: t('customers.since'),
      isEnd: true,
      isExtra: true,
      cell: ({ createdAt }) => <time dateTime={createdAt}>{date(Date.parse(createdAt))}</time>,
    },
  ]
  return (
    <DataTable
      caption={t('frame.section.customers')}
      columns={columns}
      rows={items}
      keyOf={({ customerId }) => customerId}
      isStale={isStale}
    />
  )
}
