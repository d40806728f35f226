import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import styles from './telephony.module.css'

interface Asked {
  readonly isPending: boolean
  readonly isError: boolean
  readonly error: unknown
  refetch(): unknown
  readonly hasNextPage?: boolean
  readonly isFetchingNextPage?: boolean
  fetchNextPage?(): unknown
}

interface ListCardProps<Row> {
  readonly caption: string
  /** Shown over the list; the caption alone is for screen readers. */
  readonly title?: ReactNode
  readonly actions?: ReactNode
  readonly asked: Asked
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  readonly empty: ReactNode
}

/** A list with all of its states: loading, failed, empty, filled, and more to come. */
export function ListCard<Row>(props: ListCardProps<Row>) {
  const { caption, title, actions, asked, rows, columns, keyOf, empty } = props
  const { t } = useTranslation()
  return (
    <>
      {asked.isError && <ErrorNotice error={asked.error} retry={() => void asked.refetch()} />}
      {(!asked.isError || rows.length > 0) && (
        <Card isFlush label={caption} {...(title === undefined ? {} : { title })} actions={actions}>
          {asked.isPending ? (
            <p className={styles.loading} role="status">
              {t('common.loading')}
            </p>
          ) : rows.length === 0 ? (
            empty
          ) : (
            <DataTable caption={caption} columns={columns} rows={rows} keyOf={keyOf} />
          )}
        </Card>
      )}
      {asked.hasNextPage && (
        <Button isBusy={asked.isFetchingNextPage === true} onClick={() => asked.fetchNextPage?.()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}
