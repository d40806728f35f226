import { IconChecklist } from '@tabler/icons-react'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import type { TabKind, TabProps } from '../tab-kind.ts'
import { useInteraction } from '../use-interaction.ts'

/** What is to be done, with everything that came with it. */
export const taskTab: TabKind = {
  kind: 'task',
  Icon: IconChecklist,
  isAllowed: () => true,
  subjectOf: ({ interactionId, channel, voicemail }) => (channel === 'task' && !voicemail ? interactionId : undefined),
  Title: TaskTitle,
  Panel: lazy(() => import('./task-tab-panel.tsx')),
}

function TaskTitle({ subject }: TabProps) {
  const { t } = useTranslation()
  const item = useInteraction(subject).data
  return (
    <>
      {t('workspace.task')}
      {item?.subject && <span className="p-hidden">: {item.subject}</span>}
    </>
  )
}
