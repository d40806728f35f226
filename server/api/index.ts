/** The HTTP side of the core: every route of `protocol/http`, the realtime stream, the pages, and what operators ask. */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { packageRoot } from '#adapters/system/package-root.ts'
import { createApiKeys } from '../accounts/api-keys.ts'
import { warmPasswords } from '../accounts/passwords.ts'
import { recallWrongPasswords, sweepWrongPasswords } from '../accounts/sign-in.ts'
import { createSignIns } from '../accounts/sign-ins.ts'
import { createWrongPasswords } from '../accounts/wrong-passwords.ts'
import type { CoreServices } from '../core-services.ts'
import { createStream } from '../realtime/index.ts'
import { accessHandlers } from './access.ts'
import { alarmHandlers } from './alarms.ts'
import { apiKeyHandlers } from './api-keys.ts'
import type { ApiServices } from './api-services.ts'
import { breakHandlers } from './breaks.ts'
import { businessHoursHandlers } from './business-hours.ts'
import { businessUnitHandlers } from './business-units.ts'
import { callControlHandlers } from './call-control.ts'
import { callSoundHandlers } from './call-sound.ts'
import { callbackHandlers } from './callbacks.ts'
import { caseHistoryHandlers } from './case-history.ts'
import { caseHandlers } from './cases.ts'
import { channelHandlers } from './channels.ts'
import { connectionHandlers } from './connections.ts'
import { customerKindHandlers } from './customer-kinds.ts'
import { customerNoteHandlers } from './customer-notes.ts'
import { customerHandlers } from './customers.ts'
import { decisionHandlers } from './decisions.ts'
import { deskCallHandlers } from './desk-calls.ts'
import { destinationHandlers } from './destinations.ts'
import { dialingHandlers } from './dialing.ts'
import { directingHandlers } from './directing.ts'
import { directoryHandlers } from './directory.ts'
import { eligibilityHandlers } from './eligibility.ts'
import { floorMessageHandlers } from './floor-messages.ts'
import { flowLiveHandlers } from './flow-live.ts'
import { flowVersionHandlers } from './flow-versions.ts'
import { flowHandlers } from './flows.ts'
import { geographyHandlers } from './geography.ts'
import type { Handlers } from './handler.ts'
import { createHttpApp } from './http-app.ts'
import { iceHandlers } from './ice.ts'
import { createIdempotency } from './idempotency.ts'
import { identifyCallers } from './identify-caller.ts'
import { incidentHandlers } from './incidents.ts'
import { interactionHandlers } from './interactions.ts'
import { linkTemplateHandlers } from './link-templates.ts'
import { managedPromptHandlers } from './managed-prompts.ts'
import { managedQueueHandlers } from './managed-queues.ts'
import { createMetrics, measureRequests } from './metrics.ts'
import { monitoringHandlers } from './monitoring.ts'
import { numberRuleHandlers } from './number-rules.ts'
import { offerHandlers } from './offers.ts'
import { eraseOldDeskAlerts } from './old-desk-alerts.ts'
import { registerOperations } from './operations.ts'
import { outboundRuleHandlers } from './outbound-rules.ts'
import { outsideContactHandlers } from './outside-contacts.ts'
import { ownDayHandlers } from './own-day.ts'
import { servePages } from './pages.ts'
import { peopleHandlers } from './people.ts'
import { phoneHandlers } from './phones.ts'
import { presenceReasonHandlers } from './presence-reasons.ts'
import { queueWaitHandlers } from './queue-waits.ts'
import { queueHandlers } from './queues.ts'
import { recordingCareHandlers } from './recording-care.ts'
import { recordingRuleHandlers } from './recording-rules.ts'
import { recordingShareHandlers } from './recording-shares.ts'
import { recordingHandlers } from './recordings.ts'
import { registerRoutes } from './register-routes.ts'
import { reminderHandlers } from './reminders.ts'
import { routingProfileHandlers } from './routing-profiles.ts'
import { scratchPadHandlers } from './scratch-pads.ts'
import { scriptHandlers } from './scripts.ts'
import { selfServiceHandlers } from './self-service.ts'
import { shiftHandlers } from './shifts.ts'
import { signInHandlers } from './sign-in.ts'
import { signallingHandlers } from './signalling.ts'
import { skillHandlers } from './skills.ts'
import { stationChoiceHandlers } from './station-choice.ts'
import { stationHandlers } from './stations.ts'
import { substitutionHandlers } from './substitutions.ts'
import { tallyPeriodHandlers } from './tally-period.ts'
import { taskHandlers } from './tasks.ts'
import { teamHandlers } from './teams.ts'
import { trunkHandlers } from './trunks.ts'
import { verificationHandlers } from './verification.ts'
import { webCallbackHandlers } from './web-callbacks.ts'
import { webCallHandlers } from './web-calls.ts'

export { createSetUpToken, setUpPath } from '../accounts/set-up.ts'

export interface HttpServer {
  /** For tests that ask without a socket. */
  readonly app: FastifyInstance
  /** Listens on the host and port of the settings. Rejects with Node's error (EADDRINUSE, EACCES) when it cannot. */
  listen(): Promise<{ readonly url: string }>
  /** Lets requests under way finish, closes the streams, and stops. */
  close(): Promise<void>
}

