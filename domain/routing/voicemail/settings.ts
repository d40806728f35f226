/** How a queue takes messages. */
export interface VoicemailSettings {
  /** How long one may be. */
  readonly longestMs: number
}

export const usualVoicemailSettings: VoicemailSettings = { longestMs: 180_000 }

/** What a caller hears before the tone. */
export const voicemailPrompt = 'voicemail'

/** Whoever said nothing for so long has said all. */
export const voicemailSilenceMs = 5000

/** What is shorter is no message. */
export const shortestMessageMs = 1000

export const areVoicemailSettings = ({ longestMs }: VoicemailSettings): boolean =>
  Number.isSafeInteger(longestMs) && longestMs >= 10_000 && longestMs <= 1_800_000
