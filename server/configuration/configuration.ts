import { setImmediate as calls } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import { RecordingRules } from '#domain/recordings/index.ts'
import type { RoutingCommand } from '#domain/routing/index.ts'
import type { EdgeCommand, EdgeCommandOf } from '#protocol/edge/index.ts'
import type { Configuration, Decider } from '../core-services.ts'
import { FlowConnections } from '../flows/flow-connections.ts'
import { FlowLibrary } from '../flows/flow-library.ts'
import { isSameGeography, readGeography, shippedGeography } from '../geography.ts'
import { emptyPromptBook } from '../prompts/prompt-book.ts'
import { readPromptBook } from '../prompts/read-prompt-book.ts'
import { readRecordingRules } from '../recordings/rules.ts'
import { emptyNumberPlan, readNumberPlan } from './number-plan.ts'
import { emptyOutboundPlan, readOutboundPlan } from './outbound-plan.ts'
import { comparedSettings, readRoutingSettings } from './routing-settings.ts'
import { readSipAccounts } from './sip-accounts.ts'
import { readTrunks } from './trunks.ts'

/** Of queues and agents, before calls are decided again. A profile may change thousands at once. */
const comparedAtOnce = 100

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
  let prompts = emptyPromptBook
  let sounds: EdgeCommandOf<'sounds.set'> | undefined
  let sipAccounts: EdgeCommandOf<'accounts.set'> | undefined
  let trunks: EdgeCommandOf<'trunks.set'> | undefined
  const flows = new FlowLibrary()
  const connections = new FlowConnections(secretBox)
  const listeners = new Set<() => void>()
  let underWay: Promise<void> = Promise.resolve()

  async function read(): Promise<void> {
    const [plan, outbound, accounts, trunksNow, rules, geographyNow, promptsNow] = await Promise.all([
      readNumberPlan(db, wallMs),
      readOutboundPlan(db),
      readSipAccounts(db, secretBox, logger),
      readTrunks(db, secretBox, logger),
      readRecordingRules(db),
      readGeography(db),
      readPromptBook(db),
      flows.load(db),
      connections.load(db),
    ])
    numberPlan = plan
    recordingRules = rules
    prompts = promptsNow
    outboundPlan = outbound
    if (!isSameGeography(geography, geographyNow)) geography = geographyNow
    const settings = await readRoutingSettings(db, rules, geography)
    const areAccountsNews = JSON.stringify(accounts) !== JSON.stringify(sipAccounts)
    sipAccounts = accounts
    if (areAccountsNews) options.tellEdges(accounts)
    const areTrunksNews = JSON.stringify(trunksNow) !== JSON.stringify(trunks)
    trunks = trunksNow
    if (areTrunksNews) options.tellEdges(trunksNow)
    const soundsNow: EdgeCommandOf<'sounds.set'> = { type: 'sounds.set', hashes: [...prompts.hashes] }
    const areSoundsNews = JSON.stringify(soundsNow) !== JSON.stringify(sounds)
    sounds = soundsNow
    if (areSoundsNews) options.tellEdges(soundsNow)
    for (const changed of listeners) changed()
    if (!decider.state) return
    let compared = 0
    let slice: RoutingCommand[] = []
    // A core that dies in between compares all of it again when it begins: what is done already agrees.
    for (const command of comparedSettings(decider.state, settings)) {
      if (command) slice.push(command)
      compared += 1
      if (compared % comparedAtOnce > 0) continue
      await Promise.all(slice.map(put))
      slice = []
      await calls()
    }
    await Promise.all(slice.map(put))
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
    flows,
    connections,
    get prompts() {
      return prompts
    },
    get sipAccounts() {
      return sipAccounts
    },
    get greeting() {
      return [...(sipAccounts ? [sipAccounts] : []), ...(trunks ? [trunks] : []), ...(sounds ? [sounds] : [])]
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
