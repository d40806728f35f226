import { Modal } from '@mantine/core'
import { IconExternalLink, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkTemplate } from '#protocol/http/link-templates.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { LinkForm } from './link-form.tsx'

/** Where calls are opened in other systems. */
export function LinksPage() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<{ readonly link: LinkTemplate | undefined }>()
  const close = () => setOpen(undefined)
  const links = useQuery({
    queryKey: ['link-templates'],
    queryFn: ({ signal }) => call('linkTemplates', { signal }),
    refetchOnMount: 'always',
  })
  const rows = links.data?.items ?? []
  const add = (
    <Button icon={<IconPlus size={16} />} onClick={() => setOpen({ link: undefined })}>
      {t('directory.links.add')}
    </Button>
  )
  const columns: readonly Column<LinkTemplate>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      isWide: true,
      cell: (link) => (
        <button type="button" className={styles.open} onClick={() => setOpen({ link })}>
          <bdi>{link.name}</bdi>
        </button>
      ),
    },
    {
      key: 'address',
      title: t('directory.links.address'),
      isExtra: true,
      cell: ({ url }) => <bdi dir="ltr">{url}</bdi>,
    },
  ]
  return (
    <Page title={t('frame.section.links')} actions={rows.length > 0 && add}>
      <ListCard
        caption={t('frame.section.links')}
        asked={links}
        rows={rows}
        columns={columns}
        keyOf={({ linkTemplateId }) => linkTemplateId}
        empty={
          <EmptyState icon={<IconExternalLink size={22} />} title={t('directory.links.none')} action={add}>
            {t('directory.links.noneText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        title={open && t(open.link ? 'directory.links.edit' : 'directory.links.add')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open && <LinkForm link={open.link} done={close} />}
      </Modal>
    </Page>
  )
}
