/** What the law, or courtesy, wants before a conversation is recorded: nothing, that the customer is told, or that he agrees. */
export const recordingConsents = ['none', 'announced', 'asked'] as const
export type RecordingConsent = (typeof recordingConsents)[number]

/**
 * How it stands with the customer of a call, for the whole of it:
 *
 *     untold --> announced --> agreed | refused | unanswered
 *        '-------------------------^
 *
 * `unanswered`: he was asked and pressed nothing, or could not be asked; it counts as no.
 */
export type ConsentGiven = 'untold' | ConsentNoted
export type ConsentNoted = 'announced' | 'agreed' | 'refused' | 'unanswered'

/** He was asked, and will not be asked again. */
export const isAnswered = (given: ConsentGiven): boolean => given !== 'untold' && given !== 'announced'

/** Nothing of this call is recorded any more, whatever a rule says. */
export const isRefused = (given: ConsentGiven): boolean => given === 'refused' || given === 'unanswered'

/** What has still to be said to the customer before he is recorded; `none`: nothing, or it would be of no use. */
export function consentDue(wanted: RecordingConsent, given: ConsentGiven): RecordingConsent {
  if (isAnswered(given)) return 'none'
  return wanted === 'announced' && given === 'announced' ? 'none' : wanted
}

/** The strictest of them; none at all is `none`. */
export function strictest(consents: Iterable<RecordingConsent>): RecordingConsent {
  let most = 0
  for (const consent of consents) most = Math.max(most, recordingConsents.indexOf(consent))
  return recordingConsents[most] ?? 'none'
}

/** What the customer heard or answered, and when. */
export interface NotedConsent {
  readonly consent: ConsentNoted
  readonly atMs: number
}

/**
 * From when on a talk ought to be recorded; `Infinity`: not at all. A recording waits for what the customer hears or says
 * first, and where he said no it is right that there is none. Of what was over by then, that says nothing.
 */
export function wantedFromMs(
  fromMs: number,
  toMs: number,
  wanted: RecordingConsent,
  noted: NotedConsent | undefined,
): number {
  if (noted && isRefused(noted.consent) && toMs > noted.atMs) return Number.POSITIVE_INFINITY
  if (wanted === 'none') return fromMs
  return noted ? Math.max(fromMs, noted.atMs) : Number.POSITIVE_INFINITY
}
