/** A core without telephony for tests: real PostgreSQL, decider, history and HTTP, and an edge that notes what it is told. */
import { Readable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { startTestServer, type TestServer } from '#adapters/postgres/testing.ts'
import { prepareSound } from '#adapters/sound/prepare.ts'
import type { TtsProvider } from '#adapters/speech/index.ts'
import { diskObjects, type RecordingFile } from '#adapters/storage/index.ts'
import { type Logger, silentLogger } from '#adapters/system/logger.ts'
import { secretBox } from '#adapters/system/secret-box.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import { type EdgeId, type IdName, type InteractionId, newId, type OfferId, type RecordingId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { EdgeCommand, EdgeCommandType, EdgeValueOf } from '#protocol/edge/index.ts'
import { Callbacks } from '../callbacks/callbacks.ts'
import { createConfiguration } from '../configuration/configuration.ts'
import type { CoreServices, EdgeFailure, EdgeLink, EdgeListener } from '../core-services.ts'
import { createDecider } from '../decider/decider.ts'
import { postgresRoutingStore } from '../decider/postgres-routing-store.ts'
import { FlowRuns } from '../flows/flow-runs.ts'
import { Incidents } from '../incidents/incidents.ts'
import { createProjector } from '../projections/projector.ts'
import type { PrepareSound } from '../prompts/prepare-process.ts'
import { Speaker } from '../prompts/speaker.ts'
import { createArchive } from '../recordings/archive.ts'
import { readRecordingKeys } from '../recordings/keys.ts'
import { seed } from '../seed.ts'
import { createTelephony } from '../telephony/telephony.ts'
import { createHttpServer, type HttpServer } from './index.ts'

export const demoPassword = 'twelve-letters'
export const testEdgeId = newId('edge', 1, () => new Uint8Array(10)) as EdgeId

/** An edge that does everything it is told, unless it was told to fail. */
export interface NotingEdge extends EdgeLink {
  readonly commands: EdgeCommand[]
  failNext(error: EdgeFailure): void
  /** What it answers to commands of this type from now on. */
  answerWith<Type extends EdgeCommandType>(type: Type, value: EdgeValueOf<Type>): void
  tell(listenerCall: (listener: EdgeListener) => void): void
}

function createNotingEdge(): NotingEdge {
  const commands: EdgeCommand[] = []
  const listeners = new Set<EdgeListener>()
  const failures: EdgeFailure[] = []
  const answers = new Map<EdgeCommandType, unknown>()
  return {
    commands,
    edgeIds: [testEdgeId],
    isConnected: () => true,
    failNext: (error) => void failures.push(error),
    answerWith: (type, value) => void answers.set(type, value),
    tell: (call) => {
      for (const listener of listeners) call(listener)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async send(command) {
      commands.push(command)
      for (const listener of listeners) listener.sent?.(command, testEdgeId)
      const failed = failures.shift()
      if (failed) {
        for (const listener of listeners) listener.refused?.(command, testEdgeId, failed)
        return failure(failed)
      }
      if (answers.has(command.type)) return success(answers.get(command.type)) as never
      return success({ answerSdp: 'v=0 an answer', legId: newId('leg', 1, secureRandomBytes) }) as never
    },
  }
}

/** A browser: it keeps its cookie and says where it comes from. */
export interface TestBrowser {
  ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Record<string, unknown>; body: never; text: string; bytes: Buffer }>
  readonly cookie: string | undefined
}

export interface TestCore {
  readonly services: CoreServices
  readonly http: HttpServer
  readonly edge: NotingEdge
  /** Moves the wall clock of the core. */
  pass(ms: number): void
  browser(address?: string): TestBrowser
  /** Signs somebody of the demo in: `aylin`, `samira`, `admin`… */
  signIn(mailbox: string, address?: string): Promise<TestBrowser>
  /** Gives the agent a station and makes them available. */
  readyAgent(browser: TestBrowser): Promise<void>
  /** A call into the Support queue. */
  call(callerNumber?: string): Promise<InteractionId>
  /** The offer that rings at somebody for this interaction. */
  offerOf(interactionId: InteractionId): OfferId
  agentWithOffer(offerId: OfferId): string
  /** Waits until the history shows what was decided. */
  settled(): Promise<void>
  keepSound(recordingId: RecordingId, bytes: Uint8Array): void
  newId<Name extends IdName>(name: Name): ReturnType<typeof newId<Name>>
  /** Ends PostgreSQL as a power cut would, and brings it back. */
  readonly database: Pick<TestServer, 'kill' | 'restart'>
  stop(): Promise<void>
}

export async function startTestCore(
  options: { demo?: boolean; logger?: Logger; tts?: TtsProvider } = {},
): Promise<TestCore> {
  const server = await startTestServer()
  const { pool } = await server.database()
  const logger = options.logger ?? silentLogger
  let offsetMs = 0
  const clock = { wallMs: () => Date.now() + offsetMs, monotonicMs: () => performance.now() + offsetMs }
  const box = secretBox(Buffer.alloc(32, 7))
  const settings = {
    http: { host: '127.0.0.1', port: 0, trustedProxies: [] },
    demo: options.demo ?? true,
    demoPassword,
    sip: { hosts: ['192.0.2.1'], port: 5060 },
    spokenLanguage: 'en',
  } as unknown as Settings
  const db = pool.kysely
  const randomBytes = secureRandomBytes
  const { domainId } = await seed({ db, secretBox: box, randomBytes, nowMs: clock.wallMs() }, settings)
  const decider = createDecider({
    store: postgresRoutingStore(pool, { domainId, holder: { name: 'test', isDead: () => false }, leaseMs: 60_000 }),
    clock,
    randomBytes,
    logger,
    renewEveryMs: 20_000,
    snapshotEvery: () => 10_000,
  })
  const projector = createProjector({ pool, domainId, logger })
  decider.subscribe({
    committed: (events: readonly RoutingEvent[], position) => projector.committed(events, position),
    reloaded: () => void projector.catchUp(),
  })
  await decider.start()
  const edge = createNotingEdge()
  const configuration = createConfiguration({
    db,
    decider,
    secretBox: box,
    logger,
    wallMs: clock.wallMs,
    tellEdges: (command) => void edge.send(command),
  })
  const telephony = createTelephony({
    ...{ db, clock, randomBytes, decider, edge, configuration, logger },
    spokenLanguage: settings.spokenLanguage,
  })
  await configuration.reload()
  await telephony.start()
  const keys = readRecordingKeys(`test ${Buffer.alloc(32, 7).toString('base64')}`, 'the test')
  if (!keys.ok) throw new Error(keys.error)
  // What is erased has to go from somewhere.
  const archive = createArchive({ disk: diskObjects('/nonexistent/recordings'), keys: keys.value })
  const callbacks = new Callbacks({ db, decider, randomBytes, logger, wallMs: clock.wallMs })
  decider.subscribe({ committed: (events) => callbacks.committed(events) })
  const incidents = new Incidents({ db, decider, logger, wallMs: clock.wallMs })
  decider.subscribe({ committed: (events) => incidents.committed(events) })
  const prepare: PrepareSound = async (wav) => prepareSound(wav)
  const speaker = new Speaker({ db, tts: options.tts, prepare, logger, changed: () => configuration.reload() })
  speaker.start()
  const sounds = new Map<RecordingId, Uint8Array>()
  const services: CoreServices = {
    settings,
    logger,
    clock,
    randomBytes,
    db,
    isDatabaseReachable: () =>
      pool.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    domainId,
    decider,
    edge,
    recordings: { ...archive, open: async ({ recording_id }) => openSound(sounds.get(recording_id)) },
    secretBox: box,
    configuration,
    dialing: telephony.dialing,
    alarms: telephony.alarms,
    access: telephony.access,
    ladders: telephony.ladders,
    trunkStates: telephony.trunkStates,
    testCalls: telephony.testCalls,
    requestNumber: () => {},
    callbacks,
    incidents,
    flowRuns: new FlowRuns({ db, logger }),
    speech: { prepare, speaker },
  }
  const http = await createHttpServer(services, { distFolder: '/nonexistent' })
  await http.app.ready()

  const core: TestCore = {
    services,
    http,
    edge,
    pass: (ms) => {
      offsetMs += ms
    },
    browser: (address = '192.0.2.10') => createBrowser(http, address),
    async signIn(mailbox, address) {
      const browser = core.browser(address)
      const answer = await browser.ask('POST', '/sign-in', { email: `${mailbox}@demo.parley`, password: demoPassword })
      if (answer.status !== 200) throw new Error(`${mailbox} could not sign in: ${answer.text}`)
      return browser
    },
    async readyAgent(browser) {
      const { agentId } = (await browser.ask('GET', '/me')).body as { agentId: never }
      const { station_id: stationId } = await db
        .selectFrom('agent')
        .select('station_id')
        .where('agent_id', '=', agentId)
        .executeTakeFirstOrThrow()
      const legId = core.newId('leg')
      await decider.execute({ type: 'StationReachable', agentId, stationId, edgeId: testEdgeId, legId })
      const answer = await browser.ask('PUT', '/me/presence', { presence: 'available' })
      if (answer.status !== 200) throw new Error(answer.text)
    },
    async call(callerNumber = '+995322247247') {
      const { queue_id: queueId } = await db.selectFrom('queue').select('queue_id').executeTakeFirstOrThrow()
      const interactionId = core.newId('interaction')
      const begun = await decider.execute(
        {
          type: 'BeginInteraction',
          interactionId,
          kind: 'call',
          edgeId: testEdgeId,
          customerLegId: core.newId('leg'),
          entry: { queueId, greeting: null },
        },
        { interactionId, callerNumber, rawCallerNumber: callerNumber, dialedNumber: '200' },
      )
      if (!begun.ok) throw new Error(JSON.stringify(begun.error))
      if (decider.state?.interactions.get(interactionId)?.stage === 'inFlow') {
        await decider.execute({ type: 'EnqueueInteraction', interactionId, queueId })
      }
      return interactionId
    },
    offerOf(interactionId) {
      const offerId = decider.state?.interactions.get(interactionId)?.waiting?.offerIds[0]
      if (!offerId) throw new Error('nobody is offered this interaction')
      return offerId
    },
    agentWithOffer: (offerId) => decider.state?.offers.get(offerId)?.agentId ?? 'nobody',
    async settled() {
      for (let i = 0; i < 400 && projector.position < decider.position; i++) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    database: server,
    keepSound: (recordingId, bytes) => void sounds.set(recordingId, bytes),
    newId: (name) => newId(name, clock.wallMs(), randomBytes),
    async stop() {
      await http.close()
      await speaker.stop()
      await decider.stop()
      await telephony.stop()
      await projector.stop()
      await server.stop()
    },
  }
  return core
}

function openSound(bytes: Uint8Array | undefined) {
  if (!bytes) return failure({ kind: 'not-found' } as const)
  return success<RecordingFile>({
    contentType: 'audio/wav',
    bytes: bytes.length,
    isCutOff: false,
    read: async (start, end) => success(Readable.from([Buffer.from(bytes.subarray(start, end + 1))])),
  })
}

function createBrowser(http: HttpServer, address: string): TestBrowser {
  let cookie: string | undefined
  return {
    get cookie() {
      return cookie
    },
    async ask(method, path, body, headers = {}) {
      const request: InjectOptions = {
        method,
        url: path.startsWith('/api/') || path.startsWith('/..') ? path : `/api/v1${path}`,
        remoteAddress: address,
        headers: {
          host: 'desk.test',
          ...(method === 'GET' ? {} : { origin: 'http://desk.test' }),
          ...(cookie === undefined ? {} : { cookie }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body as object }),
      }
      const answer = await http.app.inject(request)
      const set = answer.headers['set-cookie']
      if (typeof set === 'string') cookie = set.includes('Max-Age=0') ? undefined : set.split(';', 1)[0]
      const isJson = String(answer.headers['content-type']).includes('json')
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: (isJson && answer.body !== '' ? JSON.parse(answer.body) : undefined) as never,
        text: answer.body,
        bytes: answer.rawPayload,
      }
    },
  }
}
