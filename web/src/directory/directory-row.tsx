import {
  IconAddressBook,
  IconBuilding,
  IconPencil,
  IconPhone,
  IconSitemap,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { OutsideContact } from '#protocol/http/directory.ts'
import { Button, IconButton } from '../design/button.tsx'
import { PhoneNumber } from '../desk/phone-number.tsx'
import type { DirectoryLine } from './directory-lines.ts'
import styles from './directory-page.module.css'
import { EntryState } from './entry-state.tsx'

const icons = {
  agent: IconUser,
  queue: IconUsersGroup,
  team: IconSitemap,
  unit: IconBuilding,
  outside: IconAddressBook,
}

interface DirectoryRowProps {
  readonly line: DirectoryLine
  readonly isChosen: boolean
  readonly isBusy: boolean
  readonly hasCall: boolean
  readonly mayCall: boolean
  readonly maySend: boolean
  call(): void
  ask(): void
  send(): void
  /** Of a team or a branch. */
  open(): void
  /** Of an outside contact, for who may. */
  edit?: ((contact: OutsideContact) => void) | undefined
}

/** Who it is, what he does now, and what can be done with him. */
export function DirectoryRow({ line, isChosen, isBusy, ...may }: DirectoryRowProps) {
  const { t } = useTranslation()
  const { entry, number, consulted, to, isAvailable } = line
  const Icon = icons[entry.kind]
  const name = entry.name
  const isGroup = entry.kind === 'team' || entry.kind === 'unit'
  const place = entry.kind === 'unit' ? entry.parentName : entry.kind === 'outside' ? undefined : entry.unitName
  return (
    <li className={styles.line} data-chosen={isChosen || undefined}>
      <span className={styles.icon} aria-hidden="true">
        {line.isFirst && <Icon size={18} />}
      </span>
      <span className={styles.who}>
        {line.isFirst && (
          <span className={styles.name}>
            <bdi>{name}</bdi>
            {place !== undefined && place !== '' && <span className={styles.place}> · {place}</span>}
          </span>
        )}
        {number !== undefined && (
          <span className={styles.number}>
            <PhoneNumber of={number} />
          </span>
        )}
        {line.isFirst && (
          <span className={styles.state}>
            <EntryState entry={entry} />
          </span>
        )}
      </span>
      <span className={styles.deeds}>
        {entry.kind === 'outside' && line.isFirst && may.edit && (
          <IconButton
            label={t('directory.editOf', { name })}
            icon={<IconPencil size={16} />}
            onClick={() => may.edit?.(entry)}
          />
        )}
        {isGroup && (
          <Button size="small" kind="quiet" aria-label={t('directory.showOf', { name })} onClick={may.open}>
            {t('directory.show')}
          </Button>
        )}
        {consulted && !may.hasCall && may.mayCall && (
          <Button
            size="small"
            icon={<IconPhone size={15} />}
            aria-label={t('directory.callOf', { name })}
            disabled={!isAvailable}
            isBusy={isBusy}
            onClick={may.call}
          >
            {t('directory.call')}
          </Button>
        )}
        {consulted && may.hasCall && (
          <Button
            size="small"
            aria-label={t('directory.askOf', { name })}
            disabled={!isAvailable}
            isBusy={isBusy}
            onClick={may.ask}
          >
            {t('desk.transfer.askFirst')}
          </Button>
        )}
        {to && may.maySend && (
          <Button
            size="small"
            kind="quiet"
            aria-label={t('directory.sendOf', { name })}
            disabled={!isAvailable}
            isBusy={isBusy}
            onClick={may.send}
          >
            {t('desk.transfer.sendNow')}
          </Button>
        )}
      </span>
    </li>
  )
}
