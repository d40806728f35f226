import type { CoreServices } from '../core-services.ts'

/**
 * Puts a change that is durable to the decider and the edges. It stands whether or not they can be told now: the tables are
 * read again at the next change, and when the database or routing is back.
 */
export async function followChange({
  configuration,
  logger,
}: Pick<CoreServices, 'configuration' | 'logger'>): Promise<void> {
  await configuration
    .reload()
    .catch((error: unknown) => logger.warn('A change could not be told to routing and the edges', { error }))
}
