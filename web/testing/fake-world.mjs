// An organisation that exists for screenshots: names in the scripts of the languages that the desk speaks.
const id = (prefix, number) => `${prefix}_01KAB${String(number).padStart(21, '0')}`

export const nowMs = Date.now()
const ago = (minutes) => new Date(nowMs - minutes * 60_000).toISOString()

export const queues = [
  { queueId: id('que', 1), name: 'Support', strategy: 'longestIdle', ringTimeoutMs: 20_000, wrapUpLimitMs: 60_000 },
  { queueId: id('que', 2), name: 'Sales', strategy: 'longestIdle', ringTimeoutMs: 20_000, wrapUpLimitMs: 60_000 },
]
export const dispositions = ['Solved', 'Follow-up needed', 'Wrong number', 'Complaint'].map((name, index) => ({
  dispositionId: id('dsp', index + 1),
  name,
}))
const person = (number, name, email, roles, language, isActive = true) => ({
  personId: id('per', number),
  ...(roles.includes('agent') ? { agentId: id('agt', number) } : {}),
  name,
  email: `${email}@demo.parley`,
  roles,
  language,
  isActive,
  createdAt: ago(60 * 24 * (90 - number)),
  etag: `"${number}"`,
})
export const people = [
  person(1, 'Aylin Məmmədova', 'aylin', ['agent'], 'az'),
  person(2, 'ლევან ბერიძე', 'levan', ['agent'], 'ka'),
  person(3, 'رضا کریمی', 'reza', ['agent'], 'fa'),
  person(4, 'Kovács Zsófia', 'zsofia', ['agent'], 'hu'),
  person(5, 'Samira Əliyeva', 'samira', ['supervisor'], 'az'),
  person(6, 'Admin', 'admin', ['administrator'], 'en'),
  person(7, 'Ольга Смирнова', 'olga', ['agent', 'supervisor'], 'ru', false),
]
const customer = (number, name, phoneNumbers, more = {}) => ({
  customerId: id('cus', number),
  name,
  phoneNumbers,
  createdAt: ago(60 * 24 * 40 * number),
  updatedAt: ago(60 * 24),
  etag: `"${number}"`,
  ...more,
})
export const customers = [
  customer(1, 'Nigar Həsənova', ['+994125980011', '+994502223344'], {
    email: 'nigar@example.az',
    language: 'az',
    note: 'Prefers to be called back after 17:00.',
  }),
  customer(2, 'გიორგი მაისურაძე', ['+995322123456'], { language: 'ka' }),
  customer(3, 'مریم حسینی', ['+982188776655'], { language: 'fa' }),
  customer(4, 'Szabó Gergely', ['+3612345678'], { email: 'szabo@example.hu', language: 'hu' }),
  customer(5, 'Emre Yıldız', ['+902123334455'], { language: 'tr' }),
]

