import { IconMessage, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FloorMessage } from '#protocol/http/desk-alerts.ts'
import { Button, IconButton } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { useSaving } from '../telephony/use-saving.ts'
import styles from './messages-card.module.css'

/** No topic tells a supervisor who read what; it matters within seconds, not at once. */
const readEveryMs = 5000
const mostShown = 20

/** What the supervisor wrote, to whom, and who has read it. */
export function MessagesCard({ write }: { write(): void }) {
  const { t } = useTranslation()
  const list = useQuery({
    queryKey: ['floor-messages'],
    queryFn: ({ signal }) => call('floorMessages', { query: { limit: mostShown }, signal }),
    refetchInterval: readEveryMs,
  })
  const items = list.data?.items ?? []
  return (
    <Card
      title={t('floor.messages.title')}
      actions={
        <Button size="small" icon={<IconMessage size={15} />} onClick={write}>
          {t('floor.messages.write')}
        </Button>
      }
    >
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && <p className={styles.about}>{t('floor.messages.none')}</p>}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((one) => (
            <Written key={one.floorMessageId} of={one} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Written({ of }: { readonly of: FloorMessage }) {
  const { t } = useTranslation()
  const { moment, list } = useFormats()
  const nowMs = useNowMs()
  const { floorMessageId: id, text, sentTo, createdAt, expiresAt, readers } = of
  const remove = useSaving(() => call('removeFloorMessage', { id }), { touches: [['floor-messages']] })
  const read = readers.filter(({ readAt }) => readAt !== undefined)
  const isOver = Date.parse(expiresAt) <= nowMs
  return (
    <li className={styles.written}>
      <div>
        <p className={styles.text}>
          <bdi>{text}</bdi>
        </p>
        <p className={styles.about}>
          <Parts
            of={[
              sentTo.name ?? t('floor.messages.gone'),
              moment(Date.parse(createdAt), nowMs),
              isOver ? t('floor.messages.over') : undefined,
            ]}
          />
        </p>
        <details className={styles.about}>
          <summary>{t('floor.messages.readBy', { count: read.length, all: readers.length })}</summary>
          {read.length > 0 && (
            <p>
              {t('floor.messages.read')}{' '}
              <bdi>{list(read.map(({ name, readAt }) => `${name} (${moment(Date.parse(readAt ?? ''), nowMs)})`))}</bdi>
            </p>
          )}
          {read.length < readers.length && (
            <p>
              {t('floor.messages.unread')}{' '}
              <bdi>{list(readers.filter(({ readAt }) => readAt === undefined).map(({ name }) => name))}</bdi>
            </p>
          )}
        </details>
        {remove.isError && <ErrorNotice error={remove.error} />}
      </div>
      <IconButton
        label={t('floor.messages.takeBack')}
        icon={<IconX size={16} />}
        aria-disabled={remove.isPending || undefined}
        onClick={() => !remove.isPending && remove.mutate()}
      />
    </li>
  )
}
