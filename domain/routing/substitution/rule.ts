import type { AgentId, QueueId, SkillId, SubstitutionId } from '#kernel/ids.ts'
import type { Channel } from '../../interactions/index.ts'

/** When the work of one agent goes to others, and to whom. */
export interface SubstitutionRule {
  readonly substitutionId: SubstitutionId
  readonly when: Absence | Overload
  readonly by: StandIns
  /** Only his work of these queues; absent: of all. */
  readonly queueIds?: readonly QueueId[]
  /** Only his work of these channels; absent: of all. */
  readonly channels?: readonly Channel[]
  /** Whoever stands in need not be able to do what is asked. Absent: he has to. */
  readonly isAnySkill?: true
  /** How long work that he had in hand when he left is kept for who stands in, before everybody is asked. */
  readonly patienceMs: number
}

export const absenceKinds = ['sick', 'leave', 'reserve-duty', 'absent'] as const
export type AbsenceKind = (typeof absenceKinds)[number]

export interface Absence {
  readonly kind: 'absence'
  readonly why: AbsenceKind
  /** UTC milliseconds. */
  readonly fromMs: number
  /** `null`: until somebody says otherwise. */
  readonly untilMs: number | null
}

export const overloadMeasures = ['occupancy', 'open-work', 'oldest-age'] as const
export type OverloadMeasure = (typeof overloadMeasures)[number]

/** More than he can do. It begins at `on` and is over at `off`, which is less, and not before `leastMs`: it does not flutter. */
export interface Overload {
  readonly kind: 'overload'
  /**
   * `occupancy`: of a hundred parts of his time lately, so many with work; `open-work`: so many in hand or waiting for him;
   * `oldest-age`: how long the oldest of those that wait for him does, milliseconds.
   */
  readonly measure: OverloadMeasure
  readonly on: number
  readonly off: number
  readonly leastMs: number
}

export type StandIns =
  /** The first who is there before the next. */
  | { readonly kind: 'people'; readonly agentIds: readonly AgentId[] }
  /** Whoever of the queue has this skill, as that of a business unit; `null`: whoever serves the queue. */
  | { readonly kind: 'team'; readonly skillId: SkillId | null }

export type SubstitutionCause = AbsenceKind | OverloadMeasure
export const causeOf = ({ when }: SubstitutionRule): SubstitutionCause =>
  when.kind === 'absence' ? when.why : when.measure

export const mostRules = 50
export const mostStandIns = 10
const dayMs = 86_400_000

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most

/** Whether these can be carried out, of one agent. */
export function areSubstitutionRules(agentId: AgentId, rules: readonly SubstitutionRule[]): boolean {
  const ids = new Set(rules.map(({ substitutionId }) => substitutionId))
  return rules.length <= mostRules && ids.size === rules.length && rules.every((rule) => isRule(agentId, rule))
}

function isRule(agentId: AgentId, { when, by, queueIds = [], channels = [], patienceMs }: SubstitutionRule): boolean {
  if (!isWithin(patienceMs, 1000, dayMs) || queueIds.length > 1000 || channels.length > 100) return false
  if (by.kind === 'people') {
    const { agentIds } = by
    const areOthers = new Set(agentIds).size === agentIds.length && !agentIds.includes(agentId)
    if (!areOthers || agentIds.length === 0 || agentIds.length > mostStandIns) return false
  }
  return when.kind === 'absence' ? isAbsence(when) : isOverload(when)
}

const isAbsence = ({ fromMs, untilMs }: Absence): boolean =>
  Number.isSafeInteger(fromMs) &&
  fromMs >= 0 &&
  (untilMs === null || (Number.isSafeInteger(untilMs) && untilMs > fromMs))

function isOverload({ measure, on, off, leastMs }: Overload): boolean {
  const most = { occupancy: 99, 'open-work': 100_000, 'oldest-age': 365 * dayMs }[measure]
  const least = measure === 'occupancy' ? 1 : 0
  return isWithin(on, least + 1, most) && isWithin(off, least, on - 1) && isWithin(leastMs, 1000, dayMs)
}
