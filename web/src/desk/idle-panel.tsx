import { IconCoffee, IconHeadset, IconMoonStars, IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Card } from '../design/card.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { InteractionList } from '../history/interaction-list.tsx'
import { call } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import { OwnDayFigures } from './own-day/own-day-figures.tsx'
import { useDesk } from './use-desk.ts'

const icons = {
  available: IconHeadset,
  break: IconCoffee,
  notReady: IconCoffee,
  offline: IconMoonStars,
  unknown: IconPlugConnected,
}

/** Nothing in hand: what that means, and what was last. */
export function IdlePanel() {
  const { t } = useTranslation()
  const { presence } = useDesk()
  const me = useMe()
  const state = presence?.presence ?? 'unknown'
  const Icon = icons[state]
  const recent = useQuery({
    queryKey: ['interactions', 'recent', me.agentId],
    queryFn: ({ signal }) =>
      call('interactions', { query: { limit: 8, ...(me.agentId ? { agentId: me.agentId } : {}) }, signal }),
    refetchOnMount: 'always',
  })
  const text =
    presence?.reason === 'missed-offer'
      ? t('desk.idle.missed')
      : presence?.reason === 'station-lost'
        ? t('desk.idle.stationLost')
        : t(`desk.idle.${state}.text`)
  return (
    <>
      <Card label={t('desk.idleLabel')}>
        <EmptyState icon={<Icon size={22} />} title={t(`desk.idle.${state}.title`)}>
          {text}
        </EmptyState>
      </Card>
      {me.agentId && (
        <Card title={t('desk.ownDay.title')}>
          <OwnDayFigures />
        </Card>
      )}
      {recent.data && recent.data.items.length > 0 && (
        <Card title={t('desk.recent')} isFlush>
          <InteractionList items={recent.data.items} />
        </Card>
      )}
    </>
  )
}
