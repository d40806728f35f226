import { Modal, Select } from '@mantine/core'
import { IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Substitution, substitutionCauses, substitutionStates } from '#protocol/http/substitutions.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { SubstitutionForm } from './substitution-form.tsx'
import { useAwayWords } from './use-away-words.ts'

type State = (typeof substitutionStates)[number]
type Cause = (typeof substitutionCauses)[number]

/** Who does whose work, now, later, and beyond which limits. */
export function SubstitutionsPage() {
  const { t } = useTranslation()
  const words = useAwayWords()
  const [open, setOpen] = useState<Substitution | 'new' | undefined>()
  const [state, setState] = useState<State | undefined>()
  const [cause, setCause] = useState<Cause | undefined>()
  const asked = useQuery({
    queryKey: ['substitutions', state, cause],
    queryFn: ({ signal }) =>
      call('substitutions', { query: { ...(state && { state }), ...(cause && { cause }) }, signal }),
    refetchOnMount: 'always',
  })
  const rows = asked.data?.items ?? []
  const isFiltered = state !== undefined || cause !== undefined
  const close = () => setOpen(undefined)
  const add = (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('desk.away.add')}
    </Button>
  )
  const columns: readonly Column<Substitution>[] = [
    {
      key: 'whose',
      title: t('desk.away.whose'),
      isWide: true,
      cell: (each) => (
        <button type="button" className={styles.open} onClick={() => setOpen(each)}>
          <bdi>{each.agentName ?? each.ofSkillName ?? '…'}</bdi>
        </button>
      ),
    },
    { key: 'cause', title: t('desk.away.cause'), cell: (each) => words.cause(each.cause) },
    { key: 'when', title: t('desk.away.when'), isExtra: true, cell: (each) => words.when(each) },
    { key: 'by', title: t('desk.away.standIns'), isExtra: true, cell: (each) => <bdi>{words.standIns(each)}</bdi> },
    { key: 'state', title: t('desk.away.state'), cell: (each) => t(`desk.away.states.${each.state}`) },
  ]
  return (
    <Page title={t('frame.section.substitutions')} actions={(rows.length > 0 || isFiltered) && add}>
      {(rows.length > 0 || isFiltered) && (
        <div className={styles.pair}>
          <Select
            aria-label={t('desk.away.state')}
            data={[
              { value: '', label: t('desk.away.allStates') },
              ...substitutionStates.map((value) => ({ value, label: t(`desk.away.states.${value}`) })),
            ]}
            value={state ?? ''}
            allowDeselect={false}
            onChange={(value) => setState(value ? (value as State) : undefined)}
          />
          <Select
            aria-label={t('desk.away.cause')}
            data={[
              { value: '', label: t('desk.away.allCauses') },
              ...substitutionCauses.map((value) => ({ value, label: words.cause(value) })),
            ]}
            value={cause ?? ''}
            allowDeselect={false}
            onChange={(value) => setCause(value ? (value as Cause) : undefined)}
          />
        </div>
      )}
      <ListCard
        caption={t('frame.section.substitutions')}
        asked={asked}
        rows={rows}
        columns={columns}
        keyOf={({ substitutionId }) => substitutionId}
        empty={
          <EmptyState
            icon={<IconUsersGroup size={22} />}
            title={t('desk.away.empty')}
            action={isFiltered ? undefined : add}
          >
            {t('desk.away.emptyText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={t(open === 'new' ? 'desk.away.add' : 'desk.away.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && asked.data && (
          <SubstitutionForm known={open === 'new' ? undefined : open} choices={asked.data} done={close} />
        )}
      </Modal>
    </Page>
  )
}
