import type { SkillId } from '#kernel/ids.ts'
import type { HandedOver, RoutingDecision, SubstitutionCause } from '#protocol/http/index.ts'

/** Who does whose work, and why, in English. */
const causeWords: Readonly<Record<SubstitutionCause, string>> = {
  sick: 'is sick',
  leave: 'is on leave',
  'reserve-duty': 'is on reserve duty',
  absent: 'is away',
  occupancy: 'is occupied beyond the limit',
  'open-work': 'has more open work than the limit',
  'oldest-age': 'has work that waits longer than the limit',
}

/** `2026-11-23T15:00Z`. */
export const minuteOf = (instant: string): string => `${instant.slice(0, 16)}Z`
const untilWords = (until: string | undefined) => (until === undefined ? '' : ` until ${minuteOf(until)}`)

type StandsInFor = NonNullable<NonNullable<RoutingDecision['why']>['standsInFor']>

/** Of an offer: in whose place the chosen one was asked. */
export const standInWords = ({ agentName, agentId, why, until }: StandsInFor): string =>
  `stands in: ${agentName ?? agentId} ${causeWords[why]}${untilWords(until)}`

/** @param agent whose work it is */
export function handedOverWords(
  agent: string,
  { why, until, to, teamSkillId }: HandedOver,
  skillName: (skillId: SkillId) => string,
): string {
  const names = to.map(({ agentName, agentId }) => agentName ?? agentId)
  const team = teamSkillId ? `the team of ${skillName(teamSkillId)}` : 'whoever serves the queue'
  const whom = names.length === 0 ? team : names.join(', then ')
  return `goes to others: ${agent} ${causeWords[why]}${untilWords(until)}; stands in: ${whom}`
}
