import { IconKeyboard } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../design/button.tsx'
import styles from './shortcut-help.module.css'
import { listenForShortcuts } from './shortcuts.ts'
import { useShortcut } from './use-shortcut.ts'

const ShortcutDialog = lazy(() => import('./shortcut-dialog.tsx'))

/** Listens for the keys, and opens their list. */
export function ShortcutHelp() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  useEffect(listenForShortcuts, [])
  useShortcut('?', () => setOpen(true))
  return (
    <>
      <IconButton
        label={t('frame.shortcuts')}
        icon={<IconKeyboard size={18} />}
        aria-keyshortcuts="?"
        className={styles.opener ?? ''}
        onClick={() => setOpen(true)}
      />
      <Suspense>{isOpen && <ShortcutDialog close={() => setOpen(false)} />}</Suspense>
    </>
  )
}
