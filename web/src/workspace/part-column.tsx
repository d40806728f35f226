import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from '../state/use-store.ts'
import { type Column, firstLayout, type PartName, setPadShare } from './layout.ts'
import styles from './part-column.module.css'
import { Splitter } from './splitter.tsx'
import { useDeskStores } from './use-desk-stores.ts'

interface PartColumnProps {
  readonly column: Column
  /** Drawn by their names. */
  readonly parts: Readonly<Record<PartName, ReactNode>>
}

/** Parts above one another. Beside others of the side the scratch pad has a border that can be moved, so that it has room. */
export function PartColumn({ column: { name, parts: names }, parts }: PartColumnProps) {
  const { t } = useTranslation()
  const { layout } = useDeskStores()
  const { padShare } = useStore(layout)
  const above = names.filter((part) => part !== 'scratchPad')
  if (name !== 'side' || above.length === 0 || above.length === names.length) {
    return (
      <div className={styles.column} data-several={names.length > 1 || undefined}>
        {names.map((part) => (
          <Fragment key={part}>{parts[part]}</Fragment>
        ))}
      </div>
    )
  }
  return (
    <div
      className={styles.divided}
      style={{ gridTemplateRows: `minmax(0, ${100 - padShare}fr) 12px minmax(0, ${padShare}fr)` }}
    >
      <div className={styles.column} data-several>
        {above.map((part) => (
          <Fragment key={part}>{parts[part]}</Fragment>
        ))}
      </div>
      <Splitter
        orientation="horizontal"
        label={t('workspace.between', {
          before: t(`workspace.part.${above.at(-1) ?? 'account'}`),
          after: t('workspace.part.scratchPad'),
        })}
        share={100 - padShare}
        move={(by) => layout.set(setPadShare(layout.get(), layout.get().padShare - by))}
        reset={() => layout.set(setPadShare(layout.get(), firstLayout.padShare))}
      />
      <div className={styles.column}>{parts.scratchPad}</div>
    </div>
  )
}
