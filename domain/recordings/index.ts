/** Which conversations are recorded, how long recordings are kept, and whether any is missing. */
export * from './completeness.ts'
export * from './consent.ts'
export * from './rule.ts'
