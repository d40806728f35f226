/** The contract between a core and an edge. */
export * from './commands.ts'
export * from './events.ts'
export * from './messages.ts'
export * from './parties.ts'
export * from './web-control.ts'
