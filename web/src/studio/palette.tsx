import { IconNote } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { kindLooks, kindsFor, purposes } from './blocks/kinds.ts'
import { draggedKind } from './canvas.tsx'
import styles from './studio.module.css'
import { useBlockWords } from './use-block-words.ts'

interface PaletteProps {
  readonly channels: readonly string[]
  add(kind: string): void
  addNote(): void
}

/** Every kind of block that there is for these channels, by what it is for. A click puts it behind what is chosen; it can be dragged too. */
export function Palette({ channels, add, addNote }: PaletteProps) {
  const { t } = useTranslation()
  const words = useBlockWords()
  return (
    <nav className={styles.palette} aria-label={t('studio.palette')}>
      {purposes.map((purpose) => (
        <section key={purpose}>
          <h2>{t(`studio.purpose.${purpose}`)}</h2>
          <ul>
            {kindsFor(purpose, channels).map((kind) => {
              const Icon = kindLooks[kind]?.icon ?? IconNote
              return (
                <li key={kind}>
                  <button
                    type="button"
                    className={styles.tool}
                    draggable
                    onDragStart={(event) => event.dataTransfer.setData(draggedKind, kind)}
                    onClick={() => add(kind)}
                  >
                    <Icon size={16} aria-hidden="true" />
                    {words.kind(kind)}
                  </button>
                </li>
              )
            })}
          </ul>
        </section>
      ))}
      <section>
        <ul>
          <li>
            <button type="button" className={styles.tool} onClick={addNote}>
              <IconNote size={16} aria-hidden="true" />
              {t('studio.note')}
            </button>
          </li>
        </ul>
      </section>
    </nav>
  )
}
