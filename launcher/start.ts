import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureOwnCertificate } from '#adapters/system/certificate.ts'
import { type Clock, systemClock } from '#adapters/system/clock.ts'
import { isLoopback } from '#adapters/system/local-addresses.ts'
import { createLogger, type Logger } from '#adapters/system/logger.ts'
import { packageRoot, packageVersion } from '#adapters/system/package-root.ts'
import { programSecret } from '#adapters/system/secure-random.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { BackOff } from './back-off.ts'
import { coreNodeOptions } from './core-node-options.ts'
import { prepareDataFolder } from './data-folder.ts'
import { openDatabase } from './database.ts'
import { chooseDemoPassword } from './demo-password.ts'
import { lockFolder } from './folder-lock.ts'
import { freeLoopbackPort, portProblem, wantedPorts } from './ports.ts'
import { supervise } from './supervisor.ts'
import type { WelcomeFacts } from './welcome.ts'

export interface StartOptions {
  readonly settings: Settings
  /** The environment of the children; the launcher's own answers are put over it. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly logger?: Logger
  readonly clock?: Clock
  /** Paths of the children's programs; the built ones by default. */
  readonly programs?: { readonly edge: string; readonly core: string }
  readonly backOff?: BackOff
  /** How long each child may take to stop before it is made to. */
  readonly stopWithinMs?: number
  /** Gives up a start that is under way. Once Parley runs, `stop` is what ends it. */
  readonly signal?: AbortSignal
}

export interface RunningParley {
  /** What there is to tell the person who started it. */
  readonly facts: WelcomeFacts
  /** Process ids, undefined while the part is down. */
  pids(): {
    readonly edge: number | undefined
    readonly core: number | undefined
    readonly postgres: number | undefined
  }
  /** Stops the core, then the edge, then PostgreSQL; each in bounded time. Leaves no process. */
  stop(): Promise<void>
}

/** Starts everything and resolves when all of it is ready. Fails with one sentence, and then leaves nothing running. */
export async function startParley(options: StartOptions): Promise<Result<RunningParley, string>> {
  const { settings, clock = systemClock } = options
  const logger = options.logger ?? createLogger({ level: settings.logLevel, part: 'launcher' })
  /** What was started so far, to be undone in the opposite order. */
  const undo: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const started = await startParts({ ...options, clock, logger }, undo)
  if (!started.ok) {
    await stop()
    return started
  }
  return success({ ...started.value, stop })
}

async function startParts(
  options: StartOptions & { readonly clock: Clock; readonly logger: Logger },
  undo: (() => Promise<void> | void)[],
): Promise<Result<Omit<RunningParley, 'stop'>, string>> {
  const { logger, clock, signal, stopWithinMs = 10_000 } = options
  const folder = prepareDataFolder(options.settings.dataDir)
  if (!folder.ok) return folder
  const lock = lockFolder(options.settings.dataDir)
  if (!lock.ok) return lock
  undo.push(lock.value.release)

  const taken = await takenPort(options.settings, lock.value.wasLeftBehind ? leftBehindMs : 0)
  if (taken !== undefined) return failure(taken)
  const database = await openDatabase(options.settings, { logger, clock })
  if (!database.ok) return database
  undo.push(database.value.stop)
  if (signal?.aborted) return failure(stoppedMeanwhile)

  const own = await chooseOwnCertificate(options.settings, clock)
  const settings = own
    ? { ...options.settings, http: { ...options.settings.http, certificate: own } }
    : options.settings
  const demoPassword = settings.demo ? chooseDemoPassword(settings) : undefined
  const environment: Record<string, string | undefined> = {
    ...options.environment,
    PARLEY_DATA_DIR: settings.dataDir,
    PARLEY_DATABASE_URL: database.value.databaseUrl,
    PARLEY_EDGE_LINK_PORT: String(await freeLoopbackPort()),
    PARLEY_EDGE_LINK_SECRET: programSecret(),
    ...(own ? { PARLEY_HTTP_CERTIFICATE: own.certificatePath, PARLEY_HTTP_KEY: own.keyPath } : {}),
    ...(demoPassword ? { PARLEY_DEMO_PASSWORD: demoPassword.password } : {}),
  }
  const dist = join(packageRoot(), 'dist')
  const programs = options.programs ?? { edge: join(dist, 'edge.js'), core: join(dist, 'core.js') }
  const watched = { logger, clock, ...(options.backOff ? { backOff: options.backOff } : {}) }
  // At once: neither needs the other to be ready, and together they are ready sooner.
  const edge = supervise({ name: 'edge', entry: programs.edge, environment }, watched)
  const core = supervise({ name: 'core', entry: programs.core, environment, nodeOptions: coreNodeOptions }, watched)
  // Undone from the end: the core is stopped first, because it may still tell the edge what to do with the calls.
  undo.push(
    () => edge.stop(stopWithinMs),
    () => core.stop(stopWithinMs),
  )
  signal?.addEventListener('abort', () => void Promise.all([edge.stop(stopWithinMs), core.stop(stopWithinMs)]))
  const reports = await Promise.all([edge.firstReady, core.firstReady])
  if (signal?.aborted) return failure(stoppedMeanwhile)
  const [edgeReport, coreReport] = reports
  if (!edgeReport.ok) return edgeReport
  if (!coreReport.ok) return coreReport

  return success({
    facts: {
      version: packageVersion(),
      settings,
      report: coreReport.value,
      ...(demoPassword ? { demoPassword } : {}),
      ...(own ? { ownFingerprint: own.fingerprint } : {}),
    },
    pids: () => ({
      edge: edge.pid(),
      core: core.pid(),
      postgres: database.value.pid(),
    }),
  })
}

/** The children of a killed launcher stop within 8 seconds of seeing it gone. */
const leftBehindMs = 10_000
const stoppedMeanwhile = 'Stopped before it was ready.'

/** A sentence about the first port that cannot be had, asked again for up to `waitMs`. */
async function takenPort(settings: Settings, waitMs: number): Promise<string | undefined> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    let taken: string | undefined
    for (const wanted of wantedPorts(settings)) taken ??= await portProblem(wanted)
    if (taken === undefined || waitedMs >= waitMs) return taken
    await sleep(100)
  }
}

/** Beyond loopback browsers give the microphone to secure origins only; behind a proxy the certificate is the proxy's. */
async function chooseOwnCertificate({ http, dataDir, publicAddress }: Settings, clock: Clock) {
  if (isLoopback(http.host) || http.certificate !== undefined || http.trustedProxies.length > 0) return undefined
  return ensureOwnCertificate(dataDir, clock.wallMs(), publicAddress)
}
