import type { AccessSettings, ChangeAccessSettings } from '#protocol/http/access.ts'
import { firstBad, latinDigits, linesOf, textOf } from './lines.ts'

/** The ranges of the contract; a test holds them together. */
export const accessRanges = {
  offencesBeforeBan: [1, 1000],
  offenceWindowS: [1, 86_400],
  banS: [1, 86_400],
  guestCallsPerSecond: [0, 10_000],
  guestCallsAtOnce: [0, 100_000],
  trunkCallsPerSecond: [1, 10_000],
} as const
export type AccessCount = keyof typeof accessRanges
export const accessCounts = Object.keys(accessRanges) as AccessCount[]
/** Those that may have a fraction: one call in two seconds is 0.5. */
const fractional: readonly AccessCount[] = ['guestCallsPerSecond', 'trunkCallsPerSecond']

export type AccessDraft = Readonly<Record<AccessCount, string>> & {
  readonly areGuestsAllowed: boolean
  readonly trustedAddresses: string
}

export const accessDraft = (settings: AccessSettings): AccessDraft => ({
  ...(Object.fromEntries(accessCounts.map((name) => [name, String(settings[name])])) as Record<AccessCount, string>),
  areGuestsAllowed: settings.areGuestsAllowed,
  trustedAddresses: textOf(settings.trustedAddresses),
})

const count = (name: AccessCount, text: string): number | undefined => {
  const digits = latinDigits(text.trim()).replace(',', '.').replace('٫', '.')
  return (fractional.includes(name) ? /^\d{1,6}(\.\d{1,3})?$/ : /^\d{1,6}$/).test(digits) ? Number(digits) : undefined
}

export const addressForm = /^[0-9A-Fa-f.:]{2,64}$/
const rangeForm = /^[0-9A-Fa-f.:]+(\/[0-9]{1,3})?$/

export function accessProblems(
  draft: AccessDraft,
): Partial<Record<keyof AccessDraft, 'badForm' | readonly [number, number]>> {
  const problems: Partial<Record<keyof AccessDraft, 'badForm' | readonly [number, number]>> = {}
  for (const name of accessCounts) {
    const value = count(name, draft[name])
    const [from, to] = accessRanges[name]
    if (value === undefined || value < from || value > to) problems[name] = accessRanges[name]
  }
  if (firstBad(linesOf(draft.trustedAddresses), rangeForm) !== undefined) problems.trustedAddresses = 'badForm'
  return problems
}

/** Only what differs from what was read. */
export function accessBody(draft: AccessDraft, settings: AccessSettings): ChangeAccessSettings {
  const before = accessDraft(settings)
  const body: Record<string, unknown> = {}
  for (const name of accessCounts) if (draft[name].trim() !== before[name]) body[name] = count(name, draft[name])
  if (draft.areGuestsAllowed !== settings.areGuestsAllowed) body.areGuestsAllowed = draft.areGuestsAllowed
  if (draft.trustedAddresses.trim() !== before.trustedAddresses) body.trustedAddresses = linesOf(draft.trustedAddresses)
  return body
}