function interaction(number, minutesAgo, of, more = {}) {
  const caller = customers[of]
  const startMs = nowMs - minutesAgo * 60_000
  const waitMs = 11_000 + number * 3000
  const talkMs = 96_000 + number * 41_000
  const iso = (ms) => new Date(startMs + ms).toISOString()
  const agent = people[number % 4]
  const answeredMs = 9000 + waitMs
  const who = { queueId: queues[0].queueId, queueName: 'Support' }
  const withAgent = { ...who, agentId: agent.agentId, agentName: agent.name }
  const isAbandoned = more.isAbandoned === true
  return {
    interactionId: id('int', number),
    channel: 'voice',
    direction: 'inbound',
    state: 'ended',
    startedAt: iso(0),
    endedAt: iso(answeredMs + talkMs + 25_000),
    callerNumber: caller.phoneNumbers[0],
    dialedNumber: '100',
    customerId: caller.customerId,
    customerName: caller.name,
    ...(isAbandoned ? who : withAgent),
    ...(isAbandoned
      ? {}
      : { dispositionId: dispositions[number % 4].dispositionId, dispositionName: dispositions[number % 4].name }),
    endReason: number % 2 ? 'customer-left' : 'agent-ended',
    isAbandoned,
    hasRecording: !isAbandoned,
    waitMs,
    ...(isAbandoned ? {} : { talkMs, holdMs: 21_000, wrapUpMs: 25_000 }),
    note: isAbandoned
      ? undefined
      : 'Invoice of March was sent twice. Cancelled the second one and confirmed by e-mail.',
    segments: isAbandoned
      ? [
          { kind: 'flow', startedAt: iso(0), endedAt: iso(9000), durationMs: 9000, outcome: 'queued' },
          {
            kind: 'queue',
            startedAt: iso(9000),
            endedAt: iso(answeredMs),
            durationMs: waitMs,
            ...who,
            outcome: 'abandoned',
          },
        ]
      : [
          { kind: 'flow', startedAt: iso(0), endedAt: iso(9000), durationMs: 9000, outcome: 'queued' },
          {
            kind: 'queue',
            startedAt: iso(9000),
            endedAt: iso(answeredMs),
            durationMs: waitMs,
            ...who,
            outcome: 'accepted',
          },
          {
            kind: 'offer',
            startedAt: iso(12_000),
            endedAt: iso(answeredMs),
            durationMs: waitMs - 3000,
            ...withAgent,
            outcome: 'accepted',
          },
          {
            kind: 'talk',
            startedAt: iso(answeredMs),
            endedAt: iso(answeredMs + talkMs * 0.6),
            durationMs: talkMs * 0.6,
            ...withAgent,
            outcome: 'held',
          },
          {
            kind: 'hold',
            startedAt: iso(answeredMs + talkMs * 0.6),
            endedAt: iso(answeredMs + talkMs * 0.75),
            durationMs: talkMs * 0.15,
            ...withAgent,
            outcome: 'retrieved',
          },
          {
            kind: 'talk',
            startedAt: iso(answeredMs + talkMs * 0.75),
            endedAt: iso(answeredMs + talkMs),
            durationMs: talkMs * 0.25,
            ...withAgent,
            outcome: 'customer-left',
          },
          {
            kind: 'wrapUp',
            startedAt: iso(answeredMs + talkMs),
            endedAt: iso(answeredMs + talkMs + 25_000),
            durationMs: 25_000,
            ...withAgent,
            outcome: 'finished',
          },
        ],
    ...more,
  }
}
export const interactions = [
  interaction(1, 12, 0),
  interaction(2, 31, 1),
  interaction(3, 48, 2, { isAbandoned: true }),
  interaction(4, 95, 3),
  interaction(5, 60 * 25, 4),
  interaction(6, 60 * 49, 0),
  interaction(7, 60 * 24 * 12, 2),
  interaction(8, 60 * 24 * 400, 1),
]
export const audit = [
  ['person.changed', 6, id('per', 4)],
  ['sign-in.succeeded', 6],
  ['sign-in.failed', undefined],
  ['recording.listened', 5, id('rec', 1)],
  ['customer.created', 1, id('cus', 1)],
].map(([action, number, subject], index) => ({
  auditId: String(index),
  at: ago(index * 17 + 2),
  ...(number ? { personId: id('per', number), personName: people[number - 1].name } : {}),
  action,
  ...(subject ? { subject } : {}),
  address: '192.0.2.17',
}))

/** Where the desk stands: the same call at each of its moments. */
const caller = {
  interactionId: id('int', 90),
  queueId: queues[0].queueId,
  queueName: 'Support',
  callerNumber: customers[0].phoneNumbers[0],
  dialedNumber: '100',
  customerId: customers[0].customerId,
  customerName: customers[0].name,
}
export const offer = () => ({
  offerId: id('off', 1),
  ...caller,
  offeredAtMs: Date.now() - 6000,
  expiresAtMs: Date.now() + 14_000,
  queuedAtMs: Date.now() - 42_000,
})
export const engaged = (more = {}) => ({
  ...caller,
  state: 'engaged',
  queuedAtMs: Date.now() - 200_000,
  acceptedAtMs: Date.now() - 154_000,
  isHeld: false,
  isMuted: false,
  isRecorded: true,
  ...more,
})
export const wrapUp = () => ({
  ...engaged(),
  state: 'wrapUp',
  endReason: 'customer-left',
  wrapUpStartedAtMs: Date.now() - 18_000,
  wrapUpEndsAtMs: Date.now() + 42_000,
  dispositionId: dispositions[0].dispositionId,
})
export const recordingOf = (interactionId) => ({
  recordingId: id('rec', 1),
  interactionId,
  startedAt: interactions.find((one) => one.interactionId === interactionId)?.startedAt ?? ago(1),
  durationMs: 8000,
  bytes: 256_044,
  isReady: true,
  channels: 2,
  missingMs: 0,
})
