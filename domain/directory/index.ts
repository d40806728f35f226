/** The directory: people, their roles and what these permit. */
export * from './permission.ts'
