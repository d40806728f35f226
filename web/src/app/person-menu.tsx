import {
  IconBeach,
  IconBell,
  IconChartBar,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
} from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeMe } from '#protocol/http/people.ts'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../design/menu.tsx'
import { signOut } from '../desk/shift.ts'
import { languages } from '../languages/languages.ts'
import { speakOf } from '../languages/words.ts'
import { call } from '../sign-in/api.ts'
import { may, queryClient, useMe, useSetMe } from '../sign-in/me.ts'
import { reportFailure } from './failures.ts'
import styles from './person-menu.module.css'

const AlertDialog = lazy(
  async () => (await Promise.all([import('../desk/alerting/alert-dialog.tsx'), speakOf('alerts')]))[0],
)
const OwnDayDialog = lazy(() => import('../desk/own-day/own-day-dialog.tsx'))
const OwnAbsenceDialog = lazy(() => import('../substitutions/own-absence.tsx'))

const schemes = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const

/** Who is signed in, in which language and colors, and the way out. */
export function PersonMenu() {
  const { t } = useTranslation()
  const me = useMe()
  const setMe = useSetMe()
  const router = useRouter()
  const [isAway, setAway] = useState<boolean>()
  const [shown, setShown] = useState<'day' | 'alerts'>()
  const change = useMutation({
    mutationFn: (body: ChangeMe) => call('changeMe', { body }),
    onMutate: (body) => {
      setMe({ ...me, ...body })
      return me
    },
    onError: (error, _, before) => {
      setMe(before ?? me)
      reportFailure(error)
    },
  })
  const leave = async () => {
    await signOut()
    setMe(null)
    queryClient.clear()
    setMe(null)
    await router.navigate({ to: '/sign-in' })
  }
  return (
    <>
      <Menu
        align="end"
        className={styles.person}
        isButtonWordless
        label={t('frame.personMenu', { name: me.name })}
        button={<span className={styles.initials} data-initials={initialsOf(me.name)} />}
      >
        <div className={styles.who}>
          <p className={styles.name}>{me.name}</p>
          <p className={styles.email}>{me.email}</p>
        </div>
        {me.agentId && (
          <>
            <MenuLine />
            <MenuItem icon={<IconChartBar size={16} />} onChoose={() => setShown('day')}>
              {t('desk.ownDay.title')}
            </MenuItem>
            <MenuItem icon={<IconBell size={16} />} onChoose={() => setShown('alerts')}>
              {t('desk.alerts.title')}
            </MenuItem>
          </>
        )}
        {may(me, 'substitutions.own') && (
          <>
            <MenuLine />
            <MenuItem icon={<IconBeach size={16} />} onChoose={() => setAway(true)}>
              {t('desk.away.menu')}
            </MenuItem>
          </>
        )}
        <MenuLine />
        <MenuHeading>{t('frame.colors')}</MenuHeading>
        {schemes.map(({ value, icon: Icon }) => (
          <MenuItem
            key={value}
            icon={<Icon size={16} />}
            isChecked={me.colorScheme === value}
            onChoose={() => change.mutate({ colorScheme: value })}
          >
            {t(`frame.scheme.${value}`)}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuHeading>{t('frame.language')}</MenuHeading>
        {languages.map(({ code, name }) => (
          <MenuItem
            key={code}
            lang={code}
            isChecked={me.language === code}
            onChoose={() => change.mutate({ language: code })}
          >
            {name}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={<IconLogout size={16} />} onChoose={() => void leave()}>
          {t('frame.signOut')}
        </MenuItem>
      </Menu>
      <Suspense>{shown === 'alerts' && <AlertDialog close={() => setShown(undefined)} />}</Suspense>
      <Suspense>{shown === 'day' && <OwnDayDialog close={() => setShown(undefined)} />}</Suspense>
      {isAway !== undefined && (
        <Suspense>
          <OwnAbsenceDialog isOpen={isAway} close={() => setAway(false)} />
        </Suspense>
      )}
    </>
  )
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
