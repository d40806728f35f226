import { lazy, type ReactNode, Suspense } from 'react'
import styles from './data-table.module.css'

const LongRows = lazy(() => import('./long-rows.tsx'))

export interface Column<Row> {
  readonly key: string
  readonly title: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** Numbers and times align at the end. */
  readonly isEnd?: boolean
  /** Left out where there is little room. */
  readonly isExtra?: boolean
  /** Takes the room that the others leave. */
  readonly isWide?: boolean
}

interface DataTableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly isStale?: boolean
}

/** From here on only the rows in sight are drawn. */
const long = 100

/** Rows under heads. The first column is the row's own head and carries its link. */
export function DataTable<Row>({ caption, columns, rows, keyOf, isStale }: DataTableProps<Row>) {
  const isLong = rows.length > long
  const cellsOf = (row: Row) =>
    columns.map((column, index) =>
      index === 0 ? (
        <th key={column.key} scope="row" {...marks(column)}>
          {column.cell(row)}
        </th>
      ) : (
        <td key={column.key} {...marks(column)}>
          {column.cell(row)}
        </td>
      ),
    )
  const body = (shown: readonly Row[]) => (
    <tbody>
      {shown.map((row) => (
        <tr key={keyOf(row)}>{cellsOf(row)}</tr>
      ))}
    </tbody>
  )
  return (
    <div className={styles.scroll}>
      <table
        className={styles.table}
        data-stale={isStale || undefined}
        aria-rowcount={isLong ? rows.length + 1 : undefined}
      >
        <caption className="p-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" {...marks(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        {isLong ? (
          <Suspense fallback={body(rows.slice(0, long))}>
            <LongRows
              count={rows.length}
              keyAt={(index) => keyOf(rows[index] as Row)}
              columns={columns.length}
              cells={(index) => cellsOf(rows[index] as Row)}
            />
          </Suspense>
        ) : (
          body(rows)
        )}
      </table>
    </div>
  )
}

const marks = <Row,>({ isEnd, isExtra, isWide }: Column<Row>) => ({
  'data-end': isEnd || undefined,
  'data-extra': isExtra || undefined,
  'data-wide': isWide || undefined,
})
