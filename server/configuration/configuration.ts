import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import type { EdgeCommandOf } from '#protocol/edge/index.ts'
import type { Configuration, Decider } from '../core-services.ts'
import { emptyNumberPlan, type NumberPlan, readNumberPlan } from './number-plan.ts'
import { readRoutingSettings, settingsCommands } from './routing-settings.ts'
import { readSipAccounts } from './sip-accounts.ts'

export interface LoadedConfiguration extends Configuration {
  readonly numberPlan: NumberPlan
  readonly sipAccounts: EdgeCommandOf<'accounts.set'> | undefined
}

/** Keeps what the tables say of queues, agents, numbers and accounts, and tells the decider and the edges of changes. */
export function createConfiguration(options: {
  readonly db: Kysely<Database>
  readonly decider: Decider
  readonly secretBox: SecretBox
  readonly logger: Logger
  readonly tellEdges: (accounts: EdgeCommandOf<'accounts.set'>) => void
}): LoadedConfiguration {
  const { db, decider, logger } = options
  let numberPlan = emptyNumberPlan
  let sipAccounts: EdgeCommandOf<'accounts.set'> | undefined

  return {
    get numberPlan() {
      return numberPlan
    },
    get sipAccounts() {
      return sipAccounts
    },
    async reload() {
      const [plan, accounts, settings] = await Promise.all([
        readNumberPlan(db),
        readSipAccounts(db, options.secretBox, logger),
        readRoutingSettings(db),
      ])
      numberPlan = plan
      const isNews = JSON.stringify(accounts) !== JSON.stringify(sipAccounts)
      sipAccounts = accounts
      if (isNews) options.tellEdges(accounts)
      if (!decider.state) return
      const outcomes = settingsCommands(decider.state, settings).map(async (command) => {
        const done = await decider.execute(command)
        // An agent in a call is removed when the configuration is loaded next.
        if (!done.ok) logger.warn('A setting could not be put to the decider', { command: command.type, ...done.error })
      })
      await Promise.all(outcomes)
    },
  }
}
