import type { ErrorCode, Problem } from '#protocol/errors/index.ts'
import type { AnswerOf, BodyOf, QueryOf, RouteName, routes } from '#protocol/http/routes.ts'

/** Routes that other programs and the pages of customers call, and the desk never does: it does not load them. */
type OthersRoute =
  | 'webCallbackOffer'
  | 'askWebCallback'
  | 'webCallbackState'
  | 'withdrawWebCallback'
  | 'createTask'
  | 'createCallback'
  | 'getCallback'
  | 'cancelTask'
  | 'startSelfService'
  | 'selfServiceState'
  | 'answerSelfService'
  | 'goBackInSelfService'
  | 'speakInSelfService'
  | 'startWebCall'
  | 'webCallIceServers'
  | 'flowProblems'
type DeskRoute = Exclude<RouteName, OthersRoute>

/**
 * How each route of the desk is called. The compiler holds it against the contract's table, so the schemas themselves (which the
 * server needs and a page does not) stay out of what a browser loads.
 */
const calls: { readonly [Name in DeskRoute]: `${(typeof routes)[Name]['method']} ${(typeof routes)[Name]['path']}` } = {
  signIn: 'POST /sign-in',
  signOut: 'POST /sign-out',
  setUp: 'POST /set-up',
  me: 'GET /me',
  changeMe: 'PATCH /me',
  ownDay: 'GET /me/today',
  setPresence: 'PUT /me/presence',
  connectStation: 'PUT /me/station',
  closeStation: 'DELETE /me/station',
  acceptOffer: 'POST /offers/:id/accept',
  declineOffer: 'POST /offers/:id/decline',
  regions: 'GET /regions',
  importCountry: 'PUT /regions',
  removeCountry: 'DELETE /regions',
  interactions: 'GET /interactions',
  interaction: 'GET /interactions/:id',
  pushInteraction: 'POST /interactions/:id/push',
  moveInteraction: 'POST /interactions/:id/move',
  setPriority: 'PUT /interactions/:id/priority',
  removeInteraction: 'POST /interactions/:id/remove',
  setAgentPresence: 'PUT /agents/:id/presence',
  channelLoads: 'GET /channel-loads',
  setChannelLoads: 'PUT /channel-loads',
  presenceReasons: 'GET /presence-reasons',
  createPresenceReason: 'POST /presence-reasons',
  orderPresenceReasons: 'PUT /presence-reasons/order',
  changePresenceReason: 'PATCH /presence-reasons/:reason',
  removePresenceReason: 'DELETE /presence-reasons/:reason',
  breakLimits: 'GET /break-limits',
  setBreakLimits: 'PUT /break-limits',
  requestBreak: 'PUT /me/break',
  withdrawBreak: 'DELETE /me/break',
  breakAnswer: 'GET /me/break',
  answerBreak: 'POST /agents/:id/break-answer',
  teams: 'GET /teams',
  shiftPatterns: 'GET /shift-patterns',
  createShiftPattern: 'POST /shift-patterns',
  changeShiftPattern: 'PATCH /shift-patterns/:id',
  removeShiftPattern: 'DELETE /shift-patterns/:id',
  shiftAssignments: 'GET /shift-assignments',
  assignShifts: 'POST /shift-assignments',
  removeShiftAssignment: 'DELETE /shift-assignments/:id',
  shifts: 'GET /shifts',
  onShift: 'GET /shifts/now',
  extendWrapUp: 'POST /interactions/:id/extend-wrap-up',
  planWrapUp: 'PUT /interactions/:id/wrap-up',
  createTeam: 'POST /teams',
  changeTeam: 'PATCH /teams/:id',
  removeTeam: 'DELETE /teams/:id',
  routingProfiles: 'GET /routing-profiles',
  createRoutingProfile: 'POST /routing-profiles',
  changeRoutingProfile: 'PATCH /routing-profiles/:id',
  removeRoutingProfile: 'DELETE /routing-profiles/:id',
  listCallbacks: 'GET /callbacks',
  cancelCallback: 'DELETE /callbacks/:id',
  callbackFigures: 'GET /callback-figures',
  finishTask: 'POST /interactions/:id/finish',
  script: 'GET /interactions/:id/script',
  startScript: 'POST /interactions/:id/script',
  answerScript: 'POST /interactions/:id/script/answer',
  goBackInScript: 'POST /interactions/:id/script/back',
  hold: 'POST /interactions/:id/hold',
  retrieve: 'POST /interactions/:id/retrieve',
  setMuted: 'PUT /interactions/:id/muted',
  sendDigits: 'POST /interactions/:id/digits',
  hangUp: 'POST /interactions/:id/hang-up',
  setNote: 'PUT /interactions/:id/note',
  setDisposition: 'PUT /interactions/:id/disposition',
  setCustomer: 'PUT /interactions/:id/customer',
  verifyCustomer: 'PUT /interactions/:id/verification',
  undoVerification: 'DELETE /interactions/:id/verification',
  finishWrapUp: 'POST /interactions/:id/finish-wrap-up',
  recordings: 'GET /interactions/:id/recordings',
  recordingAudio: 'GET /recordings/:id/audio',
  customers: 'GET /customers',
  customer: 'GET /customers/:id',
  createCustomer: 'POST /customers',
  changeCustomer: 'PATCH /customers/:id',
  queues: 'GET /queues',
  dispositions: 'GET /dispositions',
  managedQueues: 'GET /managed-queues',
  createQueue: 'POST /queues',
  tryQueue: 'POST /queues/:id/trial',
  queueWaits: 'GET /queue-waits',
  changeQueue: 'PATCH /queues/:id',
  incidents: 'GET /incidents',
  incidentSkills: 'GET /incident-skills',
  declareIncident: 'POST /incidents',
  endIncident: 'POST /incidents/:id/end',
  apiKeys: 'GET /people/:id/api-keys',
  createApiKey: 'POST /people/:id/api-keys',
  scratchPads: 'GET /me/scratch-pads',
  writeScratchPad: 'PUT /me/scratch-pads',
  cases: 'GET /cases',
  case: 'GET /cases/:id',
  createCase: 'POST /cases',
  changeCase: 'PATCH /cases/:id',
  caseHistory: 'GET /cases/:id/history',
  createCaseNote: 'POST /cases/:id/notes',
  removeCaseNote: 'DELETE /case-notes/:id',
  attachContact: 'POST /cases/:id/contacts',
  floorMessages: 'GET /floor-messages',
  createFloorMessage: 'POST /floor-messages',
  removeFloorMessage: 'DELETE /floor-messages/:id',
  readFloorMessage: 'POST /me/floor-messages/:id/read',
  reminders: 'GET /me/reminders',
  createReminder: 'POST /me/reminders',
  moveReminder: 'PUT /me/reminders/:id',
  finishReminder: 'DELETE /me/reminders/:id',
  customerNotes: 'GET /customers/:id/notes',
  createCustomerNote: 'POST /customers/:id/notes',
  removeCustomerNote: 'DELETE /customer-notes/:id',
  removeApiKey: 'DELETE /api-keys/:id',
  flows: 'GET /flows',
  createFlow: 'POST /flows',
  importFlow: 'POST /imported-flows',
  flow: 'GET /flows/:id',
  changeFlow: 'PATCH /flows/:id',
  exportFlow: 'GET /flows/:id/file',
  flowReferences: 'GET /flow-references',
  publishFlow: 'POST /flows/:id/publish',
  flowVersions: 'GET /flows/:id/versions',
  flowLive: 'GET /flows/:id/live',
  flowVersion: 'GET /flow-versions/:id',
  rollBackFlow: 'POST /flows/:id/roll-back',
  archiveFlow: 'POST /flows/:id/archive',
  restoreFlow: 'POST /flows/:id/restore',
  createBusinessUnit: 'POST /business-units',
  renameBusinessUnit: 'PATCH /business-units/:id',
  removeBusinessUnit: 'DELETE /business-units/:id',
  customerKinds: 'GET /customer-kinds',
  customerTiers: 'GET /customer-tiers',
  createCustomerTier: 'POST /customer-tiers',
  changeCustomerTier: 'PATCH /customer-tiers/:id',
  removeCustomerTier: 'DELETE /customer-tiers/:id',
  customerSegments: 'GET /customer-segments',
  createCustomerSegment: 'POST /customer-segments',
  renameCustomerSegment: 'PATCH /customer-segments/:id',
  removeCustomerSegment: 'DELETE /customer-segments/:id',
  skills: 'GET /skills',
  decisions: 'GET /interactions/:id/decisions',
  eligibility: 'GET /queues/:id/eligibility',
  substitutions: 'GET /substitutions',
  createSubstitution: 'POST /substitutions',
  changeSubstitution: 'PUT /substitutions/:id',
  removeSubstitution: 'DELETE /substitutions/:id',
  ownAbsences: 'GET /me/absences',
  createOwnAbsence: 'POST /me/absences',
  removeOwnAbsence: 'DELETE /me/absences/:id',
  createSkill: 'POST /skills',
  changeSkill: 'PATCH /skills/:id',
  removeSkill: 'DELETE /skills/:id',
  skilledAgents: 'GET /skills/:id/agents',
  setSkilledAgents: 'PUT /skills/:id/agents',
  tallyPeriod: 'GET /routing/tally-period',
  setTallyPeriod: 'PUT /routing/tally-period',
  agents: 'GET /agents',
  createDisposition: 'POST /dispositions',
  renameDisposition: 'PUT /dispositions/:id',
  removeDisposition: 'DELETE /dispositions/:id',
  people: 'GET /people',
  createPerson: 'POST /people',
  changePerson: 'PATCH /people/:id',
  audit: 'GET /audit',
  stationChoices: 'GET /me/station-choice',
  chooseStation: 'PUT /me/station-choice',
  iceServers: 'GET /me/ice-servers',
  trunks: 'GET /trunks',
  createTrunk: 'POST /trunks',
  trunk: 'GET /trunks/:id',
  changeTrunk: 'PATCH /trunks/:id',
  removeTrunk: 'DELETE /trunks/:id',
  startTestCall: 'POST /trunks/:id/test-calls',
  testCall: 'GET /test-calls/:id',
  businessUnits: 'GET /business-units',
  numberRules: 'GET /number-rules',
  createNumberRule: 'POST /number-rules',
  changeNumberRule: 'PATCH /number-rules/:id',
  removeNumberRule: 'DELETE /number-rules/:id',
  businessHours: 'GET /business-hours',
  createBusinessHours: 'POST /business-hours',
  changeBusinessHours: 'PATCH /business-hours/:id',
  removeBusinessHours: 'DELETE /business-hours/:id',
  outboundRules: 'GET /outbound-rules',
  createOutboundRule: 'POST /outbound-rules',
  changeOutboundRule: 'PATCH /outbound-rules/:id',
  removeOutboundRule: 'DELETE /outbound-rules/:id',
  dialCheck: 'GET /dial-check',
  dialLimits: 'GET /dial-limits',
  changeDialLimits: 'PATCH /dial-limits',
  accessSettings: 'GET /access',
  changeAccessSettings: 'PATCH /access',
  bans: 'GET /bans',
  createBan: 'POST /bans',
  liftBan: 'DELETE /bans/:address',
  exportBans: 'GET /bans/export',
  phones: 'GET /phones',
  createPhone: 'POST /phones',
  changePhone: 'PATCH /phones/:user',
  removePhone: 'DELETE /phones/:user',
  renewPhonePassword: 'POST /phones/:user/password',
  setWaitingMessages: 'PUT /phones/:user/waiting-messages',
  alarms: 'GET /alarms',
  acknowledgeAlarm: 'POST /alarms/:id/acknowledge',
  ladders: 'GET /interactions/:id/ladders',
  capture: 'PUT /interactions/:id/capture',
  packets: 'GET /interactions/:id/packets',
  recordingRules: 'GET /recording-rules',
  createRecordingRule: 'POST /recording-rules',
  changeRecordingRule: 'PATCH /recording-rules/:id',
  removeRecordingRule: 'DELETE /recording-rules/:id',
  recordingWaveform: 'GET /recordings/:id/waveform',
  downloadRecording: 'GET /recordings/:id/download',
  setLegalHold: 'PUT /recordings/:id/legal-hold',
  eraseRecording: 'DELETE /recordings/:id',
  recordingShares: 'GET /recordings/:id/shares',
  shareRecording: 'POST /recordings/:id/shares',
  revokeRecordingShare: 'DELETE /recording-shares/:id',
  sharedRecording: 'GET /shared-recordings/:token',
  sharedRecordingAudio: 'GET /shared-recordings/:token/audio',
  sharedRecordingWaveform: 'GET /shared-recordings/:token/waveform',
  missingRecordings: 'GET /missing-recordings',
  recordingStorage: 'GET /recording-storage',
  destinations: 'GET /destinations',
  startCall: 'POST /calls',
  answerCall: 'POST /interactions/:id/answer',
  refuseCall: 'POST /interactions/:id/refuse',
  sendOn: 'POST /interactions/:id/send-on',
  startConsultation: 'POST /interactions/:id/consultation',
  alternate: 'POST /interactions/:id/consultation/alternate',
  completeConsultation: 'POST /interactions/:id/consultation/complete',
  joinConsultation: 'POST /interactions/:id/consultation/join',
  cancelConsultation: 'DELETE /interactions/:id/consultation',
  setPartyMuted: 'PUT /interactions/:id/parties/:legId/muted',
  removeParty: 'DELETE /interactions/:id/parties/:legId',
  leaveConference: 'POST /interactions/:id/leave',
  park: 'POST /interactions/:id/park',
  directory: 'GET /directory',
  createOutsideContact: 'POST /outside-contacts',
  changeOutsideContact: 'PATCH /outside-contacts/:id',
  removeOutsideContact: 'DELETE /outside-contacts/:id',
  flowSecrets: 'GET /flow-secrets',
  createFlowSecret: 'POST /flow-secrets',
  changeFlowSecret: 'PATCH /flow-secrets/:id',
  removeFlowSecret: 'DELETE /flow-secrets/:id',
  insideHosts: 'GET /inside-hosts',
  allowInsideHost: 'POST /inside-hosts',
  removeInsideHost: 'DELETE /inside-hosts/:id',
  linkTemplates: 'GET /link-templates',
  createLinkTemplate: 'POST /link-templates',
  changeLinkTemplate: 'PATCH /link-templates/:id',
  removeLinkTemplate: 'DELETE /link-templates/:id',
  pickUp: 'POST /parked-calls/:slot/pick-up',
  announce: 'POST /interactions/:id/announcements',
  prompts: 'GET /prompts',
  managedPrompts: 'GET /managed-prompts',
  createPrompt: 'POST /managed-prompts',
  changePrompt: 'PATCH /managed-prompts/:id',
  removePrompt: 'DELETE /managed-prompts/:id',
  handInRecording: 'POST /managed-prompts/:id/recordings',
  speakPrompt: 'POST /managed-prompts/:id/spoken',
  choosePromptRecording: 'PUT /managed-prompts/:id/current',
  promptSound: 'GET /managed-prompts/:id/sound',
  speechEngine: 'GET /speech',
  setDigitsMasked: 'PUT /interactions/:id/digits-masked',
  pauseRecording: 'POST /interactions/:id/recording/pause',
  resumeRecording: 'POST /interactions/:id/recording/resume',
  setMonitoring: 'PUT /interactions/:id/monitoring',
  stopMonitoring: 'DELETE /interactions/:id/monitoring',
  takeOver: 'POST /interactions/:id/take-over',
  setAgentMuted: 'PUT /interactions/:id/agent-muted',
}

