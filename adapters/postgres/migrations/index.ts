import { foundations } from './0001-foundations.ts'
import { throughCalls } from './0002-through-calls.ts'
import { telephony } from './0003-telephony.ts'
import { signalling } from './0004-signalling.ts'
import { recordings } from './0005-recordings.ts'
import { recordingRules } from './0006-recording-rules.ts'
import { callControl } from './0007-call-control.ts'
import { legSound } from './0008-leg-sound.ts'
import { queues } from './0009-queues.ts'
import { recordingConsent } from './0010-recording-consent.ts'
import { spokenLanguage } from './0011-spoken-language.ts'
import { routingRules } from './0012-routing-rules.ts'
import { tasks } from './0013-tasks.ts'
import { queueRules } from './0014-queue-rules.ts'
import { decisions } from './0015-decisions.ts'
import { missedOffers } from './0016-missed-offers.ts'
import { callbacks } from './0017-callbacks.ts'
import { moreDecisions } from './0018-more-decisions.ts'
import { presenceReasons } from './0019-presence-reasons.ts'
import { shifts } from './0020-shifts.ts'
import { substitutions } from './0021-substitutions.ts'
import { reservedSkills } from './0022-reserved-skills.ts'
import { geography } from './0023-geography.ts'
import { announcements } from './0024-announcements.ts'
import { voicemail } from './0025-voicemail.ts'
import { customerKinds } from './0026-customer-kinds.ts'
import { incidents } from './0027-incidents.ts'
import { routingProfiles } from './0028-routing-profiles.ts'
import { webCallbacks } from './0029-web-callbacks.ts'
import { flows } from './0030-flows.ts'
import { flowRuns } from './0031-flow-runs.ts'
import { prompts } from './0032-prompts.ts'
import { apiKeys } from './0033-api-keys.ts'
import { scratchPads } from './0034-scratch-pads.ts'
import { directory } from './0035-directory.ts'
import { flowHistory } from './0036-flow-history.ts'
import { ownDay } from './0037-own-day.ts'
import { cases } from './0038-cases.ts'
import { deskAlerts } from './0039-desk-alerts.ts'
import { verification } from './0040-verification.ts'
import { flowConnections } from './0041-flow-connections.ts'
import { scripts } from './0043-scripts.ts'
import { selfService } from './0044-self-service.ts'

export interface Migration {
  /** Four digits and a few words; sorts by its age. */
  readonly name: string
  /** Statements for PostgreSQL 15. Never changed once released: a change is a new migration. */
  readonly sql: string
}

/** Every migration, oldest first. Forward only. */
export const migrations: readonly Migration[] = [
  foundations,
  throughCalls,
  telephony,
  signalling,
  recordings,
  recordingRules,
  callControl,
  legSound,
  queues,
  recordingConsent,
  spokenLanguage,
  routingRules,
  tasks,
  queueRules,
  decisions,
  missedOffers,
  callbacks,
  moreDecisions,
  presenceReasons,
  shifts,
  substitutions,
  reservedSkills,
  geography,
  announcements,
  voicemail,
  customerKinds,
  incidents,
  routingProfiles,
  webCallbacks,
  flows,
  flowRuns,
  prompts,
  apiKeys,
  scratchPads,
  directory,
  flowHistory,
  ownDay,
  cases,
  deskAlerts,
  verification,
  flowConnections,
  scripts,
  selfService,
]
