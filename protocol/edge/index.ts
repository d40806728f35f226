/** The contract between a core and an edge. */
export * from './access.ts'
export * from './commands.ts'
export * from './events.ts'
export * from './ladder.ts'
export * from './messages.ts'
export * from './parties.ts'
export * from './trunks.ts'
export * from './web-control.ts'
