import { IconPlayerPlayFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { InteractionSummary } from '#protocol/http/interactions.ts'
import { Parts } from '../design/parts.tsx'
import { useNowMs } from '../design/use-now.ts'
import { CallerName } from '../desk/caller-name.tsx'
import { useFormats } from '../languages/use-formats.ts'
import styles from './interaction-list.module.css'
import { OutcomeTag } from './outcome-tag.tsx'

interface InteractionListProps {
  readonly items: readonly InteractionSummary[]
  /** All are of one customer, whose name stands above the list already. */
  readonly isOneCustomer?: boolean
  /** What a plain click does instead of leaving the page; the link stays one. */
  open?(interactionId: string): void
}

/** Interactions as a short list: for panels. */
export function InteractionList({ items, isOneCustomer, open }: InteractionListProps) {
  const { t } = useTranslation()
  const { moment, clock } = useFormats()
  const nowMs = useNowMs()
  return (
    <ul>
      {items.map((item) => (
        <li key={item.interactionId} className={styles.item}>
          <Link
            to="/history/$interactionId"
            params={{ interactionId: item.interactionId }}
            className={styles.link}
            onClick={(event) => {
              if (!open || event.ctrlKey || event.metaKey || event.shiftKey) return
              event.preventDefault()
              open(item.interactionId)
            }}
          >
            <span className={styles.who}>
              {(isOneCustomer && (item.agentName ?? item.queueName)) || <CallerName of={item} />}
            </span>
            <span className={styles.when}>{moment(Date.parse(item.startedAt), nowMs)}</span>
            <span className={styles.detail}>
              <Parts
                of={[
                  item.queueName,
                  isOneCustomer ? undefined : item.agentName,
                  item.talkMs ? clock(item.talkMs) : undefined,
                ]}
              />
              {item.hasRecording && (
                <>
                  {' '}
                  <IconPlayerPlayFilled size={11} role="img" aria-label={t('history.hasRecording')} />
                </>
              )}
            </span>
            <span className={styles.outcome}>
              <OutcomeTag item={item} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
