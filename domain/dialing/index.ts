/**
 * Dialing: which of our numbers leads where and when, and who may call what, over which trunks, at which price.
 * Tables of rules go in, a decision comes out; nothing here knows a queue, a leg or a table.
 */
export * from './business-hours.ts'
export * from './decision.ts'
export * from './dialed-number.ts'
export * from './emergency-numbers.ts'
export * from './limits.ts'
export * from './number-pattern.ts'
export * from './outbound-rule.ts'
export * from './time-zone-of-number.ts'
export * from './trunk-preset.ts'
