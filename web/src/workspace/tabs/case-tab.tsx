import { IconBriefcase } from '@tabler/icons-react'
import { lazy } from 'react'
import { speakOf } from '../../languages/words.ts'
import { may } from '../../sign-in/me.ts'
import type { TabKind, TabProps } from '../tab-kind.ts'
import { caseName, useCase } from '../use-case.ts'

/** One matter of a customer. */
export const caseTab: TabKind = {
  kind: 'case',
  Icon: IconBriefcase,
  isAllowed: (me) => may(me, 'cases.read'),
  subjectOf: ({ caseId }) => caseId,
  Title: CaseTitle,
  // Its words come with the first case.
  Panel: lazy(async () => {
    await speakOf('cases')
    return import('./case-tab-panel.tsx')
  }),
}

function CaseTitle({ subject }: TabProps) {
  return <bdi dir="ltr">{caseName(useCase(subject).data)}</bdi>
}
