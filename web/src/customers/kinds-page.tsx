import { Modal } from '@mantine/core'
import { IconCrown, IconPlus, IconTags } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerSegment, CustomerTier } from '#protocol/http/customer-kinds.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { useAmountWords } from '../incidents/use-incidents.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { SegmentForm } from './segment-form.tsx'
import { TierForm } from './tier-form.tsx'

type Open = { readonly tier: CustomerTier | undefined } | { readonly segment: CustomerSegment | undefined }

/** What customers are to the organization. */
export function CustomerKindsPage() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const amount = useAmountWords()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const tiers = useQuery({
    queryKey: ['customer-tiers'],
    queryFn: ({ signal }) => call('customerTiers', { signal }),
    refetchOnMount: 'always',
  })
  const segments = useQuery({
    queryKey: ['customer-segments'],
    queryFn: ({ signal }) => call('customerSegments', { signal }),
    refetchOnMount: 'always',
  })
  const addTier = (
    <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen({ tier: undefined })}>
      {t('customers.kinds.addTier')}
    </Button>
  )
  const addSegment = (
    <Button size="small" icon={<IconPlus size={16} />} onClick={() => setOpen({ segment: undefined })}>
      {t('customers.kinds.addSegment')}
    </Button>
  )
  const nameOf = (name: string, choose: () => void) => (
    <button type="button" className={styles.open} onClick={choose}>
      <bdi>{name}</bdi>
    </button>
  )
  const ofTiers: readonly Column<CustomerTier>[] = [
    { key: 'rank', title: t('customers.kinds.rank'), cell: ({ rank }) => number(rank) },
    {
      key: 'name',
      title: t('telephony.name'),
      isWide: true,
      cell: (tier) => nameOf(tier.name, () => setOpen({ tier })),
    },
    { key: 'lift', title: t('floor.incidents.by'), isExtra: true, cell: (tier) => amount(tier) },
    { key: 'customers', title: t('customers.kinds.customers'), isEnd: true, cell: (tier) => number(tier.customers) },
  ]
  const ofSegments: readonly Column<CustomerSegment>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      isWide: true,
      cell: (segment) => nameOf(segment.name, () => setOpen({ segment })),
    },
    { key: 'customers', title: t('customers.kinds.customers'), isEnd: true, cell: (each) => number(each.customers) },
  ]
  const titleOf = (shown: Open) => {
    if ('tier' in shown) return t(shown.tier ? 'customers.kinds.editTier' : 'customers.kinds.addTier')
    return t(shown.segment ? 'customers.kinds.editSegment' : 'customers.kinds.addSegment')
  }
  return (
    <Page title={t('frame.section.customerKinds')}>
      <ListCard
        caption={t('customers.kinds.tiers')}
        title={t('customers.kinds.tiers')}
        actions={(tiers.data?.items.length ?? 0) > 0 && addTier}
        asked={tiers}
        rows={tiers.data?.items ?? []}
        columns={ofTiers}
        keyOf={({ tierId }) => tierId}
        empty={
          <EmptyState icon={<IconCrown size={22} />} title={t('customers.kinds.noTiers')} action={addTier}>
            {t('customers.kinds.tiersText')}
          </EmptyState>
        }
      />
      <ListCard
        caption={t('customers.kinds.segments')}
        title={t('customers.kinds.segments')}
        actions={(segments.data?.items.length ?? 0) > 0 && addSegment}
        asked={segments}
        rows={segments.data?.items ?? []}
        columns={ofSegments}
        keyOf={({ segmentId }) => segmentId}
        empty={
          <EmptyState icon={<IconTags size={22} />} title={t('customers.kinds.noSegments')} action={addSegment}>
            {t('customers.kinds.segmentsText')}
          </EmptyState>
        }
      />
      <Modal
        opened={open !== undefined}
        onClose={close}
        title={open && titleOf(open)}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open && 'tier' in open && <TierForm tier={open.tier} done={close} />}
        {open && 'segment' in open && <SegmentForm segment={open.segment} done={close} />}
      </Modal>
    </Page>
  )
}
