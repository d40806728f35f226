import { Modal } from '@mantine/core'
import { IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ManagedQueue } from '#protocol/http/queues.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { OutcomesCard } from './outcomes-card.tsx'
import { QueueForm } from './queue-form.tsx'
import { TallyCard } from './tally-card.tsx'

/** The queues, who serves them, and the outcomes that agents choose from. */
export function QueuesPage() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [open, setOpen] = useState<ManagedQueue | 'new' | undefined>()
  const queues = useQuery({
    queryKey: ['managed-queues'],
    queryFn: ({ signal }) => call('managedQueues', { signal }),
    refetchOnMount: 'always',
  })
  const rows = queues.data?.items ?? []
  const close = () => setOpen(undefined)
  const add = (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('telephony.queues.add')}
    </Button>
  )
  const columns: readonly Column<ManagedQueue>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      isWide: true,
      cell: (each) => (
        <button type="button" className={styles.open} onClick={() => setOpen(each)}>
          <bdi>{each.name}</bdi>
        </button>
      ),
    },
    {
      key: 'members',
      title: t('telephony.queues.members'),
      isEnd: true,
      cell: ({ members, profiles }) => {
        const serving = profiles.reduce((sum, { agents }) => sum + agents, members.length)
        return serving === 0 ? t('telephony.nobody') : number(serving)
      },
    },
    {
      key: 'strategy',
      title: t('telephony.queues.strategy'),
      isExtra: true,
      cell: ({ strategy }) => t(`telephony.queues.strategies.${strategy}.name`),
    },
    {
      key: 'autoAnswer',
      title: t('telephony.queues.autoAnswer'),
      isExtra: true,
      cell: ({ isAutoAnswered }) => t(isAutoAnswered ? 'telephony.on' : 'telephony.off'),
    },
    {
      key: 'state',
      title: t('telephony.state'),
      cell: ({ isActive }) => (
        <span className={styles.state}>
          <StatusDot tone={isActive ? 'positive' : 'neutral'} />
          {t(isActive ? 'telephony.active' : 'telephony.queues.inactive')}
        </span>
      ),
    },
  ]
  return (
    <Page title={t('frame.section.queues')} actions={rows.length > 0 && add}>
      <div className={styles.stack}>
        <ListCard
          caption={t('frame.section.queues')}
          asked={queues}
          rows={rows}
          columns={columns}
          keyOf={({ queueId }) => queueId}
          empty={
            <EmptyState icon={<IconUsersGroup size={22} />} title={t('telephony.queues.empty')} action={add}>
              {t('telephony.queues.emptyText')}
            </EmptyState>
          }
        />
        <OutcomesCard />
        <TallyCard />
      </div>
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={open === 'new' ? t('telephony.queues.add') : t('telephony.queues.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <QueueForm queue={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </Page>
  )
}
