import { useEffect } from 'react'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { isTyping } from '../app/shortcuts.ts'
import { useDesk } from '../desk/use-desk.ts'
import { useMe } from '../sign-in/me.ts'
import { useStore } from '../state/use-store.ts'
import { inHandOf } from './tab-kinds.ts'
import { followHand, own } from './tabs.ts'
import { useDeskStores } from './use-desk-stores.ts'

export interface Front {
  /** In the order of the strip: who is on the line first. */
  readonly inHand: readonly DeskInteraction[]
  /** What the desk is about; absent: nothing in hand, or the agent is still at something of his own. */
  readonly interaction: DeskInteraction | undefined
  readonly owner: string
}

/** Keeps the desk in line with what is in hand, and says what is in front. */
export function useFront(): Front {
  const me = useMe()
  const { desk } = useDeskStores()
  const { presence, calls, tasks } = useDesk()
  const state = useStore(desk)
  // What only rings is in nobody's hand yet.
  const inHand = [...calls.filter(({ isToAnswer }) => !isToAnswer), ...tasks]
  useEffect(() => {
    // Before the first word nothing is known to be over.
    if (presence === undefined) return
    const held = inHand.map((one) => inHandOf(one, me))
    desk.set(followHand(desk.get(), held, isTyping(document.activeElement)))
  })
  const interaction = inHand.find(({ interactionId }) => interactionId === state.front)
  return { inHand, interaction, owner: interaction?.interactionId ?? own }
}
