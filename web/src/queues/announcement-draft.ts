import type { QueueAnnouncements } from '#protocol/http/announcements.ts'
import type { ManagedQueue } from '#protocol/http/queues.ts'

/** What callers hear while they wait, as it is typed: times in seconds. */
export interface AnnouncementDraft {
  readonly isOn: boolean
  readonly saysPosition: boolean
  readonly saysWait: boolean
  /** Empty: none. */
  readonly comfort: string
  readonly firstS: string
  readonly everyS: string
}
export type AnnouncementProblem = 'firstS' | 'everyS' | 'nothing'

export const announcementBounds = { firstS: [0, 3600], everyS: [15, 3600] } as const

const usual: QueueAnnouncements = { saysPosition: true, saysWait: true, firstAfterMs: 20_000, everyMs: 60_000 }

export function announcementDraft(queue: Pick<ManagedQueue, 'announcements'> | undefined): AnnouncementDraft {
  const { saysPosition, saysWait, comfort, firstAfterMs, everyMs } = queue?.announcements ?? usual
  return {
    ...{ isOn: queue?.announcements != null, saysPosition, saysWait, comfort: comfort ?? '' },
    ...{ firstS: String(firstAfterMs / 1000), everyS: String(everyMs / 1000) },
  }
}

/** Milliseconds; `undefined` for what is no number of seconds, or out of bounds. */
function read(text: string, [least, most]: readonly [number, number]): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  const isRight = text.trim() !== '' && Number.isInteger(value * 1000) && value >= least && value <= most
  return isRight ? value * 1000 : undefined
}

/** What is wrong, where something is to be said. */
export function announcementProblems(draft: AnnouncementDraft): ReadonlySet<AnnouncementProblem> {
  const problems = new Set<AnnouncementProblem>()
  if (!draft.isOn) return problems
  for (const name of ['firstS', 'everyS'] as const) {
    if (read(draft[name], announcementBounds[name]) === undefined) problems.add(name)
  }
  if (!draft.saysPosition && !draft.saysWait && draft.comfort === '') problems.add('nothing')
  return problems
}

/** What is sent: call it when nothing is wrong. */
export function announcementsOf(draft: AnnouncementDraft): Pick<ManagedQueue, 'announcements'> {
  if (!draft.isOn) return { announcements: null }
  const { saysPosition, saysWait, comfort, firstS, everyS } = draft
  return {
    announcements: {
      ...{ saysPosition, saysWait },
      ...(comfort !== '' && { comfort }),
      firstAfterMs: read(firstS, announcementBounds.firstS) ?? usual.firstAfterMs,
      everyMs: read(everyS, announcementBounds.everyS) ?? usual.everyMs,
    },
  }
}
