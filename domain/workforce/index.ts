/** Workforce: how many agents a load needs, what comes of so many, and when they are to be there. Pure computations. */
export * from './erlang.ts'
export * from './impatience.ts'
export * from './priority.ts'
export * from './shifts.ts'
