import { join } from 'node:path'
import { configurationNotices, listenForNotices } from '#adapters/postgres/notices.ts'
import { openTranscriber, openTts, type Transcriber } from '#adapters/speech/index.ts'
import { diskObjects, s3Objects } from '#adapters/storage/index.ts'
import { systemClock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { loadOrMakeKey, secretBox } from '#adapters/system/secret-box.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { type RoutingState, rowCount } from '#domain/routing/index.ts'
import { newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { followChange } from './api/follow-change.ts'
import { createHttpServer, createSetUpToken, setUpPath } from './api/index.ts'
import { Callbacks } from './callbacks/callbacks.ts'
import { findCase } from './cases/find-case.ts'
import { createConfiguration, type LoadedConfiguration } from './configuration/configuration.ts'
import { processPlans } from './configuration/process-plan.ts'
import type { CoreServices } from './core-services.ts'
import { createDecider, type RunningDecider } from './decider/decider.ts'
import { thisProcess } from './decider/lease-holder.ts'
import { postgresRoutingStore } from './decider/postgres-routing-store.ts'
import { createEdgeLink, type RunningEdgeLink } from './edge-link/edge-link.ts'
import { LostEdges } from './edge-link/lost-edges.ts'
import { ProcessHost } from './edge-link/process-host.ts'
import { WaitingRoom } from './edge-link/waiting-room.ts'
import { FlowFailures } from './flows/flow-failures.ts'
import { FlowRequests } from './flows/flow-requests.ts'
import { FlowRuns } from './flows/flow-runs.ts'
import { tellOfChange } from './geography.ts'
import { Incidents } from './incidents/incidents.ts'
import { knownCustomers } from './known-customers.ts'
import { type CoreDatabase, openDatabase } from './open-database.ts'
import { createProjector, type Projector } from './projections/projector.ts'
import { keepRecording } from './projections/recording-rows.ts'
import { prepareAside } from './prompts/prepare-process.ts'
import { SoundCourier } from './prompts/sound-courier.ts'
import { Speaker } from './prompts/speaker.ts'
import { QueueHours } from './queue-hours/queue-hours.ts'
import { createArchive } from './recordings/archive.ts'
import { Archiver } from './recordings/archiver.ts'
import { openRecordingKeys, type RecordingKeys } from './recordings/keys.ts'
import { transcodeAside } from './recordings/transcode-process.ts'
import { RecordingUpkeep } from './recordings/upkeep.ts'
import { seed } from './seed.ts'
import { TallyReset } from './tallies/tally-reset.ts'
import { createTelephony, type Telephony } from './telephony/telephony.ts'

export interface RunningCore {
  readonly services: CoreServices
  readonly url: string
  /** On a database without people: where the first administrator is made. */
  readonly setUpUrl?: string
  readonly demo: 'seeded' | 'present' | 'absent'
  /** Made up when the demo people were made and no password was given. */
  readonly demoPassword?: string
  /** Lets what is under way finish. Calls go on without the core. */
  stop(): Promise<void>
}

const leaseMs = 6000
const renewEveryMs = 2000
/** At least so many events, and in a big house as many as cost to read again what the snapshot costs to write. */
const snapshotEvery = (state: RoutingState) => Math.max(2000, 4 * rowCount(state))
const databaseWithinMs = 30_000
const edgeWithinMs = 5000
/** An edge that is away for this long is given up, and with it what it carries. */
const edgeLostAfterMs = 60_000

/** Puts the core together and starts it: database, decider, edge link, HTTP. Fails with one sentence for a person. */
export async function startCore(settings: Settings, logger: Logger): Promise<Result<RunningCore, string>> {
  if (settings.databaseUrl === undefined) {
    return failure('PARLEY_DATABASE_URL is not set: `npm start` runs the core with a database of its own.')
  }
  const clock = systemClock
  const randomBytes = secureRandomBytes
  const box = secretBox(loadOrMakeKey(join(settings.dataDir, 'secret.key')))
  const { keysPath, keepsWav, s3 } = settings.recordings
  const recordingsRoot = join(settings.dataDir, 'recordings')
  const recordingKeys = openRecordingKeys(
    keysPath ?? join(settings.dataDir, 'recording-keys'),
    clock.wallMs(),
    keysPath === undefined,
  )
  if (!recordingKeys.ok) return recordingKeys
  const archive = createArchive({
    disk: diskObjects(recordingsRoot),
    s3: s3 && s3Objects(s3),
    keys: recordingKeys.value,
  })
  const { databaseUrl } = settings
  const database = await openDatabase({ databaseUrl, withinMs: databaseWithinMs, clock, logger })
  if (!database.ok) return database
  const { pool, deciderPool } = database.value
  const db = pool.kysely
  const seeded = await seed({ db, secretBox: box, randomBytes, nowMs: clock.wallMs() }, settings)
  const { domainId } = seeded

  const instance = newId('command', clock.wallMs(), randomBytes).slice(4)
  const decider = createDecider({
    store: postgresRoutingStore(deciderPool, { domainId, holder: thisProcess(instance), leaseMs }),
    clock,
    randomBytes,
    logger: logger.with({ about: 'decider' }),
    renewEveryMs,
    snapshotEvery,
    onBrokenTruth: ({ truth, interactionId, agentId }) =>
      void linked.telephony.alarms.raise({
        kind: 'routing-truth',
        subject: truth,
        detail: interactionId ?? agentId ?? '',
      }),
  })
  const projector = createProjector({ pool, domainId, logger: logger.with({ about: 'history' }) })
  const callbacks = new Callbacks({
    ...{ db, decider, randomBytes },
    wallMs: clock.wallMs,
    logger: logger.with({ about: 'callbacks' }),
  })
  const incidents = new Incidents({
    db: database.value.pool.kysely,
    decider,
    wallMs: systemClock.wallMs,
    logger: logger.with({ about: 'incidents' }),
  })
  const flowRuns = new FlowRuns({ db, logger: logger.with({ about: 'flows' }) })
  const transcriber = openTranscriber(settings.transcriber)
  const linked = linkEdges(settings, logger, database.value, decider, box, recordingKeys.value, {
    ...{ callbacks, incidents, flowRuns },
    ...(transcriber && { transcriber }),
  })
  const { edge, lostEdges, waitingRoom, host, configuration, telephony } = linked
  await decider.start()
  await callbacks.load()
  await incidents.load()
  await flowRuns.load(decider.state)
  const stopListening = listenForNotices({
    databaseUrl,
    channel: configurationNotices,
    noticed: () => void followChange({ configuration, logger }),
    onFailure: (error) => logger.warn('What other programs change in the tables is not heard of', { error }),
  })
  await configuration.reload()
  await telephony.start()
  keepUp(decider, {
    host,
    callbacks,
    incidents,
    flowRuns,
    waitingRoom,
    edge,
    lostEdges,
    projector,
    configuration,
    logger,
  })
  // Before the HTTP side is put together: calls that wait for this core come first.
  edge.start()
  void projector
    .catchUp()
    .then(() => callbacks.settle())
    .catch((error: unknown) => logger.warn('What became of callbacks could not be read', { error }))
  incidents.resume().catch((error: unknown) => logger.warn('Incidents could not be gone on with', { error }))
  const speaker = new Speaker({
    ...{ db, tts: openTts(settings.speech), prepare: prepareAside, logger: logger.with({ about: 'prompts' }) },
    changed: async () => {
      await followChange({ configuration, logger })
      await tellOfChange(db)
    },
  })
  const services: CoreServices = {
    settings,
    logger,
    clock,
    randomBytes,
    db,
    isDatabaseReachable: (withinMs) => isReachable(database.value, withinMs),
    domainId,
    decider,
    edge,
    recordings: archive,
    secretBox: box,
    configuration,
    dialing: telephony.dialing,
    alarms: telephony.alarms,
    access: telephony.access,
    ladders: telephony.ladders,
    trunkStates: telephony.trunkStates,
    testCalls: telephony.testCalls,
    requestNumber: (legId, number) => host.noteNumber(legId, number),
    callbacks,
    incidents,
    flowRuns,
    speech: { prepare: prepareAside, speaker, ...(transcriber && { transcriber }) },
  }
  const archiver = new Archiver({
    pool,
    archive,
    root: recordingsRoot,
    keepsWav,
    transcode: transcodeAside,
    alarms: telephony.alarms,
    clock,
    logger: logger.with({ about: 'recordings' }),
  })
  const upkeep = new RecordingUpkeep({
    db,
    archive,
    alarms: telephony.alarms,
    isInCharge: () => decider.isReady,
    clock,
    logger: logger.with({ about: 'recordings' }),
  })
  const tallyReset = new TallyReset({ db, decider, clock, logger: logger.with({ about: 'tallies' }) })
  const queueHours = new QueueHours({
    db,
    decider,
    configuration,
    clock,
    logger: logger.with({ about: 'queue hours' }),
  })
  const courier = new SoundCourier({
    ...{ db, edge, logger: logger.with({ about: 'prompts' }) },
    missing: (hash) =>
      void telephony.alarms.raise({ kind: 'sound-missing', subject: hash.slice(0, 12), subjectId: hash }),
  })
  await archiver.start()
  upkeep.start()
  tallyReset.start()
  queueHours.start()
  speaker.start()
  const http = await createHttpServer(services)
  const stop = async () => {
    await stopListening()
    await http.close()
    await archiver.stop()
    await upkeep.stop()
    tallyReset.stop()
    queueHours.stop()
    courier.stop()
    await linked.flowFailures.stop()
    await speaker.stop()
    await decider.stop()
    edge.stop()
    host.stop()
    lostEdges.stop()
    await telephony.stop()
    await projector.stop()
    await database.value.end()
  }
  try {
    const { url } = await http.listen()
    await connected(edge, edgeWithinMs)
    const token = await createSetUpToken({ db, clock, randomBytes })
    return success({
      services,
      url,
      demo: seeded.demo,
      ...(token === undefined ? {} : { setUpUrl: `${url}${setUpPath(token)}` }),
      ...(seeded.madeUpPassword === undefined ? {} : { demoPassword: seeded.madeUpPassword }),
      stop,
    })
  } catch (error) {
    await stop()
    return failure(sentenceFor(error as NodeJS.ErrnoException, settings))
  }
}

/** What is known of calls besides the decider's state. */
interface Kept {
  readonly callbacks: Callbacks
  readonly incidents: Incidents
  readonly flowRuns: FlowRuns
  /** Absent: nothing understands callers. */
  readonly transcriber?: Transcriber
}

/** The edge link and those who live on it: what edges tell goes through the processes, and what they ask comes back. */
function linkEdges(
  settings: Settings,
  logger: Logger,
  { pool }: CoreDatabase,
  decider: RunningDecider,
  box: ReturnType<typeof secretBox>,
  recordingKeys: RecordingKeys,
  { callbacks, incidents, flowRuns, transcriber }: Kept,
): {
  edge: RunningEdgeLink
  lostEdges: LostEdges
  waitingRoom: WaitingRoom
  host: ProcessHost
  configuration: LoadedConfiguration
  telephony: Telephony
  flowFailures: FlowFailures
} {
  const wallMs = systemClock.wallMs
  const randomBytes = secureRandomBytes
  const link = settings.edgeLink
  const edge = createEdgeLink(link ? [`ws://127.0.0.1:${link.port}`] : [], {
    secret: link?.secret ?? '',
    coreName: `core ${process.pid}`,
    epoch: () => decider.epoch || undefined,
    canDecide: () => decider.isReady,
    greeting() {
      const access = telephony.access.greeting()
      // The key first: a recording that is asked for before it would be refused.
      return [recordingKeys.greeting(), ...configuration.greeting, ...(access ? [access] : [])]
    },
    newCommandId: () => newId('command', wallMs(), randomBytes),
    logger: logger.with({ about: 'edge link' }),
    handlers: {
      connected(edgeId, incarnation, snapshot) {
        lostEdges.found(edgeId)
        host.take({ kind: 'edge-connected', edgeId, incarnation, snapshot }).catch(notDurable('reconciling'))
      },
      async event(edgeId, event) {
        if (event.type === 'leg.ended') waitingRoom.leave(event.legId)
        await host.take({ kind: 'edge', edgeId, event })
      },
      disconnected: (edgeId) => lostEdges.lost(edgeId),
    },
  })
  const notDurable = (what: string) => (error: unknown) => logger.warn(`Not durable: ${what}`, { error })
  const lostEdges = new LostEdges({ decider, edge, afterMs: edgeLostAfterMs, logger })
  const waitingRoom = new WaitingRoom({ edge, graceMs: settings.graceMs, wallMs, randomBytes, logger })
  const configuration = createConfiguration({
    db: pool.kysely,
    decider,
    secretBox: box,
    logger,
    wallMs,
    tellEdges: (command) => {
      for (const edgeId of edge.edgeIds) void edge.send(command, { edgeId })
    },
  })
  const telephony = createTelephony({
    db: pool.kysely,
    clock: systemClock,
    randomBytes,
    decider,
    edge,
    configuration,
    spokenLanguage: settings.spokenLanguage,
    logger,
  })
  const flowFailures = new FlowFailures({
    ...{ db: pool.kysely, library: configuration.flows, alarms: telephony.alarms, wallMs },
    logger: logger.with({ about: 'flows' }),
  })
  const host = new ProcessHost({
    decider,
    edge,
    numberPlan: processPlans(configuration, telephony.dialing),
    outsideRecorderUri: settings.siprecUri,
    spokenLanguage: settings.spokenLanguage,
    callbacks,
    incidents,
    flows: {
      ...{ library: configuration.flows, runs: flowRuns, failures: flowFailures },
      requests: new FlowRequests({ connections: configuration.connections, logger: logger.with({ about: 'flows' }) }),
    },
    findCase: findCase({ db: pool.kysely, wallMs, randomBytes, logger: logger.with({ about: 'flows' }) }),
    knownCustomers: knownCustomers(pool.kysely, logger.with({ about: 'processes' })),
    ...(transcriber && { transcriber }),
    waitingRoom,
    keepRecording: (interactionId, result) => keepRecording(pool, interactionId, result, wallMs()),
    wallMs,
    randomBytes,
    logger: logger.with({ about: 'processes' }),
  })
  return { edge, lostEdges, waitingRoom, host, configuration, telephony, flowFailures }
}

/** What is durable has its effects first and its place in the history second; a new start begins with the edges' word. */
function keepUp(
  decider: RunningDecider,
  to: {
    readonly host: ProcessHost
    readonly callbacks: Callbacks
    readonly incidents: Incidents
    readonly flowRuns: FlowRuns
    readonly waitingRoom: WaitingRoom
    readonly edge: RunningEdgeLink
    readonly lostEdges: LostEdges
    readonly projector: Projector
    readonly configuration: LoadedConfiguration
    readonly logger: Logger
  },
): void {
  decider.subscribe({
    committed(events, lastPosition) {
      for (const event of events) {
        to.host
          .take({ kind: 'routing', event })
          .catch((error: unknown) => to.logger.warn('What an event led to is not durable', { type: event.type, error }))
      }
      to.callbacks.committed(events)
      to.incidents.committed(events)
      to.projector.committed(events, lastPosition)
    },
    reloaded() {
      to.flowRuns.reloaded(decider.state)
      to.waitingRoom.close()
      to.edge.redial()
      to.lostEdges.reloaded()
      void to.projector.catchUp()
      to.incidents.resume().catch((error: unknown) => to.logger.warn('Incidents could not be gone on with', { error }))
      // What was to be changed while nothing could be decided is put to the decider now.
      to.configuration
        .reload()
        .catch((error: unknown) => to.logger.warn('The configuration could not be read again', { error }))
    },
  })
}

async function isReachable({ pool }: CoreDatabase, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs)
  })
  const answered = pool.query('SELECT 1').then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}

/** Resolves when an edge is connected, or after `withinMs` all the same: /readyz tells. */
function connected(edge: RunningEdgeLink, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      unsubscribe()
      resolve()
    }
    const timer = setTimeout(done, withinMs)
    const unsubscribe = edge.subscribe({ connectionChanged: done })
    if (edge.isConnected()) done()
  })
}

function sentenceFor(error: NodeJS.ErrnoException, { http }: Settings): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${http.port} on ${http.host} is taken by another program: stop that one, or set PARLEY_HTTP_PORT.`
  }
  if (error.code === 'EACCES')
    return `Parley may not listen on port ${http.port}: set PARLEY_HTTP_PORT to one above 1023.`
  return `The HTTP server did not start: ${error.message}`
}
