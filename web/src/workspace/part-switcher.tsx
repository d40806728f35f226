import { IconBell, IconHeadset, IconLayoutList, IconPencil, IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type PartName, partNames } from './layout.ts'
import styles from './part-switcher.module.css'

const icons = {
  communication: IconHeadset,
  workspace: IconLayoutList,
  account: IconUser,
  alerts: IconBell,
  scratchPad: IconPencil,
} as const satisfies Readonly<Record<PartName, unknown>>

interface PartSwitcherProps {
  readonly inView: PartName
  readonly hidden: readonly PartName[]
  show(part: PartName): void
}

/** Where only one part has room: which one. */
export function PartSwitcher({ inView, hidden, show }: PartSwitcherProps) {
  const { t } = useTranslation()
  return (
    <nav className={styles.switcher} aria-label={t('workspace.parts')}>
      {partNames
        .filter((part) => part === inView || !hidden.includes(part))
        .map((part) => {
          const Icon = icons[part]
          return (
            <button
              key={part}
              type="button"
              className={styles.part}
              title={t(`workspace.part.${part}`)}
              aria-pressed={part === inView}
              onClick={() => show(part)}
            >
              <Icon size={17} aria-hidden="true" />
              <span className={part === inView ? styles.name : 'p-hidden'}>{t(`workspace.part.${part}`)}</span>
            </button>
          )
        })}
    </nav>
  )
}
