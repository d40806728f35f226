import { IconFiles } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ScratchPad } from '#protocol/http/notes.ts'
import { Menu, MenuItem } from '../design/menu.tsx'
import styles from './scratch-pad.module.css'
import { type Owner, own } from './tabs.ts'

interface LeftSheetsProps {
  /** Those that are about nothing in hand. */
  readonly items: readonly ScratchPad[]
  readonly sheet: Owner
  /** The sheet of what is in front. */
  readonly about: Owner
  show(sheet: Owner): void
}

const longestShown = 40

/** Sheets of contacts that are over: words that were attached to nothing are still there. */
export function LeftSheets({ items, sheet, about, show }: LeftSheetsProps) {
  const { t } = useTranslation()
  if (items.length === 0 && sheet === about) return null
  return (
    <Menu
      label={t('workspace.sheets', { count: items.length })}
      isButtonWordless
      align="end"
      className={styles.sheets}
      button={
        <>
          <IconFiles size={15} aria-hidden="true" />
          {t('workspace.sheetCount', { count: items.length })}
        </>
      }
    >
      <MenuItem isChecked={sheet === about} onChoose={() => show(about)}>
        {t(about === own ? 'workspace.ownSheet' : 'workspace.sheetInFront')}
      </MenuItem>
      {items.map((one) => (
        <MenuItem key={one.about} isChecked={sheet === one.about} onChoose={() => show(one.about)}>
          <bdi>
            {one.about === own && about !== own ? `${t('workspace.ownSheet')}: ` : ''}
            {one.text.length > longestShown ? `${one.text.slice(0, longestShown)}…` : one.text}
          </bdi>
        </MenuItem>
      ))}
    </Menu>
  )
}
