import { Modal } from '@mantine/core'
import { IconPlus, IconSpeakerphone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PromptId } from '#kernel/ids.ts'
import type { ManagedPrompt } from '#protocol/http/managed-prompts.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Notice } from '../design/notice.tsx'
import { Page } from '../design/page.tsx'
import { languages } from '../languages/languages.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { PromptForm } from './prompt-form.tsx'

/** What callers hear in the organisation's own words: what there is, in which languages, and what plays it. */
export function PromptsPage() {
  const { t } = useTranslation()
  const { clock, list } = useFormats()
  const [open, setOpen] = useState<PromptId | 'new' | undefined>()
  const prompts = useQuery({
    queryKey: ['managed-prompts'],
    queryFn: ({ signal }) => call('managedPrompts', { signal }),
    refetchOnMount: 'always',
  })
  const engine = useQuery({ queryKey: ['speech'], queryFn: ({ signal }) => call('speechEngine', { signal }) })
  const rows = prompts.data?.items ?? []
  const chosen = rows.find(({ promptId }) => promptId === open)
  const close = () => setOpen(undefined)
  const add = (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('telephony.prompts.add')}
    </Button>
  )
  const columns: readonly Column<ManagedPrompt>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      isWide: true,
      cell: ({ name, promptId }) => (
        <button type="button" className={styles.open} onClick={() => setOpen(promptId)}>
          <bdi>{name}</bdi>
        </button>
      ),
    },
    {
      key: 'languages',
      title: t('telephony.prompts.languages'),
      cell: (prompt) => list(spokenIn(prompt)) || t('telephony.prompts.noSound'),
    },
    {
      key: 'usedBy',
      title: t('telephony.prompts.usedBy'),
      isExtra: true,
      cell: ({ usedBy }) =>
        list(usedBy.map(({ kind, name }) => t(`telephony.prompts.uses.${kind}`, { name }))) ||
        t('telephony.prompts.unused'),
    },
    {
      key: 'length',
      title: t('telephony.prompts.length'),
      isEnd: true,
      isExtra: true,
      cell: ({ recordings }) => {
        const longest = Math.max(...recordings.flatMap((one) => (one.isCurrent ? [one.durationMs] : [])), 0)
        return longest === 0 ? '' : clock(Math.max(longest, 1000))
      },
    },
  ]
  return (
    <Page title={t('frame.section.prompts')} actions={rows.length > 0 && add}>
      {engine.data && engine.data.engine === undefined && (
        <Notice tone="accent">{t('telephony.prompts.noEngine')}</Notice>
      )}
      <ListCard
        caption={t('frame.section.prompts')}
        asked={prompts}
        rows={rows}
        columns={columns}
        keyOf={({ promptId }) => promptId}
        empty={
          <EmptyState icon={<IconSpeakerphone size={22} />} title={t('telephony.prompts.empty')} action={add}>
            {t('telephony.prompts.emptyText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open === 'new' || chosen !== undefined}
        onClose={close}
        size="lg"
        title={t(open === 'new' ? 'telephony.prompts.add' : 'telephony.prompts.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {(open === 'new' || chosen) && (
          <PromptForm
            key={chosen?.promptId ?? 'new'}
            prompt={chosen}
            spoken={engine.data?.languages ?? []}
            made={setOpen}
            done={close}
          />
        )}
      </Modal>
    </Page>
  )
}

const spokenIn = ({ recordings }: ManagedPrompt): string[] =>
  languages.flatMap(({ code, name }) => (recordings.some(({ language }) => language === code) ? [name] : []))
