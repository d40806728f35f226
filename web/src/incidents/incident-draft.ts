import type { BusinessUnitId, CustomerSegmentId, CustomerTierId, QueueId, SkillId } from '#kernel/ids.ts'
import type { DeclareIncident, IncidentMatch } from '#protocol/http/incidents.ts'

/** An incident as it is typed. */
export interface IncidentDraft {
  readonly title: string
  readonly queueIds: readonly string[]
  readonly businessUnitIds: readonly string[]
  readonly regionCodes: readonly string[]
  readonly tierIds: readonly string[]
  readonly segmentIds: readonly string[]
  readonly skillIds: readonly string[]
  /** One a line each. */
  readonly dialed: string
  readonly prefixes: string
  /** Name=value, one a line. */
  readonly payload: string
  readonly level: string
  readonly boostS: string
  /** Minutes; empty: until somebody ends it. */
  readonly endsAfter: string
}

export const newIncident: IncidentDraft = {
  ...{ title: '', queueIds: [], businessUnitIds: [], regionCodes: [], tierIds: [], segmentIds: [], skillIds: [] },
  ...{ dialed: '', prefixes: '', payload: '', level: '30', boostS: '0', endsAfter: '' },
}

export type IncidentProblem = 'title' | 'nothing' | 'payload' | 'level' | 'boostS' | 'endsAfter'

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** `undefined` for what is no whole number within these bounds. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

const longestBoostS = 86_400
const longestMinutes = 44_640

export function incidentProblems(draft: IncidentDraft): ReadonlySet<IncidentProblem> {
  const problems = new Set<IncidentProblem>()
  if (draft.title.trim() === '') problems.add('title')
  if (Object.keys(matchOf(draft)).length === 0) problems.add('nothing')
  if (lines(draft.payload).some((line) => !/^[^=]+=.+$/.test(line))) problems.add('payload')
  const level = wholeNumber(draft.level, -1000, 1000)
  const boostS = wholeNumber(draft.boostS, -longestBoostS, longestBoostS)
  if (level === undefined || (level === 0 && boostS === 0)) problems.add('level')
  if (boostS === undefined) problems.add('boostS')
  const isOpen = draft.endsAfter.trim() === ''
  if (!isOpen && wholeNumber(draft.endsAfter, 1, longestMinutes) === undefined) problems.add('endsAfter')
  return problems
}

function matchOf(draft: IncidentDraft): IncidentMatch {
  const [dialedNumbers, callerPrefixes] = [lines(draft.dialed), lines(draft.prefixes)]
  const payload = lines(draft.payload).map((line) => {
    const at = line.indexOf('=')
    return { field: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }
  })
  const { queueIds, businessUnitIds, regionCodes, tierIds, segmentIds, skillIds } = draft
  return {
    ...(queueIds.length > 0 && { queueIds: queueIds as QueueId[] }),
    ...(businessUnitIds.length > 0 && { businessUnitIds: businessUnitIds as BusinessUnitId[] }),
    ...(regionCodes.length > 0 && { regionCodes: [...regionCodes] }),
    ...(tierIds.length > 0 && { tierIds: tierIds as CustomerTierId[] }),
    ...(segmentIds.length > 0 && { segmentIds: segmentIds as CustomerSegmentId[] }),
    ...(skillIds.length > 0 && { skillIds: skillIds as SkillId[] }),
    ...(dialedNumbers.length > 0 && { dialedNumbers: [...dialedNumbers] }),
    ...(callerPrefixes.length > 0 && { callerPrefixes: [...callerPrefixes] }),
    ...(payload.length > 0 && { payload }),
  }
}

/** What is sent: call it when there are no problems. */
export function incidentOf(draft: IncidentDraft, nowMs: number): DeclareIncident {
  const minutes = wholeNumber(draft.endsAfter, 1, longestMinutes)
  return {
    title: draft.title.trim(),
    match: matchOf(draft),
    level: wholeNumber(draft.level, -1000, 1000) ?? 0,
    boostMs: (wholeNumber(draft.boostS, -longestBoostS, longestBoostS) ?? 0) * 1000,
    ...(minutes !== undefined && { endsAt: new Date(nowMs + minutes * 60_000).toISOString() }),
  }
}
