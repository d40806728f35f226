import { Modal } from '@mantine/core'
import { IconPlus, IconStars } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Skill } from '#protocol/http/skills.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { SkillForm } from './skill-form.tsx'

/** What agents can do, who has it, and which queues ask for it. */
export function SkillsPage() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [open, setOpen] = useState<Skill | 'new' | undefined>()
  const skills = useQuery({
    queryKey: ['skills'],
    queryFn: ({ signal }) => call('skills', { signal }),
    refetchOnMount: 'always',
  })
  const queues = useQuery({ queryKey: ['managed-queues'], queryFn: ({ signal }) => call('managedQueues', { signal }) })
  const queueNames = new Map((queues.data?.items ?? []).map(({ queueId, name }) => [queueId, name]))
  const rows = skills.data?.items ?? []
  const close = () => setOpen(undefined)
  const add = (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('telephony.skills.add')}
    </Button>
  )
  const columns: readonly Column<Skill>[] = [
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
    { key: 'kind', title: t('telephony.skills.kind'), cell: ({ kind }) => t(`telephony.skills.kinds.${kind}`) },
    {
      key: 'agents',
      title: t('telephony.skills.agents'),
      isEnd: true,
      cell: ({ agents }) => (agents === 0 ? t('telephony.nobody') : number(agents)),
    },
    {
      key: 'queues',
      title: t('telephony.skills.usedBy'),
      isExtra: true,
      cell: ({ queueIds }) => <bdi>{queueIds.map((queueId) => queueNames.get(queueId) ?? '…').join(', ')}</bdi>,
    },
  ]
  return (
    <Page title={t('frame.section.skills')} actions={rows.length > 0 && add}>
      <ListCard
        caption={t('frame.section.skills')}
        asked={skills}
        rows={rows}
        columns={columns}
        keyOf={({ skillId }) => skillId}
        empty={
          <EmptyState icon={<IconStars size={22} />} title={t('telephony.skills.empty')} action={add}>
            {t('telephony.skills.emptyText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={t(open === 'new' ? 'telephony.skills.add' : 'telephony.skills.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <SkillForm skill={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </Page>
  )
}
