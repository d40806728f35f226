import type { ReactNode } from 'react'
import styles from './data-table.module.css'

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

/** Rows under heads. The first column is the row's own head and carries its link. */
export function DataTable<Row>({ caption, columns, rows, keyOf, isStale }: DataTableProps<Row>) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-stale={isStale || undefined}>
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
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.key} scope="row" {...marks(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} {...marks(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const marks = <Row,>({ isEnd, isExtra, isWide }: Column<Row>) => ({
  'data-end': isEnd || undefined,
  'data-extra': isExtra || undefined,
  'data-wide': isWide || undefined,
})
