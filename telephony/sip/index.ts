/** The SIP stack's door: RFC 3261 as a user agent and registrar, sans-I/O. */
export type * from './engine-contract.ts'
export type { Flow, Transport } from './flow.ts'
export { createSipEngine } from './user-agent.ts'
