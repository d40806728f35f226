/** What a queue tells callers who wait, while they wait. */
export interface AnnouncementSettings {
  /** His place in the queue. */
  readonly saysPosition: boolean
  /** How long it will likely take, in words; nothing where nobody can say. */
  readonly saysWait: boolean
  /** The prompt of a sentence that follows; absent: none. */
  readonly comfort?: string
  /** So long after he came into the queue it is said first. */
  readonly firstAfterMs: number
  /** And so much later again, from the beginning of one to the beginning of the next. */
  readonly everyMs: number
}

export const longestFirstAfterMs = 3_600_000
/** Whoever hears the next one before he has heard the last to its end is told nothing. */
export const shortestEveryMs = 15_000
export const longestEveryMs = 3_600_000

/** A prompt’s name is a file’s, or the id of one of the organisation's own. */
const promptName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

export function areAnnouncementSettings(settings: AnnouncementSettings): boolean {
  const { saysPosition, saysWait, comfort, firstAfterMs, everyMs } = settings
  const isWithin = (value: number, least: number, most: number) =>
    Number.isSafeInteger(value) && value >= least && value <= most
  return (
    (saysPosition || saysWait || comfort !== undefined) &&
    (comfort === undefined || promptName.test(comfort)) &&
    isWithin(firstAfterMs, 0, longestFirstAfterMs) &&
    isWithin(everyMs, shortestEveryMs, longestEveryMs)
  )
}
