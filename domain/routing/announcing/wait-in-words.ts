/** A wait as a person is told it: less than a minute, about so many minutes, or more than an hour. */
export interface WaitInWords {
  readonly is: 'under' | 'about' | 'over'
  readonly minutes: number
}

/** The only numbers of minutes that are ever said: the longer it takes, the less anybody knows. */
export const saidMinutes = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60] as const
const minuteMs = 60_000
/** So much more than what is said it may be: beyond that the next longer one is said, for nobody minds to be early. */
const tolerance = 1.1

/** @param likelyMs not negative */
export function waitInWords(likelyMs: number): WaitInWords {
  if (likelyMs < minuteMs) return { is: 'under', minutes: 1 }
  const minutes = saidMinutes.find((each) => likelyMs <= each * minuteMs * tolerance)
  return minutes === undefined ? { is: 'over', minutes: 60 } : { is: 'about', minutes }
}
