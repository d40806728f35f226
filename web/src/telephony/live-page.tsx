import { IconDeviceLandlinePhone, IconPhoneOff, IconRouteAltLeft, IconServer } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TelephonyEdge, TelephonyLeg, TelephonyRegistration, TelephonyTrunk } from '#protocol/realtime/index.ts'
import { Clock } from '../design/clock.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import rowLink from '../design/row-link.module.css'
import { StatusDot } from '../design/status-dot.tsx'
import { PhoneNumber } from '../desk/phone-number.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { mayAny, useMe } from '../sign-in/me.ts'
import { useTopic } from '../stream/use-topic.ts'
import { ListCard } from './list-card.tsx'
import { entriesOf } from './live-entries.ts'
import styles from './telephony.module.css'
import { TrunkCondition } from './trunk-condition.tsx'

const shownIdLength = 18

/** What is up now: calls, trunks, phones, edges. */
export function LivePage() {
  const { t } = useTranslation()
  const all = useTopic('telephony')
  const asked = { isPending: all === undefined, isError: false, error: undefined, refetch: () => undefined }
  return (
    <Page title={t('frame.section.live')}>
      <Legs legs={entriesOf(all, 'leg')} trunks={entriesOf(all, 'trunk')} asked={asked} />
      <Trunks trunks={entriesOf(all, 'trunk')} asked={asked} />
      <Registrations registrations={entriesOf(all, 'registration')} asked={asked} />
      <Edges edges={entriesOf(all, 'edge')} asked={asked} />
    </Page>
  )
}

type Asked = React.ComponentProps<typeof ListCard>['asked']

function Legs(props: {
  readonly legs: readonly TelephonyLeg[]
  readonly trunks: readonly TelephonyTrunk[]
  readonly asked: Asked
}) {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { number } = useFormats()
  const mayOpen = mayAny(useMe(), 'interactions.read')
  const columns: readonly Column<TelephonyLeg>[] = [
    {
      key: 'state',
      title: t('telephony.state'),
      cell: ({ state, interactionId }) => {
        const words = (
          <span className={styles.state}>
            <StatusDot tone={state === 'connected' ? 'positive' : state === 'held' ? 'pause' : 'caution'} />
            {word('telephony.live.legState', state) ?? state}
          </span>
        )
        return interactionId && mayOpen ? (
          <Link to="/history/$interactionId" params={{ interactionId }} className={rowLink.link}>
            {words}
          </Link>
        ) : (
          words
        )
      },
    },
    {
      key: 'from',
      title: t('telephony.live.from'),
      cell: ({ callerNumber }) => callerNumber && <PhoneNumber of={callerNumber} />,
    },
    {
      key: 'to',
      title: t('telephony.live.to'),
      cell: ({ dialedNumber, user }) =>
        dialedNumber ? <PhoneNumber of={dialedNumber} /> : user && <bdi dir="ltr">{user}</bdi>,
    },
    {
      key: 'way',
      title: t('telephony.live.way'),
      isWide: true,
      isExtra: true,
      cell: ({ direction, transport, trunkId }) => (
        <>
          {t(`telephony.live.direction.${direction}`)}
          {' · '}
          <bdi>
            {props.trunks.find((trunk) => trunk.trunkId === trunkId)?.name ??
              t(`telephony.live.transport.${transport}`)}
          </bdi>
        </>
      ),
    },
    {
      key: 'quality',
      title: t('telephony.live.quality'),
      isExtra: true,
      cell: ({ mos, lossPercent, jitterMs }) =>
        mos !== undefined &&
        t('telephony.live.qualityText', {
          mos: number(mos, 1),
          loss: number(lossPercent ?? 0, 1),
          jitter: number(jitterMs ?? 0, 0),
        }),
    },
    { key: 'lasts', title: t('telephony.live.lasts'), isEnd: true, cell: ({ sinceMs }) => <Clock sinceMs={sinceMs} /> },
  ]
  const legs = [...props.legs].sort((a, b) => a.sinceMs - b.sinceMs)
  return (
    <Section
      title={t('telephony.live.legs')}
      asked={props.asked}
      rows={legs}
      columns={columns}
      keyOf={({ legId }) => legId}
      icon={<IconPhoneOff size={22} />}
      empty={t('telephony.live.noLegs')}
    />
  )
}

