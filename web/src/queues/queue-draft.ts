import type { AgentId, BusinessHoursId, BusinessUnitId, FlowId } from '#kernel/ids.ts'
import type { Channel } from '#protocol/http/interactions.ts'
import type { CreateQueue, ManagedQueue, QueueMember } from '#protocol/http/queues.ts'
import type { StrategyName } from '#protocol/http/skills.ts'
import { isReachWrong, type ReachDraft, reachDraft, reachOf } from '../geography/reach-draft.ts'
import { relaxationOf, type StepDraft, stepDraft, stepProblems } from '../skills/relaxation-draft.ts'
import { type GroupDraft, requirementDraft, requirementOf } from '../skills/requirement-draft.ts'
import {
  type AnnouncementDraft,
  announcementDraft,
  announcementProblems,
  announcementsOf,
} from './announcement-draft.ts'
import { type CallbackDraft, callbackDraft, callbackOf, callbackProblems } from './callback-draft.ts'
import {
  type CustomerRuleDraft,
  customerRuleDraft,
  customerRuleOf,
  customerRuleProblem,
} from './customer-rules-draft.ts'
import { type RuleDraft, ruleDraft, ruleOf, ruleProblem } from './rules-draft.ts'

/** A queue as it is typed: times in seconds. */
export interface QueueDraft {
  readonly name: string
  readonly channel: Channel
  readonly ringS: string
  readonly wrapUpS: string
  readonly extensions: string
  readonly extensionS: string
  readonly wrapUpMode: WrapUpMode
  readonly coolDownS: string
  readonly misses: string
  readonly missedS: string
  readonly parkS: string
  readonly priority: string
  readonly isAutoAnswered: boolean
  readonly members: readonly MemberDraft[]
  readonly strategy: StrategyName
  readonly offersAtOnce: string
  readonly requirement: GroupDraft
  readonly reach: ReachDraft
  readonly steps: readonly StepDraft[]
  readonly promiseS: string
  readonly promisePercent: string
  /** 0: not at all. */
  readonly lastAgentS: string
  readonly messageS: string
  readonly caseOwnerS: string
  readonly ownerS: string
  readonly customerRules: readonly CustomerRuleDraft[]
  /** Empty: the organization itself. */
  readonly unitId: BusinessUnitId | ''
  /** Empty: always open. */
  readonly hoursId: BusinessHoursId | ''
  /** The script that its agents are shown. */
  readonly scriptId: FlowId | ''
  readonly rules: readonly RuleDraft[]
  readonly callback: CallbackDraft
  readonly announcements: AnnouncementDraft
}
export const wrapUpModes = ['none', 'timed', 'extendable', 'optional'] as const
export type WrapUpMode = (typeof wrapUpModes)[number]
export interface MemberDraft {
  readonly agentId: AgentId
  readonly priority: string
  readonly ring: string
  readonly weight: string
  readonly position: string
  readonly share: string
}

export const newMember = (agentId: AgentId): MemberDraft => memberDraft({ agentId, priority: 0 })
const memberDraft = ({
  agentId,
  priority,
  ring = 1,
  weight = 1,
  position = 0,
  share = 1,
}: QueueMember): MemberDraft => ({
  agentId,
  priority: String(priority),
  ring: String(ring),
  weight: String(weight),
  position: String(position),
  share: String(share),
})

/** As routing has it for a queue of which nothing is said. */
const usual = {
  ...{
    ringTimeoutMs: 20_000,
    wrapUpLimitMs: 60_000,
    wrapUpExtensions: 2,
    wrapUpExtensionMs: null,
    isWrapUpOptional: false,
    declineCoolDownMs: 30_000,
  },
  ...{ notReadyAfterMisses: 1, missedCoolDownMs: 30_000 },
  ...{ strategy: 'longestIdle' as StrategyName, offersAtOnce: 1, requirement: null, reach: null, relaxation: [] },
  ...{ businessHoursId: null, scriptFlowId: null, diversions: [], lastAgentPatienceMs: 0, voicemailLongestMs: 180_000 },
  ...{ caseOwnerPatienceMs: 0, ownerPatienceMs: 0, customerRules: [] },
  serviceLevel: { thresholdMs: 20_000, percent: 80 },
} as const

