import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { loadNumberFormats } from '../desk/number-formats.ts'
import { beginShift } from '../desk/shift.ts'
import { speak, speakOf } from '../languages/words.ts'
import { may, useMe } from '../sign-in/me.ts'
import styles from './frame.module.css'
import { Navigation } from './navigation.tsx'
import { PersonMenu } from './person-menu.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'
import { StreamNotice } from './stream-notice.tsx'
import { useFollowedColorScheme } from './use-color-scheme.ts'

const AgentBar = lazy(() => import('../desk/agent-bar.tsx'))
const AlarmBell = lazy(() => import('./alarm-bell.tsx'))
const CallEverywhere = lazy(() => import('../desk/call-everywhere.tsx'))

const AlertsEverywhere = lazy(
  async () => (await Promise.all([import('../workspace/alerts/alerts-everywhere.tsx'), speakOf('alerts')]))[0],
)

/** What stands around every section: navigation, the agent's own bar, and the notices that matter everywhere. */
export function Frame() {
  const me = useMe()
  const { t } = useTranslation()
  const isAgent = may(me, 'calls.take')
  // A shift belongs to a person, not to each change of one's settings
  useEffect(() => beginShift(me), [me.personId])
  useEffect(() => void speak(me.language), [me.language])
  useFollowedColorScheme(me.colorScheme)
  useEffect(() => void loadNumberFormats(), [])
  return (
    <div className={styles.frame}>
      <a href="#main" className={styles.skip}>
        {t('frame.skipToContent')}
      </a>
      <Navigation />
      <section className={styles.bar} aria-label={me.name}>
        <Suspense>{isAgent && <AgentBar />}</Suspense>
        <span className={styles.space} />
        <Suspense>{may(me, 'floor.watch') && <AlarmBell />}</Suspense>
        <ShortcutHelp />
        <PersonMenu />
      </section>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a page may hold nothing else that takes the keyboard */}
      <main id="main" tabIndex={0} className={styles.main}>
        <StreamNotice />
        <Suspense>{isAgent && <CallEverywhere />}</Suspense>
        <Suspense>{isAgent && <AlertsEverywhere />}</Suspense>
        <Outlet />
      </main>
    </div>
  )
}
