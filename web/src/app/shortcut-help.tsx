import { Modal, Switch } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../design/button.tsx'
import { KeyHint } from '../design/key-hint.tsx'
import { useStore } from '../state/use-store.ts'
import styles from './shortcut-help.module.css'
import { areShortcutsOn, listenForShortcuts, turnShortcuts } from './shortcuts.ts'
import { useShortcut } from './use-shortcut.ts'

const shown = [
  ['available', 'G'],
  ['answer', 'A'],
  ['decline', 'D'],
  ['mute', 'M'],
  ['hold', 'H'],
  ['keypad', 'K'],
  ['hangUp', 'Shift+E'],
  ['note', 'N'],
  ['outcome', 'O'],
  ['finish', 'W'],
  ['help', '?'],
] as const

/** The keys, and the switch that turns them off. */
export function ShortcutHelp() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const isOn = useStore(areShortcutsOn)
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
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('frame.shortcuts')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <dl className={styles.list}>
          {shown.map(([name, keys]) => (
            <div key={name} className={styles.row}>
              <dt>{t(`frame.shortcut.${name}`)}</dt>
              <dd>
                <KeyHint keys={keys} />
                <span className="p-hidden">{keys}</span>
              </dd>
            </div>
          ))}
        </dl>
        <Switch
          checked={isOn}
          onChange={(event) => turnShortcuts(event.currentTarget.checked)}
          label={t('frame.shortcutsOn')}
          description={t('frame.shortcutsNote')}
        />
      </Modal>
    </>
  )
}
