/** Workforce: how many agents a load needs, and what comes of so many. Pure computations. */
export * from './erlang.ts'
export * from './impatience.ts'
export * from './priority.ts'