export interface HttpServerOptions {
  /** The folder with the built pages, `web/` and `widget/`. */
  readonly distFolder?: string
}

const sweepEveryMs = 10 * 60_000

/** Builds the HTTP server of a core. It answers as soon as it listens: what routing or the edge lack is refused by name. */
export async function createHttpServer(services: CoreServices, options: HttpServerOptions = {}): Promise<HttpServer> {
  const { db, clock, logger, settings } = services
  const signIns = createSignIns(services)
  const apiKeys = createApiKeys(services)
  const wrongPasswords = createWrongPasswords()
  const idempotency = createIdempotency(db, services.secretBox)
  // The core's services stay what they are, getters and methods included.
  const extended = Object.assign(Object.create(services) as CoreServices, { signIns, apiKeys, wrongPasswords })
  const stream = createStream(extended)
  const api: ApiServices = Object.assign(extended, { desks: stream })

  const stopIdentifying = identifyCallers(services, (interactionId) => stream.interactionChanged(interactionId))

  const app = createHttpApp(services)
  const metrics = createMetrics(services, () => stream.openCount)
  measureRequests(app, metrics)
  await stream.register(app)
  registerRoutes(app, handlersOf(api), { signIns, apiKeys, idempotency })
  registerOperations(app, services, metrics)
  await servePages(app, options.distFolder ?? join(packageRoot(), 'dist'))

  let sweeping: NodeJS.Timeout | undefined
  const sweep = () => {
    Promise.all([signIns.sweep(), idempotency.sweep(), sweepWrongPasswords(db, clock.wallMs())]).catch(
      (error: unknown) => logger.warn('Old sign-ins and keys could not be removed', { error }),
    )
    eraseOldDeskAlerts(db, clock.wallMs())
      .then((agentIds) => stream.alertsChanged(agentIds))
      .catch((error: unknown) => logger.warn('Old messages and reminders could not be erased', { error }))
    sweeping = setTimeout(sweep, sweepEveryMs)
    sweeping.unref()
  }
  // Neither holds back the start: the API is up when the database comes back, too.
  void warmPasswords()
  recallWrongPasswords(db, wrongPasswords, clock.wallMs()).catch((error: unknown) =>
    logger.warn('Wrong passwords of before could not be read', { error }),
  )

  return {
    app,
    async listen() {
      const url = await app.listen({ host: settings.http.host, port: settings.http.port })
      sweep()
      return { url }
    },
    async close() {
      clearTimeout(sweeping)
      stopIdentifying()
      stream.close()
      await app.close()
    },
  }
}

const promptFolder = join(packageRoot(), 'prompts')

/** Every route's handler, from one file a context. */
export const handlersOf = (services: ApiServices): Handlers => ({
  ...signInHandlers(services),
  ...stationHandlers(services),
  ...geographyHandlers(services),
  ...offerHandlers(services),
  ...callControlHandlers(services),
  ...deskCallHandlers(services),
  ...callSoundHandlers(services, promptFolder),
  ...monitoringHandlers(services),
  ...directingHandlers(services),
  ...floorMessageHandlers(services),
  ...reminderHandlers(services),
  ...directoryHandlers(services),
  ...connectionHandlers(services),
  ...linkTemplateHandlers(services),
  ...outsideContactHandlers(services),
  ...ownDayHandlers(services),
  ...destinationHandlers(services),
  ...interactionHandlers(services),
  ...scriptHandlers(services),
  ...verificationHandlers(services),
  ...selfServiceHandlers(services),
  ...taskHandlers(services),
  ...callbackHandlers(services),
  ...webCallbackHandlers(services),
  ...queueWaitHandlers(services),
  ...channelHandlers(services),
  ...presenceReasonHandlers(services),
  ...breakHandlers(services),
  ...teamHandlers(services),
  ...routingProfileHandlers(services),
  ...shiftHandlers(services),
  ...recordingHandlers(services),
  ...recordingRuleHandlers(services),
  ...recordingShareHandlers(services),
  ...recordingCareHandlers(services),
  ...customerHandlers(services),
  ...customerNoteHandlers(services),
  ...caseHandlers(services),
  ...caseHistoryHandlers(services),
  ...scratchPadHandlers(services),
  ...customerKindHandlers(services),
  ...incidentHandlers(services),
  ...flowHandlers(services),
  ...flowLiveHandlers(services),
  ...flowVersionHandlers(services),
  ...apiKeyHandlers(services),
  ...businessUnitHandlers(services),
  ...queueHandlers(services),
  ...managedPromptHandlers(services),
  ...managedQueueHandlers(services, promptFolder),
  ...skillHandlers(services),
  ...substitutionHandlers(services),
  ...decisionHandlers(services),
  ...eligibilityHandlers(services),
  ...tallyPeriodHandlers(services),
  ...peopleHandlers(services),
  ...webCallHandlers(services),
  ...trunkHandlers(services),
  ...numberRuleHandlers(services),
  ...businessHoursHandlers(services),
  ...outboundRuleHandlers(services),
  ...dialingHandlers(services),
  ...phoneHandlers(services),
  ...stationChoiceHandlers(services),
  ...accessHandlers(services),
  ...alarmHandlers(services),
  ...signallingHandlers(services),
  ...iceHandlers(services),
})
