import { IconX } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../design/button.tsx'
import { type PartName, togglePart } from './layout.ts'
import styles from './part.module.css'
import { useDeskStores } from './use-desk-stores.ts'

interface PartProps {
  readonly name: PartName
  readonly actions?: ReactNode
  /** Without inner margins. */
  readonly isFlush?: boolean
  readonly children: ReactNode
}

/** One part of the desk in its frame: its name, and the button that hides it. */
export function Part({ name, actions, isFlush, children }: PartProps) {
  const { t } = useTranslation()
  const { layout } = useDeskStores()
  const id = useId()
  const title = t(`workspace.part.${name}`)
  return (
    <section className={styles.part} aria-labelledby={id} data-part={name}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {actions}
        <IconButton
          label={t('workspace.hide', { part: title })}
          icon={<IconX size={14} />}
          className={styles.hide ?? ''}
          onClick={() => layout.set(togglePart(layout.get(), name))}
        />
      </header>
      <div className={styles.body} data-flush={isFlush || undefined}>
        {children}
      </div>
    </section>
  )
}
