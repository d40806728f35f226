import { IconLayoutList } from '@tabler/icons-react'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { speakOf } from '../../languages/words.ts'
import type { TabKind } from '../tab-kind.ts'

/** What an agent reads out and fills in with a customer, page by page. By itself it opens where the queue has one. */
export const scriptTab: TabKind = {
  kind: 'script',
  Icon: IconLayoutList,
  isAllowed: () => true,
  subjectOf: ({ interactionId, hasScript, isGuest }) => (hasScript && !isGuest ? interactionId : undefined),
  Title: () => useTranslation().t('workspace.script'),
  Panel: lazy(async () => {
    const [panel] = await Promise.all([import('../../script/script-panel.tsx'), speakOf('script')])
    return panel
  }),
}