/** Why a call failed: the catalogue's code, or one of the two that only a page can see. */
export type FailureCode = ErrorCode | 'network' | 'unreadable'

/** A refusal of the server or of the way to it. The screens show the translation of `errors.<code>`. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly code: FailureCode
  readonly status: number
  readonly retryAfterS: number | undefined
  readonly requestId: string | undefined
  /** What is wrong where, in English, as a program said it. */
  readonly detail: string | undefined

  constructor(code: FailureCode, status = 0, more: { retryAfterS?: number; requestId?: string; detail?: string } = {}) {
    super(code)
    this.code = code
    this.status = status
    this.retryAfterS = more.retryAfterS
    this.requestId = more.requestId
    this.detail = more.detail
  }
}

type Options<Name extends DeskRoute> = {
  /** Stands for `:id`, `:user` or `:address` in the path, or for each of several in their order. */
  readonly id?: string | number | readonly string[]
  /** The `etag` of what was read. */
  readonly ifMatch?: string
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
} & (BodyOf<Name> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<Name> }) &
  (QueryOf<Name> extends undefined ? { readonly query?: undefined } : { readonly query?: QueryOf<Name> })

const unauthorized = new Set<() => void>()
/** Calls `listener` when the server no longer knows the sign-in. */
export function onSignInNeeded(listener: () => void): () => void {
  unauthorized.add(listener)
  return () => unauthorized.delete(listener)
}