export function queueDraft(queue: ManagedQueue | undefined): QueueDraft {
  const of = queue ?? {
    ...usual,
    name: '',
    channel: 'voice' as const,
    parkTimeoutMs: 120_000,
    priority: 0,
    isAutoAnswered: false,
    members: [],
  }
  const seconds = (ms: number) => String(ms / 1000)
  return {
    name: of.name,
    channel: of.channel,
    ringS: seconds(of.ringTimeoutMs),
    wrapUpS: seconds(of.wrapUpLimitMs),
    extensions: String(of.wrapUpExtensions),
    extensionS: seconds(of.wrapUpExtensionMs ?? usualExtensionMs(of.wrapUpLimitMs)),
    wrapUpMode: wrapUpModeOf(of),
    coolDownS: seconds(of.declineCoolDownMs),
    misses: String(of.notReadyAfterMisses),
    missedS: seconds(of.missedCoolDownMs),
    parkS: seconds(of.parkTimeoutMs),
    priority: String(of.priority),
    isAutoAnswered: of.isAutoAnswered,
    members: of.members.map(memberDraft),
    strategy: of.strategy,
    offersAtOnce: String(of.offersAtOnce),
    requirement: requirementDraft(of.requirement),
    reach: reachDraft(of.reach),
    steps: of.relaxation.map(stepDraft),
    promiseS: seconds(of.serviceLevel.thresholdMs),
    promisePercent: String(of.serviceLevel.percent),
    lastAgentS: seconds(of.lastAgentPatienceMs),
    messageS: seconds(of.voicemailLongestMs),
    caseOwnerS: seconds(of.caseOwnerPatienceMs),
    ownerS: seconds(of.ownerPatienceMs),
    customerRules: of.customerRules.map(customerRuleDraft),
    unitId: queue?.businessUnitId ?? '',
    hoursId: of.businessHoursId ?? '',
    scriptId: of.scriptFlowId ?? '',
    rules: of.diversions.map(ruleDraft),
    callback: callbackDraft(queue),
    announcements: announcementDraft(queue),
  }
}

/** An extension is as long as the wrap-up, but no moment. */
const usualExtensionMs = (limitMs: number): number => Math.max(1000, limitMs)

const wrapUpModeOf = (
  of: Pick<ManagedQueue, 'wrapUpLimitMs' | 'wrapUpExtensions' | 'isWrapUpOptional'>,
): WrapUpMode => {
  if (of.wrapUpLimitMs === 0) return 'none'
  if (of.isWrapUpOptional) return 'optional'
  return of.wrapUpExtensions > 0 ? 'extendable' : 'timed'
}

export type NumberName =
  | 'ringS'
  | 'wrapUpS'
  | 'extensions'
  | 'extensionS'
  | 'coolDownS'
  | 'misses'
  | 'missedS'
  | 'parkS'
  | 'priority'
  | 'offersAtOnce'
  | 'promiseS'
  | 'promisePercent'
  | 'lastAgentS'
  | 'messageS'
  | 'caseOwnerS'
  | 'ownerS'
export type MemberField = 'priority' | 'ring' | 'weight' | 'position' | 'share'
export const bounds: Readonly<Record<NumberName, readonly [number, number]>> = {
  ringS: [1, 86_400],
  wrapUpS: [0, 86_400],
  extensions: [0, 1000],
  extensionS: [1, 86_400],
  coolDownS: [1, 86_400],
  misses: [0, 100],
  missedS: [5, 86_400],
  parkS: [1, 86_400],
  priority: [-1000, 1000],
  offersAtOnce: [1, 100],
  promiseS: [1, 86_400],
  promisePercent: [1, 99],
  lastAgentS: [0, 86_400],
  messageS: [10, 1800],
  caseOwnerS: [0, 86_400],
  ownerS: [0, 86_400],
}
export const memberBounds: Readonly<Record<MemberField, readonly [number, number]>> = {
  priority: bounds.priority,
  ring: [1, 100],
  weight: [1, 10],
  position: [0, 100_000],
  share: [1, 100],
}
const memberFields = Object.keys(memberBounds) as MemberField[]

/** `undefined` for what is no number, or out of bounds. Seconds may have a fraction, counts may not. */
function read(text: string, name: NumberName): number | undefined {
  const value = readWithin(text, bounds[name], name.endsWith('S'))
  // Nothing at all, or long enough to be noticed.
  const isPatience = name === 'lastAgentS' || name === 'ownerS' || name === 'caseOwnerS'
  return isPatience && value !== undefined && value > 0 && value < 1 ? undefined : value
}

