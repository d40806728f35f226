import type { CaseId, CustomerId, InteractionId } from '#kernel/ids.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { may, useMe } from '../sign-in/me.ts'
import { useStore } from '../state/use-store.ts'
import { type Owner, own, tabId, tabsOf } from './tabs.ts'
import type { AttachTarget } from './use-attaching.ts'
import { useDeskStores } from './use-desk-stores.ts'
import { useInteraction } from './use-interaction.ts'

/**
 * To what the words of a sheet can be attached: its interaction while that is in hand, its customer, and its case or the one
 * whose tab is in front; of the own sheet, the customer or the case whose tab is in front.
 */
export function useTargets(sheet: Owner, inHand: readonly DeskInteraction[]): readonly AttachTarget[] {
  const me = useMe()
  const { desk } = useDeskStores()
  const { tabs, front } = tabsOf(useStore(desk))
  const held = inHand.find((one) => one.interactionId === sheet)
  const past = useInteraction(sheet, sheet !== own && held === undefined).data
  const tab = tabs.find((one) => tabId(one) === front)
  const seen = tab && (tab.kind === 'customer' || tab.kind === 'history') ? (tab.subject as CustomerId) : undefined
  const caseId = tab?.kind === 'case' ? (tab.subject as CaseId) : sheet === own ? undefined : held?.caseId
  const customerId = sheet === own ? seen : (held ?? past)?.customerId
  const interactionId = sheet === own ? undefined : (sheet as InteractionId)
  return [
    ...(held && !held.isGuest ? [{ kind: 'interaction', interactionId: held.interactionId } as const] : []),
    ...(customerId !== undefined && may(me, 'customers.write')
      ? [{ kind: 'customer', customerId, ...(interactionId === undefined ? {} : { interactionId }) } as const]
      : []),
    ...(caseId !== undefined && may(me, 'cases.write')
      ? [{ kind: 'case', caseId, ...(interactionId === undefined ? {} : { interactionId }) } as const]
      : []),
  ]
}
