// The telephony of the organisation that exists for screenshots: trunks, numbers, phones, bans, calls in the wires.
import { customers, interactions, people, queues } from './fake-world.mjs'

const id = (prefix, number) => `${prefix}_01KAB${String(number).padStart(21, '0')}`
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString()

const trunk = (number, name, preset, domain, state, more = {}) => ({
  trunkId: id('trk', number),
  name,
  preset,
  isActive: state.condition !== 'off',
  domain,
  transport: 'auto',
  registers: preset === 'registration',
  registerExpiresS: 600,
  addresses: [],
  fromUser: 'account',
  identityHeader: 'pai',
  diversionHeader: 'diversion',
  numberFormat: 'e164',
  codecs: ['pcma', 'pcmu'],
  dtmf: 'rfc4733',
  srtp: 'off',
  reliableProvisional: 'supported',
  sessionExpiresS: 1800,
  maxCalls: 30,
  keepAliveS: 30,
  failoverMs: 4000,
  costPerMinuteMicros: 25_000,
  hasPassword: preset === 'registration',
  state: { calls: 0, ...state },
  etag: `"${number}"`,
  ...more,
})
export const trunks = [
  trunk(
    1,
    'Silknet',
    'registration',
    'sip.silknet.example',
    {
      condition: 'registered',
      since: inMinutes(-300),
      expiresAt: inMinutes(7),
      target: 'udp 192.0.2.10:5060',
      calls: 4,
    },
    { userName: '995322123456', defaultCallerNumber: '+995322123456' },
  ),
  trunk(
    2,
    'AzTelekom',
    'address',
    'sbc.aztelekom.example',
    { condition: 'unreachable', since: inMinutes(-18), nextTryAt: inMinutes(0.6), target: 'udp 198.51.100.7:5060' },
    { addresses: ['198.51.100.0/28'] },
  ),
  trunk(
    3,
    'دروازهٔ GSM تهران',
    'gateway',
    '10.0.0.50',
    { condition: 'refused', sipStatus: 403, sipReason: 'Forbidden', nextTryAt: inMinutes(1) },
    { maxCalls: 4 },
  ),
  trunk(4, 'Old line', 'secure', 'tls.example.net:5061', { condition: 'off' }, { srtp: 'required' }),
]

