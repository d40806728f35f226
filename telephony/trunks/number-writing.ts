/** How numbers are written towards a carrier. */
export type NumberFormat = 'e164' | 'e164-without-plus' | 'national' | 'as-dialed'

/** What the numbering plans of the world say; the host knows them. */
export interface NumberingPlan {
  /** As dialled inside the calling region, digits only: the trunk prefix before a number of its own, the exit code before others. */
  nationally(e164: string): string | undefined
}

/**
 * Writes a number the way a trunk wants it. What is no E.164 number (an emergency number, a short one, a name) goes as it is.
 * @param number E.164 with its plus, or digits that no country code belongs to
 */
export function writeNumber(number: string, format: NumberFormat, plan: NumberingPlan): string {
  if (!/^\+\d{3,15}$/.test(number)) return number
  switch (format) {
    case 'e164-without-plus':
      return number.slice(1)
    case 'national':
      // A number of no known plan is still better dialled with its country code than not at all.
      return plan.nationally(number) ?? number
    default:
      return number
  }
}

/** Whether a user part is a telephone number, which `user=phone` says (RFC 3261 19.1.6): digits in some form, not a name or account. */
export const isTelephoneNumber = (user: string): boolean => /^\+?[0-9*#]{2,32}$/.test(user)