function Trunks({ trunks, asked }: { readonly trunks: readonly TelephonyTrunk[]; readonly asked: Asked }) {
  const { t } = useTranslation()
  const columns: readonly Column<TelephonyTrunk>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      cell: ({ trunkId, name }) => (
        <Link to="/telephony/trunks/$trunkId" params={{ trunkId }} className={rowLink.link}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    { key: 'state', title: t('telephony.state'), isWide: true, cell: (trunk) => <TrunkCondition of={trunk} /> },
    {
      key: 'where',
      title: t('telephony.phone.where'),
      isExtra: true,
      cell: ({ target }) => <bdi dir="ltr">{target}</bdi>,
    },
    {
      key: 'calls',
      title: t('telephony.trunk.calls'),
      isEnd: true,
      cell: ({ calls, maxCalls }) => t('telephony.trunk.callsOf', { calls, max: maxCalls }),
    },
  ]
  return (
    <Section
      title={t('telephony.live.trunks')}
      asked={asked}
      rows={trunks}
      columns={columns}
      keyOf={({ trunkId }) => trunkId}
      icon={<IconRouteAltLeft size={22} />}
      empty={t('telephony.live.noTrunks')}
    />
  )
}

function Registrations(props: { readonly registrations: readonly TelephonyRegistration[]; readonly asked: Asked }) {
  const { t } = useTranslation()
  const { time } = useFormats()
  const columns: readonly Column<TelephonyRegistration>[] = [
    { key: 'user', title: t('telephony.phone.user'), cell: ({ user }) => <bdi dir="ltr">{user}</bdi> },
    {
      key: 'where',
      title: t('telephony.phone.where'),
      cell: ({ transport, remote }) => <bdi dir="ltr">{`${transport} ${remote}`}</bdi>,
    },
    {
      key: 'device',
      title: t('telephony.live.device'),
      isWide: true,
      isExtra: true,
      cell: ({ userAgent }) => <bdi dir="ltr">{userAgent}</bdi>,
    },
    { key: 'until', title: t('telephony.live.until'), isEnd: true, cell: ({ expiresAtMs }) => time(expiresAtMs, true) },
  ]
  return (
    <Section
      title={t('telephony.live.registrations')}
      asked={props.asked}
      rows={props.registrations}
      columns={columns}
      keyOf={({ user, contact }) => `${user} ${contact}`}
      icon={<IconDeviceLandlinePhone size={22} />}
      empty={t('telephony.live.noRegistrations')}
    />
  )
}

function Edges({ edges, asked }: { readonly edges: readonly TelephonyEdge[]; readonly asked: Asked }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const columns: readonly Column<TelephonyEdge>[] = [
    {
      key: 'edge',
      title: t('telephony.live.edge'),
      cell: ({ edgeId }) => (
        <bdi dir="ltr" className={styles.mono} title={edgeId}>
          {edgeId.length > shownIdLength ? `…${edgeId.slice(-shownIdLength)}` : edgeId}
        </bdi>
      ),
    },
    {
      key: 'state',
      title: t('telephony.state'),
      isWide: true,
      cell: ({ isConnected, isOverloaded }) => (
        <span className={styles.state}>
          <StatusDot tone={!isConnected ? 'danger' : isOverloaded ? 'caution' : 'positive'} />
          {t(
            !isConnected
              ? 'telephony.live.away'
              : isOverloaded
                ? 'telephony.live.overloaded'
                : 'telephony.live.connected',
          )}
        </span>
      ),
    },
    {
      key: 'late',
      title: t('telephony.live.quality'),
      isExtra: true,
      cell: ({ tickLatenessMs }) => t('telephony.live.lateness', { ms: number(tickLatenessMs, 1) }),
    },
    {
      key: 'calls',
      title: t('telephony.trunk.calls'),
      isEnd: true,
      cell: ({ calls, maxCalls }) => t('telephony.trunk.callsOf', { calls, max: maxCalls }),
    },
  ]
  return (
    <Section
      title={t('telephony.live.edges')}
      asked={asked}
      rows={edges}
      columns={columns}
      keyOf={({ edgeId }) => edgeId}
      icon={<IconServer size={22} />}
      empty={t('telephony.live.noEdges')}
    />
  )
}

function Section<Row>(props: {
  readonly title: string
  readonly asked: Asked
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  readonly icon: ReactNode
  readonly empty: string
}) {
  const { title, icon, empty, ...rest } = props
  return <ListCard caption={title} title={title} {...rest} empty={<EmptyState icon={icon} title={empty} />} />
}