/** The address of a route below `/api/v1`, with its query. */
export function addressOf(name: DeskRoute, id: string | number | readonly string[] = '', query?: object): string {
  const ids = [id].flat()
  const path = (calls[name].split(' ')[1] as string).replace(/:\w+/g, () => encodeURIComponent(ids.shift() ?? ''))
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') parameters.set(key, String(value))
  }
  const text = parameters.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

/**
 * Calls a route of `/api/v1`.
 * @throws {@link CallFailed} for every refusal, and when no answer came
 */
export async function call<Name extends DeskRoute>(name: Name, options: Options<Name>): Promise<AnswerOf<Name>> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.ifMatch !== undefined) headers['If-Match'] = options.ifMatch
  if (options.idempotencyKey !== undefined) headers['Idempotency-Key'] = options.idempotencyKey
  const request: RequestInit = { method: calls[name].split(' ')[0] as string, headers, credentials: 'same-origin' }
  if (options.body !== undefined) request.body = JSON.stringify(options.body)
  if (options.signal) request.signal = options.signal
  let response: Response
  try {
    response = await fetch(addressOf(name, options.id, options.query as object | undefined), request)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new CallFailed('network')
  }
  if (!response.ok) throw await refusalOf(response)
  try {
    const text = await response.text()
    return (text === '' ? {} : JSON.parse(text)) as AnswerOf<Name>
  } catch {
    throw new CallFailed('unreadable', response.status)
  }
}

async function refusalOf(response: Response): Promise<CallFailed> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  const headerS = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const retryAfterS = problem?.retryAfterS ?? (Number.isFinite(headerS) ? headerS : undefined)
  const failed = new CallFailed(
    problem?.code ?? (response.status >= 500 ? 'internal' : 'unreadable'),
    response.status,
    {
      ...(retryAfterS === undefined ? {} : { retryAfterS }),
      ...(problem?.requestId === undefined ? {} : { requestId: problem.requestId }),
      ...(problem?.detail === undefined ? {} : { detail: problem.detail }),
    },
  )
  if (failed.code === 'sign-in.needed') for (const listener of [...unauthorized]) listener()
  return failed
}

/** A key for one attempt at making something; the same attempt repeated carries the same key. */
export function newIdempotencyKey(): string {
  // `crypto.randomUUID` is missing on plain HTTP, where administrators also work.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
