import { CaseView } from '../../cases/case-view.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import type { TabProps } from '../tab-kind.ts'
import { openTab } from '../tabs.ts'
import { useCase } from '../use-case.ts'
import { useDeskStores } from '../use-desk-stores.ts'
import { useInFront } from '../use-in-front.ts'

/** One case, to be read and worked at beside the contact in hand. */
export default function CaseTabPanel({ subject }: TabProps) {
  const { desk } = useDeskStores()
  const inFront = useInFront()
  const query = useCase(subject)
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return null
  const open = (kind: string, id: string) => desk.set(openTab(desk.get(), { kind, subject: id }))
  return <CaseView key={subject} of={query.data} inHand={inFront} open={open} />
}
