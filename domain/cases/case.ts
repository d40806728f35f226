import type { AgentId, CaseId } from '#kernel/ids.ts'

/** `waiting`: for the customer, who has to say or send something before it goes on. */
export const caseStatuses = ['open', 'waiting', 'closed'] as const
export type CaseStatus = (typeof caseStatuses)[number]

/** What of a case counts when it changes. */
export interface CaseStanding {
  readonly status: CaseStatus
  /** UTC milliseconds; `null` while it is not closed. */
  readonly closedAtMs: number | null
}

/**
 * A case of this standing once it has that status. Whatever is closed says since when; what is opened again says it no
 * more, and what is closed already stays closed since then.
 */
export function withStatus(before: CaseStanding, status: CaseStatus, nowMs: number): CaseStanding {
  if (status === before.status) return before
  return { status, closedAtMs: status === 'closed' ? nowMs : null }
}

/** A case that is not closed, as far as routing asks. */
export interface OpenCase {
  readonly caseId: CaseId
  readonly number: number
  /** Who has it in hand; `null`: nobody. */
  readonly ownerAgentId: AgentId | null
}

/**
 * The case that somebody probably calls about: his only one that is not closed. Of several nobody knows before he says it.
 * @param open his cases that are not closed; two are enough to know that there are several
 */
export const caseOfCaller = (open: readonly OpenCase[]): OpenCase | undefined =>
  open.length === 1 ? open[0] : undefined
