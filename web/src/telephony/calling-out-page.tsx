import { Modal } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPhoneOutgoing, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutboundRule } from '#protocol/http/number-plan.ts'
import { reportFailure } from '../app/failures.ts'
import { Button, IconButton } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { call } from '../sign-in/api.ts'
import styles from './calling-out-page.module.css'
import { DialCheckCard } from './dial-check.tsx'
import { LimitsCard } from './limits-card.tsx'
import { ListCard } from './list-card.tsx'
import { useMayChange } from './may-change.ts'
import { rankChanges } from './order.ts'
import { OutboundRuleForm, permissionWords } from './outbound-rule-form.tsx'
import { useOutboundRules, useTrunks } from './queries.ts'
import form from './telephony.module.css'
import { useSaving } from './use-saving.ts'

const shownPrefixes = 4

/** Who may call what, over which trunks, and within which limits. */
export function CallingOutPage() {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const [open, setOpen] = useState<OutboundRule | 'new' | undefined>()
  const close = () => setOpen(undefined)
  const asked = useOutboundRules()
  const rules = [...(asked.data?.items ?? [])].sort((a, b) => a.rank - b.rank)
  const add = mayChange && (
    <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('telephony.outbound.add')}
    </Button>
  )
  return (
    <Page title={t('frame.section.callingOut')} actions={rules.length > 0 && add}>
      <Rules asked={asked} rules={rules} add={add} open={setOpen} />
      <DialCheckCard asksWho />
      <LimitsCard />
      <Modal
        opened={open !== undefined}
        onClose={close}
        size="lg"
        title={open === 'new' ? t('telephony.outbound.add') : t('telephony.outbound.edit')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open !== undefined && (
          <OutboundRuleForm
            rule={open === 'new' ? undefined : open}
            nextRank={Math.min(1_000_000, (rules.at(-1)?.rank ?? 0) + 10)}
            done={close}
          />
        )}
      </Modal>
    </Page>
  )
}

interface RulesProps {
  readonly asked: ReturnType<typeof useOutboundRules>
  readonly rules: readonly OutboundRule[]
  readonly add: React.ReactNode
  open(rule: OutboundRule): void
}

function Rules({ asked, rules, add, open }: RulesProps) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const trunks = useTrunks().data?.items
  const move = useSaving<unknown, { from: number; to: number }>(
    async (_, { from, to }) => {
      const ranks = rules.map(({ rank }) => rank)
      for (const { index, rank } of rankChanges(ranks, from, to)) {
        const rule = rules[index] as OutboundRule
        await call('changeOutboundRule', { id: rule.outboundRuleId, ifMatch: rule.etag, body: { rank } })
      }
    },
    { touches: [['outbound-rules']] },
  )
  const moveRule = (from: number, to: number) => {
    if (!move.isPending) move.mutate({ from, to }, { onError: reportFailure })
  }
  const columns: readonly Column<OutboundRule>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      cell: (rule) => (
        <button type="button" className={form.open} onClick={() => open(rule)}>
          <bdi>{rule.name}</bdi>
        </button>
      ),
    },
    {
      key: 'prefixes',
      title: t('telephony.outbound.prefixes'),
      isWide: true,
      cell: ({ prefixes }) =>
        prefixes.length === 0 ? (
          t('telephony.outbound.anyNumber')
        ) : (
          <span dir="ltr">
            {prefixes.slice(0, shownPrefixes).join(' ')}
            {prefixes.length > shownPrefixes && ' …'}
          </span>
        ),
    },
    {
      key: 'trunks',
      title: t('frame.section.trunks'),
      isExtra: true,
      cell: ({ trunkIds }) => (
        <bdi>
          {trunkIds
            .map((id) => trunks?.find(({ trunkId }) => trunkId === id)?.name ?? t('telephony.removed'))
            .join(t('common.listComma'))}
        </bdi>
      ),
    },
    {
      key: 'requires',
      title: t('telephony.outbound.requires'),
      isExtra: true,
      cell: ({ requires }) => t(`telephony.outbound.permission.${permissionWords[requires]}`),
    },
    {
      key: 'state',
      title: t('telephony.state'),
      cell: ({ isActive }) => (
        <span className={form.state}>
          <StatusDot tone={isActive ? 'positive' : 'neutral'} />
          {t(isActive ? 'telephony.on' : 'telephony.off')}
        </span>
      ),
    },
    ...(mayChange && rules.length > 1
      ? [
          {
            key: 'order',
            title: <span className="p-hidden">{t('telephony.outbound.order')}</span>,
            cell: (rule: OutboundRule) => {
              const at = rules.indexOf(rule)
              return (
                <span className={styles.arrows}>
                  <IconButton
                    label={t('telephony.outbound.earlier', { name: rule.name })}
                    icon={<IconArrowUp size={16} />}
                    disabled={at === 0}
                    onClick={() => moveRule(at, at - 1)}
                  />
                  <IconButton
                    label={t('telephony.outbound.later', { name: rule.name })}
                    icon={<IconArrowDown size={16} />}
                    disabled={at === rules.length - 1}
                    onClick={() => moveRule(at, at + 1)}
                  />
                </span>
              )
            },
          },
        ]
      : []),
  ]
  return (
    <div className={form.stack}>
      <ListCard
        caption={t('telephony.outbound.rules')}
        asked={asked}
        rows={rules}
        columns={columns}
        keyOf={({ outboundRuleId }) => outboundRuleId}
        empty={
          <EmptyState icon={<IconPhoneOutgoing size={22} />} title={t('telephony.outbound.empty')} action={add}>
            {t('telephony.outbound.emptyText')}
          </EmptyState>
        }
      />
      {rules.length > 1 && <p className={form.hint}>{t('telephony.outbound.order')}</p>}
    </div>
  )
}
