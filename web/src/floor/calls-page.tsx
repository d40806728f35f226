import { IconEar, IconMicrophoneOff, IconPhoneOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { FloorCall } from '#protocol/realtime/index.ts'
import { Button, IconButton } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { Clock } from '../design/clock.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import rowLink from '../design/row-link.module.css'
import { Tag } from '../design/status-dot.tsx'
import { monitor, muteAgent } from '../desk/call-commands.ts'
import { partyLabel } from '../desk/party-label.ts'
import { useDesk, useIsPending } from '../desk/use-desk.ts'
import { may, useMe } from '../sign-in/me.ts'
import { useTopic } from '../stream/use-topic.ts'
import styles from './calls-page.module.css'

/** Every call that is on the line now, and the way into one. */
export function CallsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const topic = useTopic('calls')
  const calls = Object.values(topic ?? {}).sort((a, b) => a.sinceMs - b.sinceMs)
  const columns: readonly Column<FloorCall>[] = [
    {
      key: 'caller',
      title: t('floor.caller'),
      isWide: true,
      cell: (call) => (
        <Link to="/history/$interactionId" params={{ interactionId: call.interactionId }} className={rowLink.link}>
          <bdi>{callerOf(call)}</bdi>
        </Link>
      ),
    },
    {
      key: 'state',
      title: t('floor.state'),
      isExtra: true,
      cell: (call) => (
        <span className={styles.state}>
          {t(`history.state.${call.state}`)}
          {call.isHeld && <Tag tone="caution">{t('desk.onHold')}</Tag>}
          {call.isMuted && <Tag tone="caution">{t('desk.parties.muted')}</Tag>}
        </span>
      ),
    },
    { key: 'agent', title: t('floor.agent'), cell: ({ agentName }) => agentName && <bdi>{agentName}</bdi> },
    {
      key: 'queue',
      title: t('floor.queue'),
      isExtra: true,
      cell: ({ queueName }) => queueName && <bdi>{queueName}</bdi>,
    },
    {
      key: 'monitors',
      title: t('floor.monitors'),
      isExtra: true,
      cell: ({ monitors }) => monitors.map(({ name, mode }) => `${name}: ${t(`desk.monitor.${mode}`)}`).join(', '),
    },
    {
      key: 'lasts',
      title: t('floor.lasts'),
      isEnd: true,
      isExtra: true,
      cell: ({ sinceMs }) => <Clock sinceMs={sinceMs} />,
    },
    ...(may(me, 'calls.monitor')
      ? [{ key: 'verbs', title: t('floor.verbs'), isEnd: true, cell: (call: FloorCall) => <Verbs of={call} /> }]
      : []),
  ]
  return (
    <Page title={t('frame.section.calls')}>
      <Card isFlush label={t('frame.section.calls')}>
        {topic === undefined ? (
          <p className={styles.loading}>{t('common.loading')}</p>
        ) : calls.length === 0 ? (
          <EmptyState icon={<IconPhoneOff size={22} />} title={t('floor.none')}>
            {t('floor.noneText')}
          </EmptyState>
        ) : (
          <DataTable
            caption={t('frame.section.calls')}
            columns={columns}
            rows={calls}
            keyOf={({ interactionId }) => interactionId}
          />
        )}
      </Card>
    </Page>
  )
}

const callerOf = ({ customerName, callerNumber }: FloorCall): string =>
  partyLabel({
    ...(customerName === undefined ? {} : { name: customerName }),
    ...(callerNumber === undefined ? {} : { number: callerNumber }),
  })

function Verbs({ of: call }: { readonly of: FloorCall }) {
  const { t } = useTranslation()
  const { monitoring, calls } = useDesk()
  const isPending = useIsPending(`monitor:${call.interactionId}`)
  if (call.state !== 'engaged') return null
  const isMine = monitoring?.interactionId === call.interactionId
  const isTalking = calls.some(({ state }) => state === 'engaged')
  return (
    <span className={styles.verbs}>
      <Button
        size="small"
        icon={<IconEar size={15} />}
        isBusy={isPending}
        disabled={isMine || isTalking}
        onClick={() => void monitor(call, 'listen')}
      >
        {t('desk.monitor.listen')}
      </Button>
      <IconButton
        label={t(call.isMuted ? 'floor.unmuteAgent' : 'floor.muteAgent', { name: call.agentName ?? '' })}
        icon={<IconMicrophoneOff size={16} />}
        aria-pressed={call.isMuted}
        disabled={call.hasMutedHimself}
        onClick={() => void muteAgent(call)}
      />
    </span>
  )
}