export const units = [
  { businessUnitId: id('bun', 1), name: 'Parley Demo' },
  { businessUnitId: id('bun', 2), parentId: id('bun', 1), name: 'Bakı filialı' },
  { businessUnitId: id('bun', 3), parentId: id('bun', 1), name: 'თბილისის ფილიალი' },
]
const day = [{ fromMinute: 540, toMinute: 1080 }]
export const hours = [
  {
    businessHoursId: id('hrs', 1),
    name: 'Office',
    timeZone: 'Asia/Baku',
    week: [
      day,
      day,
      day,
      day,
      [
        { fromMinute: 540, toMinute: 780 },
        { fromMinute: 840, toMinute: 1440 },
      ],
      [],
      [],
    ],
    exceptions: [{ date: '2027-03-20', name: 'Novruz', spans: [] }],
    isOpenNow: true,
    etag: '"1"',
  },
]
const queue = { kind: 'queue', queueId: queues[0].queueId }
export const numberRules = [
  ['100', 'A greeting, then Support', { ...queue, greeting: 'greeting' }],
  ['+9953221234XX', 'The direct numbers', { kind: 'person', personId: people[1].personId }],
  [
    '+994125980000',
    'Main number',
    {
      kind: 'hours',
      businessHoursId: hours[0].businessHoursId,
      open: { kind: 'queue', queueId: queues[1].queueId },
      closed: { kind: 'announcement', prompt: 'closed' },
    },
  ],
  ['777', 'To the mobile on duty', { kind: 'number', number: '+994502223344' }],
].map(([pattern, description, target], index) => ({
  numberRuleId: id('nrl', index + 1),
  pattern,
  description,
  businessUnitId: units[0].businessUnitId,
  target,
  etag: '"1"',
}))
export const outboundRules = [
  ['Emergency', ['112', '101', '102', '103'], 'calls.dial', [1, 2, 3]],
  ['Georgia and Azerbaijan', ['+995', '+994'], 'calls.dial', [1, 2]],
  ['Abroad', [], 'calls.dial.abroad', [2]],
].map(([name, prefixes, requires, numbers], index) => ({
  outboundRuleId: id('orl', index + 1),
  name,
  isActive: index !== 2,
  rank: (index + 1) * 10,
  prefixes,
  businessUnitIds: [],
  requires,
  trunkIds: numbers.map((number) => id('trk', number)),
  etag: '"1"',
}))
export const dialLimits = {
  blockedPrefixes: ['+88', '+1900', '+7809'],
  callsAtOncePerPerson: 2,
  callsPerHourPerPerson: 60,
  callsAtOnceOutbound: 60,
  longestCallMinutes: 240,
  spendPerDayMicros: 150_000_000,
  emergencyNumbers: ['112', '101', '102', '103'],
  spentThisHourMicros: 2_415_000,
  spentTodayMicros: 31_870_000,
  etag: '"1"',
}
const binding = (user, port, userAgent) => ({
  user,
  contact: `sip:${user}@203.0.113.9:${port};transport=tls`,
  transport: 'tls',
  remote: `203.0.113.9:${port}`,
  userAgent,
  since: inMinutes(-90),
  expiresAt: inMinutes(4),
})
export const phones = [
  ['701', 'Aylin', 0, [binding('701', 40_112, 'Linphone/5.2'), binding('701', 40_113, 'Yealink SIP-T54W')], 2],
  ['702', 'ლევანი', 1, [binding('702', 41_000, 'baresip v1.0.0')], 0],
  ['door', 'Front door', undefined, [], 0],
].map(([user, displayName, of, bindings, newMessages], index) => ({
  user,
  displayName,
  ...(of === undefined ? {} : { personId: people[of].personId, personName: people[of].name }),
  bindings,
  newMessages,
  etag: `"${index}"`,
}))
export const provisioning = (user) => ({
  user,
  password: 'kTz9-wQmX-47rb-Lp2c',
  realm: 'voice.parley.example',
  servers: [
    {
      transport: 'tls',
      host: 'voice.parley.example',
      port: 5061,
      address: `sip:${user}@voice.parley.example:5061;transport=tls`,
    },
    { transport: 'wss', host: 'voice.parley.example', port: 443, address: 'wss://voice.parley.example/sip' },
  ],
  texts: [
    { softphone: 'Linphone', format: 'URI', text: `sip:${user}@voice.parley.example;transport=tls`, isQr: true },
    {
      softphone: 'baresip',
      format: 'accounts',
      text: `<sip:${user}@voice.parley.example;transport=tls>;auth_user=${user};auth_pass=kTz9-wQmX-47rb-Lp2c;regint=300`,
      isQr: false,
    },
  ],
})
export const access = {
  areGuestsAllowed: false,
  trustedAddresses: ['192.0.2.0/24'],
  offencesBeforeBan: 5,
  offenceWindowS: 600,
  banS: 600,
  guestCallsPerSecond: 2,
  guestCallsAtOnce: 10,
  trunkCallsPerSecond: 50,
  etag: '"1"',
}
export const bans = [
  ['203.0.113.66', 'guessing', 41, 520],
  ['198.51.100.23', 'probing', 9, 33],
  ['2001:db8::bad:1', 'flooding', 1, 8],
  ['192.0.2.200', 'by-hand', 0, 60 * 24 * 6],
].map(([address, reason, offences, minutes]) => ({
  address,
  reason,
  offences,
  since: inMinutes(-12),
  until: inMinutes(minutes),
}))
export const alarms = [
  {
    kind: 'trunk-down',
    subject: 'AzTelekom',
    subjectId: trunks[1].trunkId,
    detail: '408 Request Timeout',
    raisedAt: inMinutes(-18),
  },
  {
    kind: 'address-banned',
    subject: '203.0.113.66',
    raisedAt: inMinutes(-43),
    acknowledgedAt: inMinutes(-40),
    acknowledgedBy: 'Samira Əliyeva',
  },
  { kind: 'spend-limit', subject: 'ლევან ბერიძე', raisedAt: inMinutes(-60 * 26), clearedAt: inMinutes(-60 * 5) },
].map((alarm, index) => ({ alarmId: id('alm', index + 1), ...alarm }))

const messages = (startMs, list) =>
  list.map(([afterMs, direction, method, status, reason, more = {}], index) => ({
    atMs: startMs + afterMs,
    at: new Date(startMs + afterMs).toISOString(),
    direction,
    transport: 'udp',
    remote: '192.0.2.10:5060',
    method,
    cseq: index + 1,
    ...(status ? { status, reason } : {}),
    ...more,
  }))
