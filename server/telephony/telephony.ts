import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { EdgeId, LegId, PersonId, RandomBytes } from '#kernel/ids.ts'
import { createAccess } from '../access/access.ts'
import { isInRange } from '../access/address-range.ts'
import { createAlarms } from '../alarms/alarms.ts'
import { watchEdges } from '../alarms/edge-alarms.ts'
import type { Configuration, CoreServices, Decider, EdgeLink } from '../core-services.ts'
import { agentOfCalledLeg, interactionEndedWith, interactionOfLeg, SignedLegs } from '../dialing/call-owner.ts'
import { createDialing, type RunningDialing, SpendLedger } from '../dialing/index.ts'
import { logInteractions } from '../signalling/call-log.ts'
import { createLadders } from '../signalling/ladders.ts'
import { createPhoneLamps } from './phone-lamps.ts'
import { createTestCalls } from './test-calls.ts'
import { TrunkStates } from './trunk-states.ts'

export interface Telephony extends Pick<CoreServices, 'alarms' | 'access' | 'ladders' | 'trunkStates' | 'testCalls'> {
  readonly dialing: RunningDialing
  /** Reads what stands, once the configuration is there. */
  start(): Promise<void>
  stop(): Promise<void>
}

const hourMs = 3_600_000

/** All that listens to the edges beside the processes: calling out and its limits, trunks, phones' lamps, strangers, alarms. */
export function createTelephony(services: {
  readonly db: Kysely<Database>
  readonly clock: Pick<Clock, 'wallMs'>
  readonly randomBytes: RandomBytes
  readonly decider: Decider
  readonly edge: EdgeLink
  readonly configuration: Configuration
  /** `PARLEY_SPOKEN_LANGUAGE` */
  readonly spokenLanguage: string
  readonly logger: Logger
}): Telephony {
  const { db, clock, randomBytes, decider, edge, configuration, spokenLanguage, logger } = services
  const { wallMs } = clock
  const alarms = createAlarms({ db, clock, randomBytes, logger })
  const access = createAccess({
    db,
    edge,
    clock,
    logger,
    isInRange,
    ownNumbers: () => configuration.numberPlan.ownNumbers,
    emergencyNumbers: () => configuration.numberPlan.emergencyNumbers,
  })
  const ladders = createLadders({ db, clock, decider, edge, logger })
  const trunkStates = new TrunkStates()
  const testCalls = createTestCalls({ edge, spokenLanguage, wallMs, randomBytes, logger })
  const dialing = createDialing({
    configuration,
    ledger: new SpendLedger(db, logger),
    wallMs,
    isWorking: trunkStates.isWorking,
    personOfLeg: (legId) => testCalls.personOf(legId) ?? personOfLeg(legId),
    endCall,
    raiseAlarm: (alarm) => void alarms.raise(alarm),
    logger: logger.with({ about: 'dialing' }),
  })

  const signedLegs = new SignedLegs()
  /** The agent who had it called, or whoever's phone the call came from. */
  function personOfLeg(legId: LegId): PersonId | undefined {
    const { state } = decider
    if (!state) return undefined
    const agentId = agentOfCalledLeg(state, legId)
    if (agentId !== undefined) return configuration.outboundPlan.personOfAgent(agentId)
    const interactionId = interactionOfLeg(state, legId)
    const caller = interactionId && state.calls.get(interactionId)?.customerLegId
    const user = caller && signedLegs.userOf(caller)
    return user === undefined ? undefined : configuration.numberPlan.personOfUser(user)
  }

  /** Through the decider where there is an interaction, so that the history says why; else the leg alone. */
  function endCall(legId: LegId, edgeId: EdgeId): void {
    const endLeg = () => void edge.send({ type: 'leg.end', legId, reason: 'hung-up' }, { edgeId })
    const interactionId = decider.state && interactionEndedWith(decider.state, legId)
    if (interactionId === undefined) {
      endLeg()
      return
    }
    void decider.execute({ type: 'EndInteraction', interactionId, reason: 'limit' }).then((done) => {
      if (done.ok) return
      logger.warn('A call past its limit is ended at the edge alone', { interactionId, ...done.error })
      // Money does not wait for the database; the record follows the edge's word.
      endLeg()
    })
  }

  const unsubscribe = [
    edge.subscribe(signedLegs),
    edge.subscribe(dialing),
    edge.subscribe({
      event(event, edgeId) {
        trunkStates.event(event, edgeId)
        testCalls.event(event)
      },
      connectionChanged: (edgeId, isConnected) => trunkStates.connectionChanged(edgeId, isConnected),
    }),
    decider.subscribe({
      committed(events) {
        for (const event of events) {
          if (event.type !== 'InteractionEnded' || event.reason !== 'edge-lost') continue
          const { customerLegId, phoneLegId, calledLegIds } = event.carried
          dialing.lost([customerLegId, ...(phoneLegId === null ? [] : [phoneLegId]), ...calledLegIds])
        }
      },
    }),
    createPhoneLamps({ edge, decider, configuration }),
    watchEdges({ edge, alarms, trunkName: (trunkId) => configuration.outboundPlan.trunks.get(trunkId)?.name }),
    logInteractions(decider, logger),
    followOwnNumbers(configuration, () => access.reload(), logger),
  ]

  return {
    alarms,
    access,
    ladders,
    trunkStates,
    testCalls,
    dialing,
    async start() {
      const begun = await db
        .selectFrom('interaction')
        .innerJoin('agent', 'agent.agent_id', 'interaction.agent_id')
        .where('interaction.direction', '=', 'outbound')
        .where('interaction.started_at', '>', new Date(wallMs() - hourMs))
        .select(['agent.person_id', 'interaction.started_at'])
        .orderBy('interaction.started_at')
        .execute()
      await Promise.all([
        dialing.start(begun.map((row) => ({ personId: row.person_id, atMs: row.started_at.getTime() }))),
        alarms.refresh(),
        access.reload(),
      ])
    },
    async stop() {
      for (const end of unsubscribe) end()
      testCalls.stop()
      access.stop()
      await Promise.all([dialing.stop(), ladders.stop()])
    },
  }
}

/** Strangers are let through to our own numbers only, so the edges are told when those change. */
function followOwnNumbers(configuration: Configuration, changed: () => Promise<void>, logger: Logger): () => void {
  const numbersNow = () =>
    JSON.stringify([configuration.numberPlan.ownNumbers, configuration.numberPlan.emergencyNumbers])
  let known = numbersNow()
  return configuration.subscribe(() => {
    const now = numbersNow()
    if (now === known) return
    known = now
    changed().catch((error: unknown) => logger.warn('The edges could not be told of our numbers', { error }))
  })
}
