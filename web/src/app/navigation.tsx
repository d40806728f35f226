import {
  IconActivity,
  IconAddressBook,
  IconBell,
  IconBook2,
  IconBriefcase,
  IconCalendarTime,
  IconCoffee,
  IconCrown,
  IconDeviceLandlinePhone,
  IconExternalLink,
  IconHash,
  IconHeadset,
  IconHistory,
  IconHourglass,
  IconId,
  IconKey,
  IconListSearch,
  IconMap2,
  IconMicrophone2,
  IconPalette,
  IconPhoneCall,
  IconPhoneOutgoing,
  IconRouteAltLeft,
  IconScale,
  IconSchema,
  IconShieldLock,
  IconSitemap,
  IconSpeakerphone,
  IconStars,
  IconUrgent,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { Fragment, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../sign-in/me.ts'
import styles from './navigation.module.css'
import { type Section, sectionsFor } from './sections.ts'

const icons = {
  desk: IconHeadset,
  calls: IconPhoneCall,
  waiting: IconHourglass,
  incidents: IconUrgent,
  history: IconHistory,
  customers: IconAddressBook,
  cases: IconBriefcase,
  directory: IconBook2,
  live: IconActivity,
  alarms: IconBell,
  trunks: IconRouteAltLeft,
  numbers: IconHash,
  callingOut: IconPhoneOutgoing,
  phones: IconDeviceLandlinePhone,
  access: IconShieldLock,
  flows: IconSchema,
  people: IconUsers,
  queues: IconUsersGroup,
  skills: IconStars,
  profiles: IconId,
  loads: IconScale,
  prompts: IconSpeakerphone,
  presence: IconCoffee,
  customerKinds: IconCrown,
  teams: IconSitemap,
  regions: IconMap2,
  substitutions: IconUsersGroup,
  shifts: IconCalendarTime,
  recording: IconMicrophone2,
  links: IconExternalLink,
  connections: IconKey,
  audit: IconListSearch,
  design: IconPalette,
} as const

export function Navigation() {
  const { t } = useTranslation()
  const me = useMe()
  const all = sectionsFor(me)
  const list = useRef<HTMLUListElement>(null)
  const { pathname } = useLocation()
  // On a telephone the row of sections is wider than the screen.
  useEffect(() => {
    if (pathname) list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [pathname])
  return (
    <nav className={styles.nav} aria-label={t('frame.sections')}>
      <p className={styles.brand}>
        <img src="/icon.svg" alt="" width={26} height={26} />
        <span className={styles.organization}>{me.organizationName}</span>
      </p>
      <ul className={styles.list} ref={list}>
        {all
          .filter(({ group }) => group === undefined)
          .map((section) => (
            <Entry key={section.key} section={section} />
          ))}
        {(['telephony', 'administration'] as const).map((name) => {
          const entries = all.filter(({ group }) => group === name)
          if (entries.length === 0) return null
          return (
            <Fragment key={name}>
              <li className={styles.group}>
                <h2 className={styles.groupName}>{t(`frame.${name}`)}</h2>
              </li>
              {entries.map((section) => (
                <Entry key={section.key} section={section} />
              ))}
            </Fragment>
          )
        })}
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
