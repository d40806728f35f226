import { Modal } from '@mantine/core'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '#protocol/http/people.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { languages } from '../languages/languages.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ApiKeys } from './api-keys.tsx'
import styles from './people-page.module.css'
import { PersonForm } from './person-form.tsx'

/** An account for a system, and nothing else: see `api-key.wrong-roles`. */
const hasKeys = ({ roles }: Person): boolean => roles.length === 1 && roles[0] === 'integrator'

/** Everybody who can sign in: looked at, added, changed, deactivated. */
export function PeoplePage() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<Person | 'new' | undefined>()
  const list = useInfiniteQuery({
    queryKey: ['people'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('people', { query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  const people = list.data?.pages.flatMap((page) => page.items) ?? []
  const close = () => setOpen(undefined)
  return (
    <Page
      title={t('frame.section.people')}
      actions={
        <Button kind="primary" icon={<IconUserPlus size={16} />} onClick={() => setOpen('new')}>
          {t('admin.addPerson')}
        </Button>
      }
    >
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      <Card isFlush label={t('frame.section.people')}>
        {list.isPending ? (
          <p className={styles.loading}>{t('common.loading')}</p>
        ) : people.length === 0 && !list.isError ? (
          <EmptyState icon={<IconUsers size={22} />} title={t('admin.nobody')} />
        ) : (
          <Rows people={people} open={setOpen} />
        )}
      </Card>
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      <Modal
        opened={open !== undefined}
        onClose={close}
        title={open === 'new' ? t('admin.addPerson') : t('admin.changePerson')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <PersonForm person={open === 'new' ? undefined : open} done={close} />}
        {open !== undefined && open !== 'new' && hasKeys(open) && <ApiKeys personId={open.personId} />}
      </Modal>
    </Page>
  )
}

function Rows({ people, open }: { readonly people: readonly Person[]; open(person: Person): void }) {
  const { t } = useTranslation()
  const { date } = useFormats()
  const columns: readonly Column<Person>[] = [
    {
      key: 'name',
      title: t('signIn.name'),
      isWide: true,
      cell: (person) => (
        <button type="button" className={styles.open} onClick={() => open(person)}>
          {person.name}
        </button>
      ),
    },
    { key: 'email', title: t('signIn.email'), isExtra: true, cell: ({ email }) => <bdi dir="ltr">{email}</bdi> },
    {
      key: 'roles',
      title: t('admin.roles'),
      cell: ({ roles }) => roles.map((role) => t(`admin.role.${role}`)).join(t('common.listComma')),
    },
    {
      key: 'language',
      title: t('frame.language'),
      isExtra: true,
      cell: ({ language }) => languages.find(({ code }) => code === language)?.name,
    },
    {
      key: 'since',
      title: t('admin.since'),
      isEnd: true,
      isExtra: true,
      cell: ({ createdAt }) => <time dateTime={createdAt}>{date(Date.parse(createdAt))}</time>,
    },
    {
      key: 'state',
      title: t('admin.state'),
      cell: ({ isActive }) => (
        <span className={styles.state}>
          <StatusDot tone={isActive ? 'positive' : 'neutral'} />
          {t(isActive ? 'admin.active' : 'admin.inactive')}
        </span>
      ),
    },
  ]
  return (
    <DataTable caption={t('frame.section.people')} columns={columns} rows={people} keyOf={({ personId }) => personId} />
  )
}
