/** Histories: days that were, out of the log, as models to be lived through again. */

export type { StoredEvent } from '#domain/routing/index.ts'
export { dayOf } from './day.ts'
export { eventTypes, type HistoricModel, modelOfHistory, readHistory, settingTypes } from './model-of-history.ts'
