import { IconLayoutColumns } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Menu, MenuItem, MenuLine } from '../design/menu.tsx'
import { useStore } from '../state/use-store.ts'
import { firstLayout, partNames, togglePart } from './layout.ts'
import styles from './parts-menu.module.css'
import { useDeskStores } from './use-desk-stores.ts'

/** Which parts are shown, and the way back to how the desk was at first. */
export function PartsMenu() {
  const { t } = useTranslation()
  const { layout } = useDeskStores()
  const { hidden } = useStore(layout)
  return (
    <Menu
      label={t('workspace.parts')}
      isButtonWordless
      align="end"
      className={styles.button}
      button={
        <>
          <IconLayoutColumns size={16} aria-hidden="true" />
          <span className={styles.words} aria-hidden="true">
            {t('workspace.parts')}
          </span>
        </>
      }
    >
      {partNames.map((part) => (
        <MenuItem
          key={part}
          isTicked={!hidden.includes(part)}
          onChoose={() => layout.set(togglePart(layout.get(), part))}
        >
          {t(`workspace.part.${part}`)}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onChoose={() => layout.set({ ...firstLayout, inView: layout.get().inView })}>
        {t('workspace.reset')}
      </MenuItem>
    </Menu>
  )
}
