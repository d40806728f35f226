/** Figures: each with its formula, its unit, what feeds it and what it leaves out. Readers of segments only. */
export * from './own-day.ts'
export * from './service-level.ts'
export * from './times.ts'
