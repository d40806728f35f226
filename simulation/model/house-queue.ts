import {
  type AnnouncementSettings,
  type CallbackSettings,
  defaultQueueSettings,
  type Proficiency,
  type QueueSettings,
  type Requirement,
  usualCallbackSettings,
  usualServiceLevel,
} from '#domain/routing/index.ts'
import type { FlowId, QueueId, SkillId } from '#kernel/ids.ts'
import type { ModelQueue, ModelRequirement } from './model.ts'
import { present } from './present.ts'

type Rule = NonNullable<QueueSettings['diversions']>[number]

export const skillIdOf = (name: string) => `skl_${name}` as SkillId

/** The ids of what a model names. */
interface Ids {
  queue(name: string): QueueId
  flow(name: string): FlowId
}

/** How the decider is told of a queue. */
export function queueSettingsOf(queue: ModelQueue, idOf: Ids): QueueSettings {
  const { channel = 'voice', strategy = 'longestIdle', priority = 0, places = null, wrapUp } = queue
  const { ringTimeoutMs, offersAtOnce, declineCoolDownMs, missedOffers, lastAgentPatienceMs, reach } = queue
  const requirement = requirementOf(queue)
  const diversions: Rule[] = [
    // With no place at all whoever finds an agent free is taken all the same, which this rule does not say.
    ...(places !== null && places > 0 ? [fullAt(places)] : []),
    ...(queue.diversions ?? []).map(({ when, to }, place) => ({ when, to: ledTo(to, place, idOf) })),
  ]
  return {
    ...defaultQueueSettings,
    channel,
    strategy,
    priority,
    wrapUpLimitMs: wrapUp ? (wrapUp.limitMs ?? defaultQueueSettings.wrapUpLimitMs) : 0,
    isRecorded: false,
    ...present({ ringTimeoutMs, offersAtOnce, declineCoolDownMs, missedOffers, lastAgentPatienceMs, reach }),
    ...(requirement && { requirement }),
    serviceLevel: {
      // A promise of the decider's is a second at least.
      thresholdMs: Math.max(1000, Math.round(queue.serviceLevel?.thresholdMs ?? usualServiceLevel.thresholdMs)),
      percent: queue.serviceLevel?.percent ?? usualServiceLevel.percent,
    },
    relaxation: (queue.relaxation ?? []).map(({ drop, ...step }) => ({
      ...present(step),
      ...(drop && { drop: drop.map(skillIdOf) }),
    })),
    ...(diversions.length > 0 && { diversions }),
    ...(queue.announcements && { announcements: announcementsOf(queue.announcements) }),
    // Whoever wants somebody is known to the whole product as somebody's customer.
    ...(queue.preferred && { ownerPatienceMs: queue.preferred.patienceMs }),
    ...(queue.callback && { callback: callbackOf(queue.callback) }),
  }
}

function requirementOf({ requires = [], requirement }: ModelQueue): Requirement | undefined {
  const asked: Requirement[] = requires.map(({ skill, least }) => leaf(skill, least))
  if (requirement) asked.push(withIds(requirement))
  return asked.length > 1 ? { all: asked } : asked[0]
}

const leaf = (skill: string, least: number): Requirement => ({ skillId: skillIdOf(skill), least: least as Proficiency })

function withIds(requirement: ModelRequirement): Requirement {
  if ('skill' in requirement) return leaf(requirement.skill, requirement.least)
  if ('all' in requirement) return { all: requirement.all.map(withIds) }
  if ('any' in requirement) return { any: requirement.any.map(withIds) }
  return { not: withIds(requirement.not) }
}

/** Who finds so many waiting hears that, and the call ends. */
const fullAt = (waiting: number): Rule => ({
  when: { kind: 'full', waiting },
  to: { kind: 'announcement', prompt: 'full' },
})

function ledTo(to: NonNullable<ModelQueue['diversions']>[number]['to'], place: number, idOf: Ids): Rule['to'] {
  switch (to.kind) {
    case 'queue':
      return { kind: 'queue', queueId: idOf.queue(to.id) }
    case 'flow':
      return { kind: 'flow', flowId: idOf.flow(to.id) }
    case 'announcement':
      return { kind: 'announcement', prompt: 'sorry' }
    case 'outside':
      return { kind: 'outside', place }
    case 'callback':
      return to
    case 'voicemail':
      return { kind: 'voicemail' }
  }
}

const announcementsOf = ({
  saysPosition = true,
  saysWait = false,
  firstAfterMs = 15_000,
  everyMs = 60_000,
}: NonNullable<ModelQueue['announcements']>): AnnouncementSettings => ({
  saysPosition,
  saysWait,
  firstAfterMs,
  everyMs,
})

function callbackOf({
  dials,
  retryAfterMs,
  ringTimeoutMs,
  offer,
}: NonNullable<ModelQueue['callback']>): CallbackSettings {
  return {
    ...usualCallbackSettings,
    ...present({ dials, retryAfterMs, ringTimeoutMs }),
    ...(offer && { offer: { standardMs: offer.standardMs, key: '1', prompt: 'callback-offer' } }),
  }
}
