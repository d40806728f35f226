import { join } from 'node:path'
import type { Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { packageRoot } from '#adapters/system/package-root.ts'
import { type RoutingState, routingEventCatalogue } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { ChangeQueue } from '#protocol/http/index.ts'
import { readRoutingSettings, settingsCommands } from '../configuration/routing-settings.ts'
import { replications, simulateTrial, type TriedSetting } from '../trials/simulated-trial.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, Refused, refuse } from './refusal.ts'

/** Shorter than what proxies wait for an answer. */
const withinMs = 55_000

/** Thrown so that a transaction is rolled back: what was written in it is no longer needed. */
class OnlyTried extends Error {}

/**
 * Tries changes of a queue on a day that was. They are written as if they were saved, read back as routing would have them, and
 * rolled back.
 * @param write writes a change into the tables, or throws {@link Refused}
 */
export function queueTrialHandlers(
  { db, clock, decider, configuration }: ApiServices,
  write: (transaction: Transaction<Database>, queueId: QueueId, change: ChangeQueue) => Promise<void>,
): Pick<Handlers, 'tryQueue'> {
  let isTrying = false

  async function settingsAfter(
    state: RoutingState,
    queueId: QueueId,
    change: ChangeQueue,
  ): Promise<readonly TriedSetting[]> {
    let settings: readonly TriedSetting[] = []
    try {
      await db.transaction().execute(async (transaction) => {
        await write(transaction, queueId, change)
        const wanted = await readRoutingSettings(transaction, configuration.recordingRules, configuration.geography)
        settings = settingsCommands(state, wanted).flatMap((command) => settingOf(command, clock.wallMs()))
        throw new OnlyTried()
      })
    } catch (error) {
      if (!(error instanceof OnlyTried)) throw error
    }
    return settings
  }

  return {
    async tryQueue({ id, body: { day = 'yesterday', change }, reply }) {
      const { state } = decider
      if (!state) return refuse('decider.not-ready')
      if (isTrying) return refuse('trial.busy')
      isTrying = true
      const leaving = new AbortController()
      const left = () => leaving.abort()
      reply.raw.once('close', left)
      try {
        const changed = await settingsAfter(state, id, change)
        if (changed.length === 0) return refuse('trial.nothing-changed')
        const asNow = changed.flatMap((setting) => asItIs(state, setting))
        const program = join(packageRoot(), 'dist', 'parley.js')
        const tried = await simulateTrial({ day, asNow, changed }, { program, withinMs, signal: leaving.signal })
        if (!tried.ok) return failure(refusalOf(tried.error))
        const { queues, all, remarks } = tried.value
        const names = await db.selectFrom('queue').select('name').where('queue_id', '=', id).executeTakeFirst()
        const own = queues.find((queue) => queue.id === names?.name || queue.id.endsWith(id))
        return success({ replications, queue: [...(own?.differences ?? [])], all: [...all], remarks: [...remarks] })
      } catch (error) {
        if (error instanceof Refused) return failure(error.refusal)
        throw error
      } finally {
        reply.raw.off('close', left)
        isTrying = false
      }
    },
  }
}

function settingOf(command: ReturnType<typeof settingsCommands>[number], atMs: number): readonly TriedSetting[] {
  if (command.type === 'ConfigureQueue') {
    const { queueId, settings } = command
    return [
      { type: 'QueueConfigured', version: routingEventCatalogue.QueueConfigured.version, atMs, queueId, settings },
    ]
  }
  if (command.type === 'ConfigureAgent') {
    const { agentId, settings } = command
    return [
      { type: 'AgentConfigured', version: routingEventCatalogue.AgentConfigured.version, atMs, agentId, settings },
    ]
  }
  return []
}

/** The same setting as routing has it now. */
function asItIs(state: RoutingState, setting: TriedSetting): readonly TriedSetting[] {
  if (setting.type === 'QueueConfigured') {
    const known = state.queues.get(setting.queueId)
    return known ? [{ ...setting, settings: known.settings }] : []
  }
  const known = state.agents.get(setting.agentId)
  return known ? [{ ...setting, settings: known.settings }] : []
}

function refusalOf(error: Extract<Awaited<ReturnType<typeof simulateTrial>>, { ok: false }>['error']): Refusal {
  if (error.kind === 'not-possible') return { code: 'trial.not-possible', detail: error.sentence }
  return { code: 'trial.too-long' }
}