export function readWithin(
  text: string,
  [least, most]: readonly [number, number],
  isSeconds = false,
): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  const isWhole = Number.isInteger(isSeconds ? value * 1000 : value)
  return text.trim() !== '' && isWhole && value >= least && value <= most ? value : undefined
}

/** The first field of a member that is out of its bounds. */
export const memberProblem = (member: MemberDraft): MemberField | undefined =>
  memberFields.find((field) => readWithin(member[field], memberBounds[field]) === undefined)

/** What is wrong with it, by field; a member's by the agent. */
export function queueProblems(
  draft: QueueDraft,
): ReadonlySet<'name' | 'reach' | 'steps' | 'rules' | 'callback' | 'announcements' | NumberName | AgentId> {
  const problems = new Set<'name' | 'reach' | 'steps' | 'rules' | 'callback' | 'announcements' | NumberName | AgentId>()
  if (draft.name.trim() === '') problems.add('name')
  for (const name of Object.keys(bounds) as NumberName[]) if (read(draft[name], name) === undefined) problems.add(name)
  for (const member of draft.members) if (memberProblem(member)) problems.add(member.agentId)
  if (isReachWrong(draft.reach)) problems.add('reach')
  if (stepProblems(draft.steps).size > 0) problems.add('steps')
  if (draft.rules.some(ruleProblem)) problems.add('rules')
  if (draft.customerRules.some(customerRuleProblem)) problems.add('rules')
  if (draft.channel === 'voice' && callbackProblems(draft.callback).size > 0) problems.add('callback')
  if (draft.channel === 'voice' && announcementProblems(draft.announcements).size > 0) problems.add('announcements')
  return problems
}

/** What is sent: call it when there are no problems. */
export function queueOf(draft: QueueDraft): CreateQueue {
  const number = (name: NumberName) => read(draft[name], name) ?? 0
  const ms = (name: NumberName) => Math.round(number(name) * 1000)
  return {
    name: draft.name.trim(),
    channel: draft.channel,
    ringTimeoutMs: ms('ringS'),
    ...wrapUpOf(draft.wrapUpMode, ms('wrapUpS'), number('extensions'), ms('extensionS')),
    declineCoolDownMs: ms('coolDownS'),
    notReadyAfterMisses: number('misses'),
    missedCoolDownMs: ms('missedS'),
    parkTimeoutMs: ms('parkS'),
    priority: number('priority'),
    isAutoAnswered: draft.isAutoAnswered,
    members: draft.members.map((member) => {
      const of = (field: MemberField) => readWithin(member[field], memberBounds[field]) ?? 0
      return {
        ...{ agentId: member.agentId, priority: of('priority'), ring: of('ring') },
        ...{ weight: of('weight'), position: of('position'), share: of('share') },
      }
    }),
    strategy: draft.strategy,
    ...(draft.channel === 'voice' && { ...callbackOf(draft.callback), ...announcementsOf(draft.announcements) }),
    offersAtOnce: number('offersAtOnce'),
    requirement: requirementOf(draft.requirement),
    reach: reachOf(draft.reach),
    relaxation: relaxationOf(draft.steps),
    serviceLevel: { thresholdMs: ms('promiseS'), percent: number('promisePercent') },
    lastAgentPatienceMs: ms('lastAgentS'),
    voicemailLongestMs: ms('messageS'),
    caseOwnerPatienceMs: ms('caseOwnerS'),
    ownerPatienceMs: ms('ownerS'),
    customerRules: draft.customerRules.map(customerRuleOf),
    ...(draft.unitId !== '' && { businessUnitId: draft.unitId }),
    businessHoursId: draft.hoursId === '' ? null : draft.hoursId,
    scriptFlowId: draft.scriptId === '' ? null : draft.scriptId,
    diversions: draft.rules.map(ruleOf),
  }
}

/** What a way of writing up says of the rest: who writes up not at all has no time for it. An extension as usual is not said. */
const wrapUpOf = (mode: WrapUpMode, limitMs: number, extensions: number, extensionMs: number) => ({
  wrapUpLimitMs: mode === 'none' ? 0 : limitMs,
  wrapUpExtensions: mode === 'timed' ? 0 : extensions,
  wrapUpExtensionMs: extensionMs === usualExtensionMs(limitMs) ? null : extensionMs,
  isWrapUpOptional: mode === 'optional',
})