const goodCall = [
  [0, 'out', 'INVITE', 0, '', { hasSdp: true }],
  [41, 'in', 'INVITE', 407, 'Proxy Authentication Required'],
  [42, 'out', 'ACK'],
  [43, 'out', 'INVITE', 0, '', { hasSdp: true, repeats: 1 }],
  [96, 'in', 'INVITE', 100, 'Trying'],
  [612, 'in', 'INVITE', 180, 'Ringing'],
  [4203, 'in', 'INVITE', 200, 'OK', { hasSdp: true }],
  [4204, 'out', 'ACK'],
  [9310, 'out', 'BYE', 0, '', { q850: 16 }],
  [9344, 'in', 'BYE', 200, 'OK'],
]
const badCall = [
  [0, 'out', 'INVITE', 0, '', { hasSdp: true }],
  [38, 'in', 'INVITE', 100, 'Trying'],
  [187, 'in', 'INVITE', 403, 'Forbidden'],
  [188, 'out', 'ACK'],
]
export function testCall(trunkId, number, startMs) {
  const isBad = number.endsWith('0')
  const ladder = messages(startMs, isBad ? badCall : goodCall).filter(({ atMs }) => atMs <= Date.now())
  const ms = Date.now() - startMs
  const state = isBad
    ? ms > 190
      ? 'failed'
      : 'calling'
    : ms > 9344
      ? 'passed'
      : ms > 4203
        ? 'answered'
        : ms > 612
          ? 'ringing'
          : 'calling'
  return {
    testCallId: id('tcl', 1),
    trunkId,
    number,
    startedAt: new Date(startMs).toISOString(),
    state,
    ...(ms > 612 && !isBad ? { ringingAfterMs: 612 } : {}),
    ...(ms > 4203 && !isBad
      ? { answeredAfterMs: 4203, packetsReceived: Math.min(250, Math.floor((ms - 4203) / 20)) }
      : {}),
    ...(state === 'failed' ? { failure: 'forbidden', sipStatus: 403, sipReason: 'Forbidden' } : {}),
    ladder,
  }
}
export const laddersOf = (interactionId) => {
  const startMs = Date.parse(
    interactions.find((one) => one.interactionId === interactionId)?.startedAt ?? inMinutes(-3),
  )
  const inbound = goodCall
    .filter(([, , , status]) => status !== 407)
    .map(([afterMs, direction, ...rest]) => [afterMs, direction === 'in' ? 'out' : 'in', ...rest])
    .filter((_, index) => index !== 1 && index !== 2)
  return {
    legs: [
      {
        legId: id('leg', 1),
        role: 'customer',
        sipCallId: 'a84b4c76e66710',
        trunkId: trunks[0].trunkId,
        trunkName: 'Silknet',
        steps: messages(startMs, inbound),
        hasPackets: true,
      },
    ],
  }
}

const live = (entry) => {
  const { state, trunkId, name, maxCalls } = entry
  const ms = (instant) => (instant ? Date.parse(instant) : undefined)
  return {
    trunkId,
    name,
    maxCalls,
    condition: state.condition,
    sinceMs: ms(state.since) ?? Date.now() - 600_000,
    ...(state.sipStatus ? { sipStatus: state.sipStatus, sipReason: state.sipReason } : {}),
    ...(state.expiresAt ? { expiresAtMs: ms(state.expiresAt) } : {}),
    ...(state.nextTryAt ? { nextTryAtMs: ms(state.nextTryAt) } : {}),
    ...(state.target ? { target: state.target } : {}),
    calls: state.calls,
  }
}
const leg = (number, more) => [
  `leg:${id('leg', number)}`,
  {
    legId: id('leg', number),
    interactionId: interactions[0].interactionId,
    transport: 'sip',
    direction: 'inbound',
    state: 'connected',
    sinceMs: Date.now() - number * 47_000,
    ...more,
  },
]
export const telephony = () => ({
  ...Object.fromEntries(trunks.map((each) => [`trunk:${each.trunkId}`, live(each)])),
  ...Object.fromEntries([
    leg(1, {
      trunkId: trunks[0].trunkId,
      callerNumber: customers[0].phoneNumbers[0],
      dialedNumber: '+994125980000',
      mos: 4.3,
      jitterMs: 3,
      lossPercent: 0.2,
    }),
    leg(2, {
      transport: 'web',
      state: 'held',
      user: 'Aylin',
      callerNumber: 'web-1',
      mos: 4.1,
      jitterMs: 9,
      lossPercent: 0,
    }),
    leg(3, {
      direction: 'outbound',
      state: 'alerting',
      trunkId: trunks[0].trunkId,
      callerNumber: '+994125980000',
      dialedNumber: customers[2].phoneNumbers[0],
    }),
  ]),
  ...Object.fromEntries(
    phones.flatMap(({ bindings }) =>
      bindings.map(({ since, expiresAt, ...each }, index) => [
        `registration:${each.user}/${index}`,
        { ...each, sinceMs: Date.parse(since), expiresAtMs: Date.parse(expiresAt) },
      ]),
    ),
  ),
  [`edge:${id('edg', 1)}`]: {
    edgeId: id('edg', 1),
    isConnected: true,
    calls: 3,
    maxCalls: 500,
    tickLatenessMs: 0.4,
    isOverloaded: false,
  },
})

