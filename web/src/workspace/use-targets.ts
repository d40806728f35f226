import type { CustomerId, InteractionId } from '#kernel/ids.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { may, useMe } from '../sign-in/me.ts'
import { useStore } from '../state/use-store.ts'
import { type Owner, own, tabId, tabsOf } from './tabs.ts'
import type { AttachTarget } from './use-attaching.ts'
import { useDeskStores } from './use-desk-stores.ts'
import { useInteraction } from './use-interaction.ts'

/**
 * To what the words of a sheet can be attached: its interaction while that is in hand, and its customer; of the own sheet,
 * the customer whose tab is in front.
 */
export function useTargets(sheet: Owner, inHand: readonly DeskInteraction[]): readonly AttachTarget[] {
  const me = useMe()
  const { desk } = useDeskStores()
  const { tabs, front } = tabsOf(useStore(desk))
  const held = inHand.find((one) => one.interactionId === sheet)
  const past = useInteraction(sheet, sheet !== own && held === undefined).data
  const tab = tabs.find((one) => tabId(one) === front)
  const seen = tab && (tab.kind === 'customer' || tab.kind === 'history') ? (tab.subject as CustomerId) : undefined
  const customerId = sheet === own ? seen : (held ?? past)?.customerId
  const interactionId = sheet === own ? undefined : (sheet as InteractionId)
  return [
    ...(held && !held.isGuest ? [{ kind: 'interaction', interactionId: held.interactionId } as const] : []),
    ...(customerId !== undefined && may(me, 'customers.write')
      ? [{ kind: 'customer', customerId, ...(interactionId === undefined ? {} : { interactionId }) } as const]
      : []),
  ]
}
