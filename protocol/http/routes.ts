/**
 * Every route of `/api/v1`, its permission, and what goes in and out. The server implements this table, the screens call
 * by it; a test sees that both know the same routes.
 *
 * `permission`: null is public, 'signed-in' is anybody with a sign-in, else the name in `domain/directory/permission`.
 * Creating posts take `Idempotency-Key`; edits of a thing with an `etag` take `If-Match`.
 */
import type { Static, TSchema } from 'typebox'
import { accessRoutes } from './access.ts'
import { announcementRoutes } from './announcements.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { businessUnitRoutes } from './business-units.ts'
import { callControlRoutes } from './call-control.ts'
import { callbackRoutes } from './callbacks.ts'
import { caseRoutes } from './cases.ts'
import { channelRoutes } from './channels.ts'
import { connectionRoutes } from './connections.ts'
import { customerKindRoutes } from './customer-kinds.ts'
import { customerRoutes } from './customers.ts'
import { decisionRoutes } from './decisions.ts'
import { deskAlertRoutes } from './desk-alerts.ts'
import { directingRoutes } from './directing.ts'
import { directoryRoutes } from './directory.ts'
import { flowRoutes } from './flows.ts'
import { geographyRoutes } from './geography.ts'
import { incidentRoutes } from './incidents.ts'
import { interactionRoutes } from './interaction-routes.ts'
import { linkTemplateRoutes } from './link-templates.ts'
import { managedPromptRoutes } from './managed-prompts.ts'
import { noteRoutes } from './notes.ts'
import { numberPlanRoutes } from './number-plan-routes.ts'
import { ownDayRoutes } from './own-day.ts'
import { peopleRoutes } from './people.ts'
import { phoneRoutes } from './phones.ts'
import { presenceReasonRoutes } from './presence-reasons.ts'
import { queueTrialRoutes } from './queue-trials.ts'
import { queueRoutes } from './queues.ts'
import { recordingRoutes } from './recordings.ts'
import { routingProfileRoutes } from './routing-profiles.ts'
import { scriptRoutes } from './scripts.ts'
import { selfServiceRoutes } from './self-service.ts'
import { shiftRoutes } from './shifts.ts'
import { skillRoutes } from './skills.ts'
import { stationRoutes } from './station-routes.ts'
import { substitutionRoutes } from './substitutions.ts'
import { taskRoutes } from './tasks.ts'
import { teamRoutes } from './teams.ts'
import { trunkRoutes } from './trunks.ts'
import { webCallbackRoutes } from './web-callbacks.ts'
import { wrapUpRoutes } from './wrap-up.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, with `:name` for a parameter. */
  readonly path: string
  readonly permission: string | null
  readonly summary: string
  readonly query?: TSchema
  readonly body?: TSchema
  /** The 200 (or 201 for creating posts) answer. */
  readonly answer: TSchema
  /** A creating post: answers 201, and a signed-in caller may repeat it safely with the same `Idempotency-Key`. */
  readonly creates?: true
  /** An edit of a thing with an `etag`: without `If-Match` 428, with an old one 412. */
  readonly needsIfMatch?: true
  /** Where it takes more than other bodies, 256 KiB. */
  readonly mostBodyBytes?: number
}

export const routes = {
  ...peopleRoutes,
  ...ownDayRoutes,
  ...apiKeyRoutes,
  ...interactionRoutes,
  ...scriptRoutes,
  ...selfServiceRoutes,
  ...wrapUpRoutes,
  ...customerRoutes,
  ...caseRoutes,
  ...customerKindRoutes,
  ...businessUnitRoutes,
  ...stationRoutes,
  ...phoneRoutes,
  ...trunkRoutes,
  ...noteRoutes,
  ...numberPlanRoutes,
  ...accessRoutes,
  ...callControlRoutes,
  ...channelRoutes,
  ...presenceReasonRoutes,
  ...teamRoutes,
  ...routingProfileRoutes,
  ...shiftRoutes,
  ...deskAlertRoutes,
  ...directingRoutes,
  ...directoryRoutes,
  ...linkTemplateRoutes,
  ...incidentRoutes,
  ...flowRoutes,
  ...connectionRoutes,
  ...managedPromptRoutes,
  ...queueRoutes,
  ...announcementRoutes,
  ...queueTrialRoutes,
  ...skillRoutes,
  ...substitutionRoutes,
  ...decisionRoutes,
  ...geographyRoutes,
  ...recordingRoutes,
  ...taskRoutes,
  ...callbackRoutes,
  ...webCallbackRoutes,
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes
export type AnswerOf<Name extends RouteName> = Static<(typeof routes)[Name]['answer']>
export type BodyOf<Name extends RouteName> = (typeof routes)[Name] extends { body: infer Body extends TSchema }
  ? Static<Body>
  : undefined
export type QueryOf<Name extends RouteName> = (typeof routes)[Name] extends { query: infer Query extends TSchema }
  ? Static<Query>
  : undefined
