import { IconClockHour4 } from '@tabler/icons-react'
import { lazy } from 'react'
import { useNowMs } from '../../design/use-now.ts'
import { useFormats } from '../../languages/use-formats.ts'
import { mayAny } from '../../sign-in/me.ts'
import type { TabKind, TabProps } from '../tab-kind.ts'
import { useInteraction } from '../use-interaction.ts'

/** One earlier interaction, beside the one in hand. */
export const interactionTab: TabKind = {
  kind: 'interaction',
  Icon: IconClockHour4,
  isAllowed: (me) => mayAny(me, 'interactions.read'),
  Title: InteractionTitle,
  Panel: lazy(() => import('./interaction-tab-panel.tsx')),
}

function InteractionTitle({ subject }: TabProps) {
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const item = useInteraction(subject).data
  return <bdi>{item ? (item.subject ?? moment(Date.parse(item.startedAt), nowMs)) : '…'}</bdi>
}
