import { Modal } from '@mantine/core'
import { IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Team } from '#protocol/http/teams.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { TeamForm } from './team-form.tsx'
import { UnitsCard } from './units-card.tsx'

/** People who work together. */
export function TeamsPage() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [open, setOpen] = useState<Team | 'new' | undefined>()
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => call('teams', { signal }),
    refetchOnMount: 'always',
  })
  const units = useQuery({ queryKey: ['business-units'], queryFn: ({ signal }) => call('businessUnits', { signal }) })
  const unitNames = new Map((units.data?.items ?? []).map(({ businessUnitId, name }) => [businessUnitId, name]))
  const rows = teams.data?.items ?? []
  const close = () => setOpen(undefined)
  const add = (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('staffing.teams.add')}
    </Button>
  )
  const columns: readonly Column<Team>[] = [
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
      key: 'unit',
      title: t('staffing.teams.unit'),
      isExtra: true,
      cell: ({ businessUnitId }) => <bdi>{unitNames.get(businessUnitId) ?? '…'}</bdi>,
    },
    {
      key: 'members',
      title: t('staffing.teams.members'),
      isEnd: true,
      cell: ({ agentIds }) => (agentIds.length === 0 ? t('telephony.nobody') : number(agentIds.length)),
    },
  ]
  return (
    <Page title={t('frame.section.teams')} actions={rows.length > 0 && add}>
      <ListCard
        caption={t('frame.section.teams')}
        asked={teams}
        rows={rows}
        columns={columns}
        keyOf={({ teamId }) => teamId}
        empty={
          <EmptyState icon={<IconUsersGroup size={22} />} title={t('staffing.teams.empty')} action={add}>
            {t('staffing.teams.emptyText')}
          </EmptyState>
        }
      />
      <UnitsCard />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={t(open === 'new' ? 'staffing.teams.add' : 'staffing.teams.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <TeamForm team={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </Page>
  )
}
