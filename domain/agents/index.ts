/** Agents: what they say of themselves (presence) and what the system knows of them (workState). */
export * from './break-rules.ts'
export * from './presence.ts'
export * from './work-state.ts'
