import { Modal } from '@mantine/core'
import { IconId, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoutingProfile } from '#protocol/http/routing-profiles.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { ProfileForm } from './profile-form.tsx'
import { useProfiles, useQueueNames } from './use-profiles.ts'

/** Queues and loads that many people have at once, by a name. */
export function ProfilesPage() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [open, setOpen] = useState<RoutingProfile | 'new' | undefined>()
  const profiles = useProfiles()
  const names = useQueueNames()
  const rows = profiles.data?.items ?? []
  const close = () => setOpen(undefined)
  const add = (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('staffing.profiles.add')}
    </Button>
  )
  const columns: readonly Column<RoutingProfile>[] = [
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
      key: 'queues',
      title: t('staffing.profiles.queues'),
      isExtra: true,
      cell: ({ queues }) => (
        <bdi>{queues.flatMap(({ queueId }) => names.get(queueId) ?? []).join(t('common.listComma')) || '–'}</bdi>
      ),
    },
    {
      key: 'people',
      title: t('staffing.profiles.people'),
      isEnd: true,
      cell: ({ agentIds }) => (agentIds.length === 0 ? t('telephony.nobody') : number(agentIds.length)),
    },
  ]
  return (
    <Page title={t('frame.section.profiles')} actions={rows.length > 0 && add}>
      <ListCard
        caption={t('frame.section.profiles')}
        asked={profiles}
        rows={rows}
        columns={columns}
        keyOf={({ routingProfileId }) => routingProfileId}
        empty={
          <EmptyState icon={<IconId size={22} />} title={t('staffing.profiles.empty')} action={add}>
            {t('staffing.profiles.emptyText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={t(open === 'new' ? 'staffing.profiles.add' : 'staffing.profiles.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <ProfileForm profile={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </Page>
  )
}
