import { IconPlus, IconRouteAltLeft } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Trunk } from '#protocol/http/trunks.ts'
import { Button } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import rowLink from '../design/row-link.module.css'
import { useTopic } from '../stream/use-topic.ts'
import { ListCard } from './list-card.tsx'
import { useMayChange } from './may-change.ts'
import { useTrunks } from './queries.ts'
import { TrunkCondition } from './trunk-condition.tsx'
import { shownTrunkState } from './trunk-state.ts'

/** The ways to the telephone network, and how it goes with them. */
export function TrunksPage() {
  const { t } = useTranslation()
  const trunks = useTrunks()
  const live = useTopic('telephony')
  const mayChange = useMayChange()
  const navigate = useNavigate()
  const stateOf = (trunk: Trunk) => shownTrunkState(trunk, live?.[`trunk:${trunk.trunkId}`])
  const add = mayChange && (
    <Button
      kind="primary"
      icon={<IconPlus size={16} />}
      onClick={() => void navigate({ to: '/telephony/trunks/$trunkId', params: { trunkId: 'new' } })}
    >
      {t('telephony.trunk.add')}
    </Button>
  )
  const rows = trunks.data?.items ?? []
  const columns: readonly Column<Trunk>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      cell: ({ trunkId, name }) => (
        <Link to="/telephony/trunks/$trunkId" params={{ trunkId }} className={rowLink.link}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    {
      key: 'state',
      title: t('telephony.state'),
      isWide: true,
      cell: (trunk) => <TrunkCondition of={stateOf(trunk)} />,
    },
    {
      key: 'domain',
      title: t('telephony.trunk.field.domain'),
      isExtra: true,
      cell: ({ domain }) => <bdi dir="ltr">{domain}</bdi>,
    },
    {
      key: 'preset',
      title: t('telephony.preset.label'),
      isExtra: true,
      cell: ({ preset }) => t(`telephony.preset.${preset}`),
    },
    {
      key: 'calls',
      title: t('telephony.trunk.calls'),
      isEnd: true,
      cell: (trunk) => t('telephony.trunk.callsOf', { calls: stateOf(trunk).calls, max: trunk.maxCalls }),
    },
  ]
  return (
    <Page title={t('frame.section.trunks')} actions={rows.length > 0 && add}>
      <ListCard
        caption={t('frame.section.trunks')}
        asked={trunks}
        rows={rows}
        columns={columns}
        keyOf={({ trunkId }) => trunkId}
        empty={
          <EmptyState icon={<IconRouteAltLeft size={22} />} title={t('telephony.trunk.empty')} action={add}>
            {t('telephony.trunk.emptyText')}
          </EmptyState>
        }
      />
    </Page>
  )
}
