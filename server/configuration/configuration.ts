import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import { RecordingRules } from '#domain/recordings/index.ts'
import type { RoutingCommand } from '#domain/routing/index.ts'
import type { EdgeCommand, EdgeCommandOf } from '#protocol/edge/index.ts'
import type { Configuration, Decider } from '../core-services.ts'
import { isSameGeography, readGeography, shippedGeography } from '../geography.ts'
import { readRecordingRules } from '../recordings/rules.ts'
import { emptyNumberPlan, readNumberPlan } from './number-plan.ts'
import { emptyOutboundPlan, readOutboundPlan } from './outbound-plan.ts'
import { readRoutingSettings, settingsCommands } from './routing-settings.ts'
import { readSipAccounts } from './sip-accounts.ts'
import { readTrunks } from './trunks.ts'

const commandsAtOnce = 500

export interface LoadedConfiguration extends Configuration {
  readonly sipAccounts: EdgeCommandOf<'accounts.set'> | undefined
  /** What every edge is told after each connect: who may register, and the trunks. */
  readonly greeting: readonly EdgeCommand[]
}

/** Keeps what the tables say of queues, agents, numbers, trunks and accounts, and tells the decider and the edges of changes. */
export function createConfiguration(options: {
  readonly db: Kysely<Database>
  readonly decider: Decider
  readonly secretBox: SecretBox
  readonly logger: Logger
  /** UTC milliseconds: opening hours are read by it. */
  readonly wallMs: () => number
  readonly tellEdges: (command: EdgeCommand) => void
}): LoadedConfiguration {
  const { db, decider, logger, secretBox, wallMs } = options
  let numberPlan = emptyNumberPlan
  let outboundPlan = emptyOutboundPlan
  let recordingRules = new RecordingRules([])
  let geography = shippedGeography
  let sipAccounts: EdgeCommandOf<'accounts.set'> | undefined
  let trunks: EdgeCommandOf<'trunks.set'> | undefined
  const listeners = new Set<() => void>()
  let underWay: Promise<void> = Promise.resolve()

  async function read(): Promise<void> {
    const [plan, outbound, accounts, trunksNow, rules, geographyNow] = await Promise.all([
      readNumberPlan(db, wallMs),
      readOutboundPlan(db),
      readSipAccounts(db, secretBox, logger),
      readTrunks(db, secretBox, logger),
      readRecordingRules(db),
      readGeography(db),
    ])
    numberPlan = plan
    recordingRules = rules
    outboundPlan = outbound
    if (!isSameGeography(geography, geographyNow)) geography = geographyNow
    const settings = await readRoutingSettings(db, rules, geography)
    const areAccountsNews = JSON.stringify(accounts) !== JSON.stringify(sipAccounts)
    sipAccounts = accounts
    if (areAccountsNews) options.tellEdges(accounts)
    const areTrunksNews = JSON.stringify(trunksNow) !== JSON.stringify(trunks)
    trunks = trunksNow
    if (areTrunksNews) options.tellEdges(trunksNow)
    for (const changed of listeners) changed()
    if (!decider.state) return
    const commands = settingsCommands(decider.state, settings)
    // Calls are decided between these, however many settings are new.
    for (let from = 0; from < commands.length; from += commandsAtOnce) {
      await Promise.all(commands.slice(from, from + commandsAtOnce).map(put))
    }
  }

  async function put(command: RoutingCommand): Promise<void> {
    const done = await decider.execute(command)
    // An agent in a call is removed when the configuration is loaded next.
    if (!done.ok) logger.warn('A setting could not be put to the decider', { command: command.type, ...done.error })
  }

  return {
    get numberPlan() {
      return numberPlan
    },
    get outboundPlan() {
      return outboundPlan
    },
    get recordingRules() {
      return recordingRules
    },
    get geography() {
      return geography
    },
    get sipAccounts() {
      return sipAccounts
    },
    get greeting() {
      return [...(sipAccounts ? [sipAccounts] : []), ...(trunks ? [trunks] : [])]
    },
    reload() {
      // One at a time: of two readings that overtake each other the older one would stand.
      const mine = underWay.then(read, read)
      underWay = mine.catch(() => undefined)
      return mine
    },
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}
