import { Menu } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ChangeMe } from '#protocol/http/people.ts'
import { signOut } from '../desk/shift.ts'
import { languages } from '../languages/languages.ts'
import { call } from '../session/api.ts'
import { queryClient, useMe, useSetMe } from '../session/me.ts'
import { reportFailure } from './failures.ts'
import styles from './person-menu.module.css'

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
    <Menu width={230}>
      <Menu.Target>
        <button type="button" className={styles.person} aria-label={t('frame.personMenu', { name: me.name })}>
          <span className={styles.initials} aria-hidden="true">
            {initialsOf(me.name)}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <p className={styles.name}>{me.name}</p>
          <p className={styles.email}>{me.email}</p>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('frame.colors')}</Menu.Label>
        {schemes.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={me.colorScheme === value}
            leftSection={<Icon size={16} />}
            rightSection={me.colorScheme === value && <IconCheck size={16} />}
            onClick={() => change.mutate({ colorScheme: value })}
          >
            {t(`frame.scheme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconLanguage size={16} />}>{t('frame.language')}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {languages.map(({ code, name }) => (
              <Menu.Item
                key={code}
                lang={code}
                role="menuitemradio"
                aria-checked={me.language === code}
                rightSection={me.language === code && <IconCheck size={16} />}
                onClick={() => change.mutate({ language: code })}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
