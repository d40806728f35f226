import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '#protocol/http/fields.ts'
import { languages } from '../languages/languages.ts'
import { speak } from '../languages/words.ts'
import styles from './gate.module.css'

/** The pages before the app: one card in the middle, and the language that it speaks. */
export function Gate({
  title,
  isWide,
  children,
}: {
  readonly title: string
  readonly isWide?: boolean
  readonly children: ReactNode
}) {
  const { t, i18n } = useTranslation()
  return (
    <main className={styles.gate}>
      <div className={styles.card} data-wide={isWide || undefined}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1 className={styles.title}>{title}</h1>
        <div className={styles.content}>{children}</div>
      </div>
      <Select
        aria-label={t('frame.language')}
        className={styles.language}
        value={i18n.language}
        data={languages.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(code) => code && void speak(code as Language)}
      />
    </main>
  )
}
