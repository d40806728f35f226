import { IconAddressBook, IconHeadset, IconHistory, IconListSearch, IconPalette, IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '../sign-in/me.ts'
import styles from './navigation.module.css'
import { type Section, sectionsFor } from './sections.ts'

const icons = {
  desk: IconHeadset,
  history: IconHistory,
  customers: IconAddressBook,
  people: IconUsers,
  audit: IconListSearch,
  design: IconPalette,
} as const

export function Navigation() {
  const { t } = useTranslation()
  const me = useMe()
  const all = sectionsFor(me)
  const administration = all.filter(({ group }) => group === 'administration')
  return (
    <nav className={styles.nav} aria-label={t('frame.sections')}>
      <p className={styles.brand}>
        <img src="/icon.svg" alt="" width={26} height={26} />
        <span className={styles.organization}>{me.organizationName}</span>
      </p>
      <ul className={styles.list}>
        {all
          .filter(({ group }) => group === undefined)
          .map((section) => (
            <Entry key={section.key} section={section} />
          ))}
        {administration.length > 0 && (
          <li className={styles.group}>
            <h2 className={styles.groupName}>{t('frame.administration')}</h2>
          </li>
        )}
        {administration.map((section) => (
          <Entry key={section.key} section={section} />
        ))}
      </ul>
    </nav>
  )
}

function Entry({ section: { key, path } }: { readonly section: Section }) {
  const { t } = useTranslation()
  const Icon = icons[key]
  const name = t(`frame.section.${key}`)
  return (
    <li>
      <Link
        to={path}
        className={styles.link}
        activeProps={{ 'data-active': true, 'aria-current': 'page' }}
        activeOptions={{ exact: path === '/', includeSearch: false }}
        title={name}
      >
        <Icon size={18} stroke={1.75} aria-hidden="true" />
        <span className={styles.name}>{name}</span>
      </Link>
    </li>
  )
}
