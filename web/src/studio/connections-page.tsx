import { Modal } from '@mantine/core'
import { IconKey, IconPlus, IconServer, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSecret, InsideHost } from '#protocol/http/connections.ts'
import { Button, IconButton } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ListCard } from '../telephony/list-card.tsx'
import styles from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { InsideHostForm } from './inside-host-form.tsx'
import { SecretForm } from './secret-form.tsx'

type Open =
  | { readonly what: 'secret'; readonly secret: FlowSecret | undefined }
  | { readonly what: 'host' }
  | { readonly what: 'removal'; readonly host: InsideHost }

/** What flows carry to other systems as secrets, and which hosts inside they may ask. */
export function ConnectionsPage() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const title =
    open?.what === 'secret'
      ? t(open.secret ? 'studio.connections.editSecret' : 'studio.connections.addSecret')
      : t('studio.connections.allow')
  return (
    <Page title={t('frame.section.connections')}>
      <Secrets open={(secret) => setOpen({ what: 'secret', secret })} />
      <InsideHosts
        allow={() => setOpen({ what: 'host' })}
        removing={open?.what === 'removal' ? open.host : undefined}
        remove={(host) => setOpen(host && { what: 'removal', host })}
      />
      <Modal
        opened={open?.what === 'secret' || open?.what === 'host'}
        onClose={close}
        title={title}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open?.what === 'secret' && <SecretForm secret={open.secret} done={close} />}
        {open?.what === 'host' && <InsideHostForm done={close} />}
      </Modal>
    </Page>
  )
}

function Secrets({ open }: { open(secret: FlowSecret | undefined): void }) {
  const { t } = useTranslation()
  const { dateTime } = useFormats()
  const users = useUsers()
  const asked = useQuery({
    queryKey: ['flow-secrets'],
    queryFn: ({ signal }) => call('flowSecrets', { signal }),
    refetchOnMount: 'always',
  })
  const rows = asked.data?.items ?? []
  const add = (
    <Button icon={<IconPlus size={16} />} onClick={() => open(undefined)}>
      {t('studio.connections.addSecret')}
    </Button>
  )
  const columns: readonly Column<FlowSecret>[] = [
    {
      key: 'name',
      title: t('telephony.name'),
      isWide: true,
      cell: (secret) => (
        <button type="button" className={styles.open} onClick={() => open(secret)}>
          <bdi>{secret.name}</bdi>
        </button>
      ),
    },
    {
      key: 'hosts',
      title: t('studio.connections.hosts'),
      isExtra: true,
      cell: ({ hosts }) => <bdi dir="ltr">{hosts.join(', ')}</bdi>,
    },
    { key: 'usedBy', title: t('studio.connections.usedBy'), cell: ({ usedBy }) => users(usedBy) },
    {
      key: 'changed',
      title: t('studio.connections.changed'),
      isExtra: true,
      cell: ({ changedAt, changedBy }) => (
        <>
          {dateTime(Date.parse(changedAt))} {changedBy !== undefined && <bdi>{changedBy}</bdi>}
        </>
      ),
    },
  ]
  return (
    <ListCard
      caption={t('studio.connections.secrets')}
      title={t('studio.connections.secrets')}
      actions={rows.length > 0 && add}
      asked={asked}
      rows={rows}
      columns={columns}
      keyOf={({ flowSecretId }) => flowSecretId}
      empty={
        <EmptyState icon={<IconKey size={22} />} title={t('studio.connections.noSecrets')} action={add}>
          {t('studio.connections.noSecretsText')}
        </EmptyState>
      }
    />
  )
}

interface InsideHostsProps {
  readonly removing: InsideHost | undefined
  allow(): void
  remove(host: InsideHost | undefined): void
}

function InsideHosts({ removing, allow, remove }: InsideHostsProps) {
  const { t } = useTranslation()
  const users = useUsers()
  const asked = useQuery({
    queryKey: ['inside-hosts'],
    queryFn: ({ signal }) => call('insideHosts', { signal }),
    refetchOnMount: 'always',
  })
  const removal = useSaving(() => call('removeInsideHost', { id: removing?.insideHostId ?? '' }), {
    touches: [['inside-hosts']],
    done: () => remove(undefined),
  })
  const rows = asked.data?.items ?? []
  const add = (
    <Button icon={<IconPlus size={16} />} onClick={allow}>
      {t('studio.connections.allow')}
    </Button>
  )
  const columns: readonly Column<InsideHost>[] = [
    {
      key: 'host',
      title: t('studio.connections.host'),
      isWide: true,
      cell: ({ host }) => <bdi dir="ltr">{host}</bdi>,
    },
    {
      key: 'port',
      title: t('studio.connections.port'),
      cell: ({ port }) => (port === undefined ? t('studio.connections.anyPort') : <bdi dir="ltr">{port}</bdi>),
    },
    { key: 'usedBy', title: t('studio.connections.usedBy'), cell: ({ usedBy }) => users(usedBy) },
    {
      key: 'remove',
      title: '',
      isEnd: true,
      cell: (host) => (
        <IconButton
          label={t('studio.connections.remove', { name: placeOf(host) })}
          icon={<IconTrash size={16} />}
          onClick={() => remove(host)}
        />
      ),
    },
  ]
  return (
    <>
      {removing && (
        <AskFirst
          title={t('telephony.removeAsk', { name: placeOf(removing) })}
          deed={t('telephony.remove')}
          isBusy={removal.isPending}
          error={removal.error}
          onYes={() => removal.mutate()}
          onNo={() => remove(undefined)}
        >
          {t('studio.connections.removeHostText')}
        </AskFirst>
      )}
      <ListCard
        caption={t('studio.connections.inside')}
        title={t('studio.connections.inside')}
        actions={rows.length > 0 && add}
        asked={asked}
        rows={rows}
        columns={columns}
        keyOf={({ insideHostId }) => insideHostId}
        empty={
          <EmptyState icon={<IconServer size={22} />} title={t('studio.connections.noInside')} action={add}>
            {t('studio.connections.noInsideText')}
          </EmptyState>
        }
      />
    </>
  )
}

const placeOf = ({ host, port }: InsideHost): string => (port === undefined ? host : `${host}:${port}`)

function useUsers() {
  const { t } = useTranslation()
  return (usedBy: FlowSecret['usedBy']) =>
    usedBy.length === 0
      ? t('studio.connections.nobody')
      : usedBy.map(({ flowId, name, isPublished }, at) => (
          <span key={flowId}>
            {at > 0 && ', '}
            <bdi>{isPublished ? name : t('studio.connections.inDraft', { name })}</bdi>
          </span>
        ))
}
