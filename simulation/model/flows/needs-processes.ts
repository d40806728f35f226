import type { Model } from '../model.ts'

/** Flows are carried by processes: such a model cannot be lived through by the decider alone. */
export const needsProcesses = ({ flows = [] }: Model): boolean => flows.length > 0
