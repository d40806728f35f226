import { useStore } from '../state/use-store.ts'
import { useTopic } from '../stream/use-topic.ts'
import { type DeskView, deskView } from './desk-view.ts'
import { type Deed, pendingDeeds } from './pending.ts'

export const useDesk = (): DeskView => deskView(useTopic('desk'))

export const useIsPending = (deed: Deed): boolean => useStore(pendingDeeds).has(deed)
