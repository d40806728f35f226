import type { QueueId } from '#kernel/ids.ts'
import { areAnnouncementSettings } from '../announcing/settings.ts'
import { isReach } from '../asking/area.ts'
import { isRequirement } from '../asking/requirement.ts'
import { isRelaxation } from '../asking/wishes.ts'
import { areCallbackSettings } from '../callbacks/settings.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { mostDiversions } from '../diversions.ts'
import { areCustomerRules } from '../priority/customer.ts'
import type { RefusalCode } from '../refusals.ts'
import type { QueueSettings } from '../settings.ts'
import { isDeskWork, isStillDialed, type RoutingTables } from '../state.ts'
import { strategyNames } from '../strategy/index.ts'
import { areVoicemailSettings } from '../voicemail/settings.ts'
import { isWorkableWrapUp, wrapUpRuleOf } from '../wrap-up-rule.ts'

const dayMs = 86_400_000

/** A queue's channel is for life: those who wait in it are of that channel. */
export function configureQueue(
  decision: Decision,
  { queueId, settings }: RoutingCommandOf<'ConfigureQueue'>,
): RefusalCode | null {
  const before = decision.draft.queues.get(queueId)
  if (!isWorkable(settings) || (before && before.settings.channel !== settings.channel)) return 'wrong-settings'
  if (before && JSON.stringify(before.settings) === JSON.stringify(settings)) return null
  decision.add({ type: 'QueueConfigured', queueId, settings })
  return null
}

export function changeHours(
  decision: Decision,
  { type, queueId }: RoutingCommandOf<'OpenQueue' | 'CloseQueue'>,
): RefusalCode | null {
  const queue = decision.draft.queues.get(queueId)
  if (!queue) return 'no-such-queue'
  const isClosed = type === 'CloseQueue'
  if ((queue.isClosed === true) !== isClosed) decision.add({ type: isClosed ? 'QueueClosed' : 'QueueOpened', queueId })
  return null
}

export function removeQueue(decision: Decision, { queueId }: RoutingCommandOf<'RemoveQueue'>): RefusalCode | null {
  const { queues, agents } = decision.draft
  if (!queues.has(queueId)) return null
  for (const { settings } of agents.values()) {
    if (settings.memberships.some((membership) => membership.queueId === queueId)) return 'queue-in-use'
  }
  if (isNeeded(decision.draft, queueId)) return 'queue-in-use'
  decision.add({ type: 'QueueRemoved', queueId })
  return null
}

/** Whether somebody waits in it, or a live call came from it or may come back to it. Walks over the calls: for an administrator's deed. */
export function isNeeded(
  { interactions, recordings }: Pick<RoutingTables, 'interactions' | 'recordings'>,
  queueId: QueueId,
): boolean {
  // A message is about to be left for it.
  for (const { message } of recordings.values()) if (message?.queueId === queueId) return true
  for (const interaction of interactions.values()) {
    const { waiting, engagement, wrapUps } = interaction
    if ([waiting, engagement, ...wrapUps].some((one) => one?.queueId === queueId)) return true
    if (isDeskWork(interaction)) continue
    const isToBeCalled = interaction.kind === 'callback' || isStillDialed(interaction)
    if (isToBeCalled && interaction.promise?.queueId === queueId) return true
    if (interaction.kind === 'callback') continue
    const { parked, calledParties, entry, stage, voicemail } = interaction
    const fallbacks = calledParties.map((party) => party.fallbackQueueId)
    const isOnItsWay = stage === 'inFlow' && entry.queueId === queueId
    if (isOnItsWay || voicemail?.queueId === queueId || parked?.queueId === queueId || fallbacks.includes(queueId))
      return true
  }
  return false
}

function isWorkable(settings: QueueSettings): boolean {
  const isWithin = (value: number, least: number, most: number) =>
    Number.isSafeInteger(value) && value >= least && value <= most
  return (
    strategyNames.includes(settings.strategy) &&
    isWithin(settings.ringTimeoutMs, 1000, dayMs) &&
    isWorkableWrapUp(wrapUpRuleOf(undefined, settings)) &&
    // Without a cool-down the only agent who is there would be asked again in the moment in which he declines.
    isWithin(settings.declineCoolDownMs, 1000, dayMs) &&
    isWithin(settings.missedOffers?.notReadyAfter ?? 1, 0, 100) &&
    isWithin(settings.missedOffers?.coolDownMs ?? 1000, 1000, dayMs) &&
    isWithin(settings.priority, -1000, 1000) &&
    isWithin(settings.offersAtOnce ?? 1, 1, 100) &&
    isWithin(settings.lastAgentPatienceMs ?? 1000, 1000, dayMs) &&
    isWithin(settings.ownerPatienceMs ?? 1000, 1000, dayMs) &&
    isWithin(settings.caseOwnerPatienceMs ?? 1000, 1000, dayMs) &&
    areCustomerRules(settings.customerRules ?? []) &&
    isWithin(settings.serviceLevel?.thresholdMs ?? 1000, 1000, dayMs) &&
    isWithin(settings.serviceLevel?.percent ?? 1, 1, 99) &&
    (settings.requirement === undefined || isRequirement(settings.requirement)) &&
    (settings.reach === undefined || isReach(settings.reach)) &&
    isRelaxation(settings.relaxation ?? []) &&
    (settings.announcements === undefined || areAnnouncementSettings(settings.announcements)) &&
    (settings.callback === undefined || areCallbackSettings(settings.callback)) &&
    (settings.voicemail === undefined || areVoicemailSettings(settings.voicemail)) &&
    (settings.diversions ?? []).length <= mostDiversions &&
    (settings.diversions ?? []).every(({ when }) => {
      if (when.kind === 'full') return isWithin(when.waiting, 0, 1_000_000)
      if (when.kind === 'expected-wait') return isWithin(when.overMs, 0, dayMs)
      if (when.kind === 'service-level') return isWithin(when.belowPercent, 1, 99)
      return when.kind !== 'waited' || isWithin(when.afterMs, 1000, dayMs)
    })
  )
}
