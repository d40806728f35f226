import { Modal, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../design/key-hint.tsx'
import { useStore } from '../state/use-store.ts'
import styles from './shortcut-help.module.css'
import { areShortcutsOn, turnShortcuts } from './shortcuts.ts'

const shown = [
  ['available', 'G'],
  ['answer', 'A'],
  ['decline', 'D'],
  ['mute', 'M'],
  ['hold', 'H'],
  ['keypad', 'K'],
  ['sendOn', 'T'],
  ['complete', 'P'],
  ['alternate', 'L'],
  ['join', 'J'],
  ['hangUp', 'Shift+E'],
  ['dial', 'C'],
  ['note', 'N'],
  ['outcome', 'O'],
  ['finish', 'W'],
  ['moreWrapUp', 'E'],
  ['wantWrapUp', 'U'],
  ['scratchPad', 'S'],
  ['nextInHand', 'I'],
  ['previousInHand', 'Shift+I'],
  ['nextTab', 'B'],
  ['previousTab', 'Shift+B'],
  ['closeTab', 'X'],
  ['openCustomer', 'Q'],
  ['help', '?'],
] as const

/** The keys, and the switch that turns them off. */
export default function ShortcutDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  const isOn = useStore(areShortcutsOn)
  return (
    <Modal opened onClose={close} title={t('frame.shortcuts')} closeButtonProps={{ 'aria-label': t('common.close') }}>
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
  )
}
