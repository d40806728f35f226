import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useDesk } from '../desk/use-desk.ts'
import { useStore } from '../state/use-store.ts'
import { useDeskStores } from './use-desk-stores.ts'

/** The interaction in hand that the desk is about; absent: none, or it is a colleague's, who has it in hand. */
export function useInFront(): DeskInteraction | undefined {
  const { desk } = useDeskStores()
  const { front } = useStore(desk)
  const { calls, tasks } = useDesk()
  return [...calls, ...tasks].find(({ interactionId, isGuest }) => interactionId === front && !isGuest)
}
