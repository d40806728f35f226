/** Calling out: what the rules and the limits say to it, who is calling now, and what it costs. */
export { createDialing, type DialingOptions, type LimitOfCalls, type RunningDialing } from './dialing.ts'
export { SpendLedger } from './spend-ledger.ts'
