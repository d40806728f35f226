import type { QueueSettings, Requirement } from '#domain/routing/index.ts'
import type { FlowId, QueueId } from '#kernel/ids.ts'
import { shipped } from '../describing/sensible.ts'
import type { ModelQueue, ModelRequirement } from '../model.ts'
import type { Period } from './day.ts'
import type { QueueHistory } from './handled-work.ts'
import type { SentElsewhere } from './sent-elsewhere.ts'

type Settings = QueueSettings
type Rule = NonNullable<Settings['diversions']>[number]
type ModelRule = NonNullable<ModelQueue['diversions']>[number]

/** What is known of a day besides one queue. */
export interface Day {
  readonly period: Period
  readonly elsewhere: SentElsewhere
  readonly queues: ReadonlyMap<QueueId, Settings>
  /** Of all queues: for one in which nobody was served. */
  readonly allHandledMs: readonly number[]
  /** What is left out, in sentences. */
  readonly remarks: string[]
  hoursOf(queueId: QueueId): { fromMs: number; toMs: number }[] | undefined
  nameOf(queueId: QueueId): string
  /** As a flow is called that the model has; undefined: it has none. */
  flowName(flowId: FlowId): string | undefined
  skillName(id: string): string
}

/** A queue as it was in the end, with the customers whom it had on that day. */
export function historicQueue(queueId: QueueId, settings: Settings, done: QueueHistory, day: Day): ModelQueue {
  const { period, allHandledMs, elsewhere, nameOf, skillName } = day
  const { requirement, relaxation = [], reach, strategy, priority, channel } = settings
  const { percent, thresholdMs } = settings.serviceLevel ?? {}
  const isOnLine = channel === 'voice'
  const places = isOnLine ? placesOf(settings) : null
  const diversions = (settings.diversions ?? []).flatMap((rule, place): ModelRule[] => {
    if (rule.when.kind === 'full' && rule.when.waiting === places) return []
    if (!isOnLine && rule.to.kind !== 'queue') return []
    const led = ledTo(queueId, rule, place, done, day)
    return led ? [led] : []
  })
  const hours = diversions.some(({ when }) => when.kind === 'closed') ? day.hoursOf(queueId) : undefined
  const regions = regionsOf(done)
  const callback = settings.callback ?? (diversions.some(({ to }) => to.kind === 'callback') ? {} : undefined)
  return {
    id: nameOf(queueId),
    ...(!isOnLine && { channel }),
    arrivals: { atMs: done.cameAtMs.map((atMs) => Math.max(0, atMs - period.fromMs)).sort((a, b) => a - b) },
    handle: { empiricalMs: done.handledMs.length > 0 ? done.handledMs : [...allHandledMs] },
    patience: done.abandoned > 0 && done.waitedMs > 0 ? { exponentialMeanMs: done.waitedMs / done.abandoned } : null,
    ...{ priority, places, strategy },
    ...(requirement && { requirement: withNames(requirement, skillName) }),
    relaxation: relaxation.map(({ drop, ...step }) => ({ ...step, ...(drop && { drop: drop.map(skillName) }) })),
    ...(reach !== undefined && { reach }),
    ...(regions.length > 0 && { regions }),
    ...(hours && { hours }),
    ...(diversions.length > 0 && { diversions }),
    ...(callback && isOnLine && { callback: callbackOf(queueId, callback, elsewhere) }),
    ...(thresholdMs !== undefined && percent !== undefined && { serviceLevel: { thresholdMs, percent } }),
  }
}

/** Of the first rule, where it turns away whoever finds so many waiting; any other limit is a rule of the model. */
function placesOf({ diversions = [] }: Settings): number | null {
  const [first] = diversions
  const isLimit = first?.when.kind === 'full' && first.to.kind === 'announcement' && first.when.waiting > 0
  return isLimit && first.when.kind === 'full' ? first.when.waiting : null
}

function ledTo(
  queueId: QueueId,
  { when, to }: Rule,
  place: number,
  { messagesMs }: QueueHistory,
  { queues, elsewhere, nameOf, flowName, remarks }: Day,
): ModelRule | null {
  switch (to.kind) {
    case 'queue': {
      const channel = queues.get(to.queueId)?.channel
      if (channel !== undefined && channel === queues.get(queueId)?.channel && to.queueId !== queueId) {
        return { when, to: { kind: 'queue', id: nameOf(to.queueId) } }
      }
      remarks.push(`Where the queue ${nameOf(queueId)} sends people is gone: that rule is left out.`)
      return null
    }
    case 'flow': {
      const id = flowName(to.flowId)
      if (id !== undefined) return { when, to: { kind: 'flow', id } }
      remarks.push(
        `Nobody went through the flow into which a rule of the queue ${nameOf(queueId)} leads: it is left out.`,
      )
      return null
    }
    case 'announcement':
      return { when, to: { kind: 'announcement' } }
    case 'callback':
      return { when, to }
    case 'outside':
      return { when, to: { kind: 'outside', answerShare: elsewhere.answerShare(queueId, place) } }
    case 'voicemail': {
      const { spokenMs } = elsewhere.of(queueId)
      const speaks = spokenMs.length > 0 && { speaks: { empiricalMs: spokenMs } }
      const handle = messagesMs.length > 0 && { handle: { empiricalMs: messagesMs } }
      return { when, to: { kind: 'voicemail', ...speaks, ...handle } }
    }
  }
}

function callbackOf(
  queueId: QueueId,
  { dials, retryAfterMs, ringTimeoutMs, offer }: Partial<NonNullable<Settings['callback']>>,
  elsewhere: SentElsewhere,
): NonNullable<ModelQueue['callback']> {
  const { acceptShare, ...habits } = elsewhere.callbackHabits(queueId)
  return {
    ...(dials && { dials }),
    ...(retryAfterMs && { retryAfterMs: [...retryAfterMs] }),
    ...(ringTimeoutMs !== undefined && { ringTimeoutMs }),
    ...(offer && { offer: { standardMs: offer.standardMs, acceptShare } }),
    ...habits,
  }
}

/** As far as the shipped countries know them. */
function regionsOf({ regions, cameAtMs }: QueueHistory): NonNullable<ModelQueue['regions']> {
  const all = Math.max(1, cameAtMs.length)
  return [...regions].flatMap(([region, count]) =>
    shipped().region(region) ? [{ region, share: Math.min(1, count / all) }] : [],
  )
}

/** With skills by their names. */
function withNames(requirement: Requirement, skillName: (id: string) => string): ModelRequirement {
  if ('skillId' in requirement) return { skill: skillName(requirement.skillId), least: requirement.least }
  const all = (parts: readonly Requirement[]) => parts.map((part) => withNames(part, skillName))
  if ('all' in requirement) return { all: all(requirement.all) }
  if ('any' in requirement) return { any: all(requirement.any) }
  return { not: withNames(requirement.not, skillName) }
}
