/** Interactions: one piece of routable work on one channel, and the segments that its life is made of. */
export * from './interaction.ts'
export * from './segment.ts'
