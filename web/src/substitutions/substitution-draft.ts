import type { AgentId, QueueId, SkillId } from '#kernel/ids.ts'
import {
  overloadCauses,
  type Substitution,
  type SubstitutionCause,
  type WritableSubstitution,
} from '#protocol/http/substitutions.ts'
import { fromLocal, toLocal } from './zone-time.ts'

/** What the form holds: texts as they are typed. */
export interface Draft {
  readonly agentId: string
  readonly ofSkillId: string
  readonly cause: SubstitutionCause
  readonly from: string
  readonly until: string
  readonly on: string
  readonly off: string
  readonly leastMinutes: string
  readonly standInIds: readonly AgentId[]
  readonly teamSkillId: string
  readonly queueIds: readonly string[]
  readonly isAnySkill: boolean
  readonly patienceMinutes: string
}

export const isOverload = (cause: SubstitutionCause): boolean => (overloadCauses as readonly string[]).includes(cause)
const unitOf = (cause: SubstitutionCause): number => (cause === 'oldest-age' ? 60_000 : 1)

export function draftOf(known: Substitution | undefined, timeZone: string): Draft {
  const unit = known ? unitOf(known.cause) : 1
  const shown = (value: number | undefined, by: number) => (value === undefined ? '' : String(value / by))
  return {
    agentId: known?.agentId ?? '',
    ofSkillId: known?.ofSkillId ?? '',
    cause: known?.cause ?? 'leave',
    from: toLocal(known?.from, timeZone),
    until: toLocal(known?.until, timeZone),
    on: shown(known?.on, unit),
    off: shown(known?.off, unit),
    leastMinutes: shown(known?.leastMs ?? 60_000, 60_000),
    standInIds: known?.standInIds ?? [],
    teamSkillId: known?.teamSkillId ?? '',
    queueIds: known?.queueIds ?? [],
    isAnySkill: known?.isAnySkill ?? false,
    patienceMinutes: shown(known?.patienceMs ?? 600_000, 60_000),
  }
}

/** What is sent; `undefined`: something that is needed is missing, or is no number. */
export function writableOf(draft: Draft, timeZone: string, known?: Substitution): WritableSubstitution | undefined {
  const { agentId, ofSkillId, cause, standInIds, teamSkillId, queueIds } = draft
  const isLimit = isOverload(cause)
  if ((agentId === '') === (ofSkillId === '' || !isLimit)) return undefined
  const number = (text: string, by: number) => Math.round(Number(text) * by)
  const patienceMs = number(draft.patienceMinutes, 60_000)
  const common = {
    ...(agentId === '' ? { ofSkillId: ofSkillId as SkillId } : { agentId: agentId as AgentId }),
    ...{ cause, standInIds: [...standInIds], isAnySkill: draft.isAnySkill, patienceMs },
    ...(standInIds.length === 0 && teamSkillId !== '' && { teamSkillId: teamSkillId as SkillId }),
    ...(queueIds.length > 0 && { queueIds: [...queueIds] as QueueId[] }),
    ...(known?.channels && { channels: known.channels }),
  }
  if (!Number.isFinite(patienceMs)) return undefined
  if (isLimit) {
    const [on, off] = [number(draft.on, unitOf(cause)), number(draft.off, unitOf(cause))]
    const leastMs = number(draft.leastMinutes, 60_000)
    if (draft.on.trim() === '' || draft.off.trim() === '' || ![on, off, leastMs].every(Number.isFinite))
      return undefined
    return { ...common, on, off, leastMs }
  }
  // What was not touched stays to the second.
  const asBefore = (local: string, before: string | undefined) =>
    before !== undefined && toLocal(before, timeZone) === local ? before : fromLocal(local, timeZone)
  const [from, until] = [asBefore(draft.from, known?.from), asBefore(draft.until, known?.until)]
  return { ...common, ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
}