/** The answers of the telephony routes. */
export const answers = (fake, refuse) => ({
  'GET /me/station-choice': () => fake.stationChoices,
  'PUT /me/station-choice': (body) => {
    fake.stationChoices = { ...fake.stationChoices, chosen: body }
    return fake.stationChoices
  },
  'GET /me/ice-servers': () => ({ iceServers: [] }),
  'GET /trunks': () => ({ items: fake.isEmpty ? [] : trunks }),
  'GET /trunks/:id': (_, key) => trunks.find(({ trunkId }) => trunkId === key) ?? refuse(404, 'trunk.not-found'),
  'POST /trunks': (body) => ({ ...trunks[0], ...body }),
  'PATCH /trunks/:id': (body, key) => ({ ...trunks.find(({ trunkId }) => trunkId === key), ...body }),
  'DELETE /trunks/:id': () => refuse(409, 'trunk.in-use'),
  'POST /trunks/:id/test-calls': ({ number }, key) => {
    fake.testCall = { trunkId: key, number, startMs: Date.now() }
    return testCall(key, number, Date.now())
  },
  'GET /test-calls/:id': () => testCall(fake.testCall.trunkId, fake.testCall.number, fake.testCall.startMs),
  'GET /business-units': () => ({ items: units }),
  'GET /number-rules': () => ({ items: fake.isEmpty ? [] : numberRules }),
  'GET /business-hours': () => ({ items: fake.isEmpty ? [] : hours }),
  'GET /outbound-rules': () => ({ items: fake.isEmpty ? [] : outboundRules }),
  'GET /dial-check': (_, __, query) => {
    const number = query.get('number')
    const rule = numberRules.find(({ pattern }) => pattern === number)
    const checkedAt = new Date().toISOString()
    if (rule) return { number, isAllowed: true, numberRuleId: rule.numberRuleId, trunkIds: [], checkedAt }
    if (number.startsWith('+88')) return { number, isAllowed: false, trunkIds: [], refusal: 'dial.blocked', checkedAt }
    const { outboundRuleId, trunkIds } = outboundRules[1]
    return { number, isAllowed: true, outboundRuleId, trunkIds, checkedAt }
  },
  'GET /dial-limits': () => dialLimits,
  'PATCH /dial-limits': (body) => Object.assign(dialLimits, body),
  'GET /access': () => access,
  'PATCH /access': (body) => Object.assign(access, body),
  'GET /bans': () => ({ items: fake.isEmpty ? [] : bans }),
  'GET /phones': () => ({ items: fake.isEmpty ? [] : phones }),
  'POST /phones': (body) => ({
    bindings: [],
    newMessages: 0,
    etag: '"1"',
    ...body,
    provisioning: provisioning(body.user),
  }),
  'POST /phones/:id/password': (_, user) => provisioning(user),
  'GET /alarms': () => ({ items: fake.isEmpty ? [] : alarms }),
  'POST /alarms/:id/acknowledge': (_, key) => {
    const alarm = alarms.find(({ alarmId }) => alarmId === key)
    Object.assign(alarm, { acknowledgedAt: new Date().toISOString(), acknowledgedBy: fake.me.name })
    fake.set('alarms', key, { ...alarm })
    return alarm
  },
  'GET /interactions/:id/ladders': (_, key) => laddersOf(key),
})
