import { Modal } from '@mantine/core'
import { IconArrowUp, IconCoffee, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReasonId, ShownPresenceReason } from '#protocol/http/presence-reasons.ts'
import { Button, IconButton } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Tag } from '../design/status-dot.tsx'
import { useReasonWord } from '../desk/use-reasons.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { ReasonForm } from './reason-form.tsx'
import own from './staffing.module.css'

/** Why agents may be away, in the order in which they are offered. */
export function ReasonsCard() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const word = useReasonWord()
  const [open, setOpen] = useState<ShownPresenceReason | 'new' | undefined>()
  const reasons = useQuery({
    queryKey: ['presence-reasons'],
    queryFn: ({ signal }) => call('presenceReasons', { signal }),
    refetchOnMount: 'always',
  })
  const rows = reasons.data?.items ?? []
  const order = useSaving<unknown, readonly ReasonId[]>(
    (_, reasonIds) => call('orderPresenceReasons', { body: { reasonIds: [...reasonIds] } }),
    { touches: [['presence-reasons']] },
  )
  const moveUp = (reasonId: ReasonId) => {
    const ids = rows.map((row) => row.reasonId)
    const at = ids.indexOf(reasonId)
    ids.splice(at - 1, 2, reasonId, ids[at - 1] as ReasonId)
    order.mutate(ids)
  }
  const close = () => setOpen(undefined)
  const add = (
    <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('staffing.reasons.add')}
    </Button>
  )
  const columns: readonly Column<ShownPresenceReason>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      isWide: true,
      cell: (each) => (
        <button type="button" className={styles.open} onClick={() => setOpen(each)}>
          <bdi>{word(each.reasonId)}</bdi>
        </button>
      ),
    },
    { key: 'kind', title: t('staffing.reasons.kind'), cell: ({ kind }) => t(`staffing.reasons.kinds.${kind}`) },
    {
      key: 'is',
      title: t('admin.state'),
      isExtra: true,
      cell: ({ isPaid, isCounted, needsGrant, isRetired }) => (
        <span className={own.tags}>
          {isRetired && <Tag>{t('staffing.reasons.retired')}</Tag>}
          {needsGrant && <Tag tone="accent">{t('staffing.reasons.grant')}</Tag>}
          <Tag>{t(isPaid ? 'staffing.reasons.paid' : 'staffing.reasons.unpaid')}</Tag>
          {isCounted && <Tag>{t('staffing.reasons.counted')}</Tag>}
        </span>
      ),
    },
    {
      key: 'longest',
      title: t('staffing.limits.amount'),
      isExtra: true,
      isEnd: true,
      cell: ({ longestMs }) =>
        longestMs !== null && t('staffing.reasons.minutes', { minutes: number(longestMs / 60_000) }),
    },
    {
      key: 'up',
      title: '',
      isEnd: true,
      cell: ({ reasonId }) =>
        reasonId !== rows[0]?.reasonId && (
          <span className={own.above}>
            <IconButton
              label={t('staffing.reasons.up', { name: word(reasonId) })}
              icon={<IconArrowUp size={17} />}
              onClick={() => moveUp(reasonId)}
            />
          </span>
        ),
    },
  ]
  return (
    <>
      {order.isError && <ErrorNotice error={order.error} />}
      <ListCard
        caption={t('staffing.reasons.title')}
        title={t('staffing.reasons.title')}
        actions={rows.length > 0 && add}
        asked={reasons}
        rows={rows}
        columns={columns}
        keyOf={({ reasonId }) => reasonId}
        empty={<EmptyState icon={<IconCoffee size={22} />} title={t('staffing.reasons.title')} action={add} />}
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        title={t(open === 'new' ? 'staffing.reasons.add' : 'staffing.reasons.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && <ReasonForm reason={open === 'new' ? undefined : open} done={close} />}
      </Modal>
    </>
  )
}
