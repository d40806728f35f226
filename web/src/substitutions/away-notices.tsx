import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { may, useMe } from '../sign-in/me.ts'
import { useTopic } from '../stream/use-topic.ts'
import { useAwayWords } from './use-away-words.ts'

const OwnAbsenceDialog = lazy(() => import('./own-absence.tsx'))

/** On the desk of both: others do my work, or I do theirs. */
export function AwayNotices() {
  const { t } = useTranslation()
  const me = useMe()
  const words = useAwayWords()
  const desk = useTopic('desk')
  const [isOpen, setOpen] = useState(false)
  const substituted = desk?.substituted
  return (
    <>
      {substituted && (
        <Notice
          tone="caution"
          title={t('desk.away.mine', words.shown(substituted))}
          actions={
            may(me, 'substitutions.own') && (
              <Button size="small" onClick={() => setOpen(true)}>
                {t('desk.away.title')}
              </Button>
            )
          }
        >
          {t('desk.away.by', words.shown(substituted))}
        </Notice>
      )}
      {(desk?.standsInFor?.of ?? []).map((other) => (
        <Notice key={other.agentId} tone="accent" title={t('desk.away.youStandIn', words.shown(other))} />
      ))}
      {isOpen && (
        <Suspense>
          <OwnAbsenceDialog isOpen close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
