/** Calls: legs, bridges, what legs hear and which digits they press. */
export * from './bridge.ts'
export * from './collect.ts'
export * from './leg.ts'
export * from './leg-media.ts'
export * from './play.ts'
export type * from './ports.ts'
export { sendBufferCount } from './ports.ts'
