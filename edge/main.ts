import { hostname } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '#adapters/system/logger.ts'
import { packageRoot } from '#adapters/system/package-root.ts'
import { readSettings } from '#adapters/system/settings.ts'
import { failToStart, report, stopWhenAsked } from '#adapters/system/supervised.ts'
import type { EdgeId } from '#kernel/ids.ts'
import { startEdge } from './edge.ts'
import { goFirst } from './urgency.ts'

/** The telephony process: reads its settings, starts the edge, says when it is ready, and stops when it is told to. */
async function main(): Promise<void> {
  const settings = readSettings()
  if (!settings.ok) return failToStart(settings.error.join('\n'))
  const { edgeLink, logLevel, sip } = settings.value
  if (!edgeLink)
    return failToStart(
      'PARLEY_EDGE_LINK_PORT and PARLEY_EDGE_LINK_SECRET are not set: an edge is started by `parley start`.',
    )
  const logger = createLogger({ level: logLevel, part: 'edge' })
  const goesFirst = goFirst()
  // One edge a machine and SIP port: the name stays over restarts, the incarnation does not.
  const edgeId = `edge-${hostname()}-${sip.port}`.slice(0, 64) as EdgeId
  const edge = await startEdge({
    settings: { ...settings.value, edgeLink },
    edgeId,
    promptFolder: join(packageRoot(), 'prompts'),
    logger,
  })
  if (!edge.ok) return failToStart(edge.error)
  const { incarnation, sipAddresses } = edge.value
  stopWhenAsked(() => edge.value.stop())
  // Calls are guarded one by one. What fails outside of any of them must not end all of them, so it is said and borne.
  const bear = (error: unknown) => logger.error('Something failed outside of any call; calls go on', { error })
  process.on('uncaughtException', bear)
  process.on('unhandledRejection', bear)
  logger.info('The edge is ready', { sipAddresses, incarnation, goesFirst })
  report({ type: 'ready', details: { sipAddresses, edgeId, incarnation } })
}

main().catch((error: unknown) =>
  failToStart(`The edge cannot start: ${error instanceof Error ? error.message : String(error)}.`),
)
