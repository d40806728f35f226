import type { Me } from '#protocol/http/people.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import type { TabKind } from './tab-kind.ts'
import { caseTab } from './tabs/case-tab.tsx'
import { customerTab } from './tabs/customer-tab.tsx'
import { historyTab } from './tabs/history-tab.tsx'
import { interactionTab } from './tabs/interaction-tab.tsx'
import { scriptTab } from './tabs/script-tab.tsx'
import { taskTab } from './tabs/task-tab.tsx'
import type { InHand } from './tabs.ts'

/** What can stand in the workspace; those that open by themselves do so in this order. */
export const tabKinds: readonly TabKind[] = [taskTab, scriptTab, customerTab, caseTab, historyTab, interactionTab]

export const tabKindOf = (kind: string): TabKind | undefined => tabKinds.find((one) => one.kind === kind)

/** An interaction in hand with the tabs that open for it by themselves. */
export const inHandOf = (interaction: DeskInteraction, me: Me): InHand => ({
  interactionId: interaction.interactionId,
  tabs: tabKinds.flatMap(({ kind, isAllowed, subjectOf }) => {
    const subject = isAllowed(me) ? subjectOf?.(interaction) : undefined
    return subject === undefined ? [] : [{ kind, subject }]
  }),
})
