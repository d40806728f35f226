import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { QueueId, TrunkId } from '#kernel/ids.ts'
import type { EdgeCommandOf, EdgeCommandType } from '#protocol/edge/index.ts'
import type {
  BusinessHours,
  CreatedPhone,
  DialCheck,
  DialLimits,
  NumberRule,
  OutboundRule,
  Phone,
  PhoneProvisioning,
  StationChoices,
  TestCall,
  Trunk,
} from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore, testEdgeId } from './testing.ts'

let core: TestCore
/** Administers telephony. */
let admin: TestBrowser
/** Takes calls; may call inside the country. */
let aylin: TestBrowser
/** Supervises; may look at telephony and call abroad. */
let samira: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  aylin = await core.signIn('aylin')
  samira = await core.signIn('samira')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code, type: `urn:parley:error:${code}` })
const told = <Type extends EdgeCommandType>(type: Type): EdgeCommandOf<Type>[] =>
  core.edge.commands.filter((command) => command.type === type) as EdgeCommandOf<Type>[]
const personId = async (browser: TestBrowser) =>
  ((await browser.ask('GET', '/me')).body as { personId: string }).personId
const auditActions = async () => {
  const { items } = (await admin.ask('GET', '/audit?limit=200')).body as { items: { action: string }[] }
  return items.map(({ action }) => action)
}

async function trunk(more: object = {}): Promise<Trunk> {
  const made = await admin.ask('POST', '/trunks', {
    name: 'Carrier',
    preset: 'address',
    domain: 'sbc.example.net',
    ...more,
  })
  expect(made.text).toContain('trunkId')
  return made.body
}
async function outboundRule(trunkIds: readonly TrunkId[], more: object = {}): Promise<OutboundRule> {
  const made = await admin.ask('POST', '/outbound-rules', { name: 'Out', prefixes: [], trunkIds, ...more })
  expect(made.text).toContain('outboundRuleId')
  return made.body
}
const check = async (number: string, browser?: TestBrowser): Promise<DialCheck> => {
  const who = browser ? `&personId=${await personId(browser)}` : ''
  return (await admin.ask('GET', `/dial-check?number=${encodeURIComponent(number)}${who}`)).body
}
async function clear(): Promise<void> {
  await core.services.db.deleteFrom('outbound_rule').execute()
  await core.services.db.deleteFrom('trunk').execute()
  await core.services.configuration.reload()
}

describe('a trunk', () => {
  it('is filled from its preset, keeps its password to itself, and is told to the edge with it', async () => {
    const made = await trunk({
      name: 'Telekom',
      preset: 'registration',
      domain: 'sip.example.net',
      userName: '995322000000',
      password: 'very secret',
      maxCalls: 7,
    })
    expect(made).toMatchObject({
      registers: true,
      fromUser: 'account',
      identityHeader: 'pai',
      maxCalls: 7,
      hasPassword: true,
      isActive: true,
      state: { condition: 'unknown', calls: 0 },
    })
    expect(JSON.stringify(made)).not.toContain('very secret')
    expect(told('trunks.set').at(-1)?.trunks).toEqual([
      expect.objectContaining({
        trunkId: made.trunkId,
        password: 'very secret',
        region: 'GE',
        userName: '995322000000',
      }),
    ])
    const stored = await core.services.db.selectFrom('trunk').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain('very secret')
    const audited = await core.services.db.selectFrom('audit_entry').selectAll().execute()
    expect(JSON.stringify(audited)).not.toContain('very secret')
    await clear()
  })

  it('is refused when it lacks what it needs, unless it is switched off', async () => {
    const account = { name: 'A', preset: 'registration', domain: 'sip.example.net' }
    expect((await admin.ask('POST', '/trunks', account)).body).toEqual(problem('trunk.incomplete'))
    const off = await admin.ask('POST', '/trunks', { ...account, isActive: false })
    expect(off.body).toMatchObject({ isActive: false, state: { condition: 'off', calls: 0 } })
    expect(told('trunks.set').at(-1)?.trunks).toEqual([])
    await clear()
  })

  it('changes by If-Match, drops what is nulled, and takes another preset whole', async () => {
    const made = await trunk({
      preset: 'registration',
      userName: 'u',
      password: 'p',
      outboundProxy: 'proxy.example.net',
    })
    const path = `/trunks/${made.trunkId}`
    expect((await admin.ask('PATCH', path, { name: 'B' })).body).toEqual(problem('request.if-match-needed'))
    const changed = await admin.ask('PATCH', path, { name: 'B', outboundProxy: null }, { 'if-match': made.etag })
    expect(changed.status).toBe(200)
    expect(changed.body).toMatchObject({ name: 'B', userName: 'u', hasPassword: true })
    expect(changed.body).not.toHaveProperty('outboundProxy')
    expect((await admin.ask('PATCH', path, { name: 'C' }, { 'if-match': made.etag })).body).toEqual(
      problem('request.stale'),
    )
    const { etag } = changed.body as Trunk
    const secure = await admin.ask('PATCH', path, { preset: 'secure', password: null }, { 'if-match': etag })
    expect(secure.body).toMatchObject({
      transport: 'tls',
      srtp: 'required',
      registers: false,
      hasPassword: false,
      userName: 'u',
    })
    expect((await admin.ask('GET', path)).body).toEqual(secure.body)
    expect(secure.headers.etag).toBe((secure.body as Trunk).etag)
    expect(await auditActions()).toContain('trunk.changed')
    await clear()
  })

  it('stays while a rule uses it', async () => {
    const made = await trunk()
    const rule = await outboundRule([made.trunkId])
    expect((await admin.ask('DELETE', `/trunks/${made.trunkId}`)).body).toEqual(problem('trunk.in-use'))
    await admin.ask('DELETE', `/outbound-rules/${rule.outboundRuleId}`)
    expect((await admin.ask('DELETE', `/trunks/${made.trunkId}`)).status).toBe(200)
    expect((await admin.ask('GET', `/trunks/${made.trunkId}`)).body).toEqual(problem('trunk.not-found'))
    expect(await auditActions()).toContain('trunk.removed')
  })

  it('shows how it goes, by what the edge told last', async () => {
    const made = await trunk()
    const status = {
      trunkId: made.trunkId,
      condition: 'refused',
      sinceMs: 1000,
      sipStatus: 403,
      sipReason: 'Forbidden',
      calls: 0,
    }
    core.edge.tell((listener) => listener.event?.({ type: 'trunk.changed', trunk: status as never }, testEdgeId))
    const shown = (await samira.ask('GET', '/trunks')).body as { items: Trunk[] }
    expect(shown.items[0]?.state).toEqual({
      condition: 'refused',
      since: '1970-01-01T00:00:01.000Z',
      sipStatus: 403,
      sipReason: 'Forbidden',
      calls: 0,
    })
    await clear()
  })

  it('is made once however often it is asked for with one key', async () => {
    const body = { name: 'Once', preset: 'address', domain: 'one.example.net' }
    const first = await admin.ask('POST', '/trunks', body, { 'idempotency-key': 'trunk-1' })
    const second = await admin.ask('POST', '/trunks', body, { 'idempotency-key': 'trunk-1' })
    expect(second.body).toEqual(first.body)
    expect(((await admin.ask('GET', '/trunks')).body as { items: Trunk[] }).items).toHaveLength(1)
    await clear()
  })
})

describe('who may', () => {
  const routes: [method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object][] = [
    ['GET', '/trunks'],
    ['POST', '/trunks', { name: 'x', preset: 'address', domain: 'x' }],
    ['GET', '/number-rules'],
    ['POST', '/number-rules', { pattern: '1', target: { kind: 'announcement', prompt: 'x' } }],
    ['GET', '/outbound-rules'],
    ['GET', '/dial-limits'],
    ['PATCH', '/dial-limits', {}],
    ['GET', '/phones'],
    ['POST', '/phones', { user: 'x' }],
    ['DELETE', '/phones/701'],
    ['POST', '/phones/701/password'],
    ['GET', '/dial-check?number=1'],
  ]
  it.each(routes)('an agent may not %s %s', async (method, path, body) => {
    expect((await aylin.ask(method, path, body)).body).toEqual(problem('permission.denied'))
    expect((await core.browser().ask(method, path, body)).body).toEqual(problem('sign-in.needed'))
  })
  it.each(routes)('a supervisor may look only: %s %s', async (method, path, body) => {
    const { status } = await samira.ask(method, path, body)
    expect(status).toBe(method === 'GET' ? 200 : 403)
  })
})

describe('a number', () => {
  const dialed = (number: string) => core.services.configuration.numberPlan.numberRoute(number)

  it('leads to a queue, to the more exact of two patterns, however a carrier writes it', async () => {
    const { items } = (await aylin.ask('GET', '/queues')).body as { items: { queueId: string }[] }
    const queueId = items[0]?.queueId
    const wide = await admin.ask('POST', '/number-rules', {
      pattern: '+99532212*',
      target: { kind: 'announcement', prompt: 'not-in-service' },
    })
    expect(wide.status).toBe(201)
    const exact = await admin.ask('POST', '/number-rules', {
      pattern: '0322123456',
      target: { kind: 'queue', queueId, greeting: 'greeting' },
    })
    expect((exact.body as NumberRule).pattern).toBe('+995322123456')
    for (const spelling of ['+995322123456', '995322123456', '00995322123456', '0322 12 34 56']) {
      expect(dialed(spelling)).toEqual({ kind: 'greeting-then-queue', queueId, greeting: 'greeting' })
    }
    expect(dialed('+995322129999')).toEqual({ kind: 'announcement', prompt: 'not-in-service' })
    expect(dialed('+995322999999')).toBeUndefined()
    await vi.waitFor(() => {
      const policy = told('access.set').at(-1)?.policy
      expect(policy?.ownNumbers).toEqual(expect.arrayContaining(['+995322123456', '995322123456', '0322123456', '100']))
      expect(policy?.emergencyNumbers).toEqual(['112'])
    })
    expect(
      (await admin.ask('POST', '/number-rules', { pattern: '+995322123456', target: { kind: 'queue', queueId } })).body,
    ).toEqual(problem('number-rule.taken'))
  })

  it('has a language that its callers are spoken to, or that of the installation', async () => {
    const { numberPlan } = core.services.configuration
    expect(numberPlan.numberLanguage('310')).toBeUndefined()
    const target = { kind: 'announcement', prompt: 'closed' }
    expect((await admin.ask('POST', '/number-rules', { pattern: '310', target, language: 'Georgian' })).status).toBe(
      400,
    )
    const made = await admin.ask('POST', '/number-rules', { pattern: '310', target, language: 'ka' })
    const { numberRuleId, etag } = made.body as NumberRule
    expect(made.body).toMatchObject({ language: 'ka' })
    expect(core.services.configuration.numberPlan.numberLanguage('310')).toBe('ka')
    const path = `/number-rules/${numberRuleId}`
    // What is changed beside it leaves it as it is.
    const noted = await admin.ask('PATCH', path, { description: 'Tbilisi' }, { 'if-match': etag })
    expect(noted.body).toMatchObject({ language: 'ka' })
    const changed = await admin.ask('PATCH', path, { language: null }, { 'if-match': (noted.body as NumberRule).etag })
    expect(changed.body).not.toHaveProperty('language')
    expect(core.services.configuration.numberPlan.numberLanguage('310')).toBeUndefined()
  })

  it('leads to one person alone, through a queue that no list shows', async () => {
    const levan = await core.signIn('levan')
    const target = { kind: 'person', personId: await personId(levan) }
    const made = await admin.ask('POST', '/number-rules', { pattern: '301', target })
    expect(made.status).toBe(201)
    await admin.ask('POST', '/number-rules', { pattern: '302', target })
    const route = dialed('301')
    expect(route).toMatchObject({ kind: 'queue' })
    expect(dialed('302')).toEqual(route)
    const { queueId } = route as { kind: 'queue'; queueId: QueueId }
    const { decider, db } = core.services
    const members = [...(decider.state?.agents.values() ?? [])].filter((agent) =>
      agent.settings.memberships.some((membership) => membership.queueId === queueId),
    )
    const { agentId } = (await levan.ask('GET', '/me')).body as { agentId: string }
    expect(members.map((agent) => agent.agentId)).toEqual([agentId])
    const { items } = (await aylin.ask('GET', '/queues')).body as { items: { queueId: string }[] }
    expect(items.map((queue) => queue.queueId)).not.toContain(queueId)
    const row = await db.selectFrom('queue').select('name').where('queue_id', '=', queueId).executeTakeFirstOrThrow()
    expect(row.name).toBe('Levan Kapanadze')
    expect(
      (
        await admin.ask('POST', '/number-rules', {
          pattern: '303',
          target: { ...target, personId: await personId(admin) },
        })
      ).body,
    ).toEqual(problem('agent.not-an-agent'))
  })

  it('goes one way in opening hours and another outside of them', async () => {
    const at = new Date(core.services.clock.wallMs())
    const minute = at.getUTCHours() * 60 + at.getUTCMinutes()
    const allDay = [{ fromMinute: 0, toMinute: 1440 }]
    const made = await admin.ask('POST', '/business-hours', {
      name: 'Office',
      timeZone: 'UTC',
      week: Array.from({ length: 7 }, () => allDay),
      exceptions: [],
    })
    const hours = made.body as BusinessHours
    expect(hours.isOpenNow).toBe(true)
    const rule = await admin.ask('POST', '/number-rules', {
      pattern: '400',
      target: {
        kind: 'hours',
        businessHoursId: hours.businessHoursId,
        open: { kind: 'number', number: '+995599123456' },
        closed: { kind: 'announcement', prompt: 'not-in-service' },
      },
    })
    expect(rule.status).toBe(201)
    expect(dialed('400')).toEqual({ kind: 'outside', number: '+995599123456' })
    const closedToday = [{ date: at.toISOString().slice(0, 10), name: 'Holiday', spans: [] }]
    const path = `/business-hours/${hours.businessHoursId}`
    const changed = await admin.ask('PATCH', path, { exceptions: closedToday }, { 'if-match': hours.etag })
    // Unless midnight has just passed.
    if (minute < 1435) expect(changed.body).toMatchObject({ isOpenNow: false })
    if (minute < 1435) expect(dialed('400')).toEqual({ kind: 'announcement', prompt: 'not-in-service' })
    expect((await admin.ask('DELETE', path)).body).toEqual(problem('business-hours.in-use'))
    const wrong = await admin.ask('POST', '/business-hours', {
      name: 'Nowhere',
      timeZone: 'Mars/Olympus',
      week: Array.from({ length: 7 }, () => []),
      exceptions: [],
    })
    expect(wrong.body).toMatchObject({ code: 'business-hours.invalid', detail: expect.stringContaining('Mars') })
  })

  it('leads nobody to those who help in an emergency, in circles, or to what is no number', async () => {
    const to = (number: string, pattern = '+995322999001') =>
      admin.ask('POST', '/number-rules', { pattern, target: { kind: 'number', number } })
    for (const number of ['112', '+112', '*']) expect((await to(number)).body).toEqual(problem('phone-number.invalid'))
    expect((await to('+995322999001')).body).toEqual(problem('phone-number.invalid'))
    expect((await to('0322999001', '+995322*')).body).toEqual(problem('phone-number.invalid'))
    const made = await admin.ask('POST', '/number-rules', {
      pattern: '+995322999002',
      target: { kind: 'announcement', prompt: 'not-in-service' },
    })
    expect((await to('0322999002')).body).toEqual(problem('phone-number.invalid'))
    const rule = made.body as NumberRule
    expect((await admin.ask('DELETE', `/number-rules/${rule.numberRuleId}`)).status).toBe(200)
  })

  it('takes no call for help, however wide its pattern is and however help is dialled', async () => {
    const made = await admin.ask('POST', '/number-rules', {
      pattern: '*',
      target: { kind: 'announcement', prompt: 'not-in-service' },
    })
    const { numberRuleId } = made.body as NumberRule
    expect(dialed('12345')).toEqual({ kind: 'announcement', prompt: 'not-in-service' })
    expect(dialed('+112')).toBeUndefined()
    for (const help of ['112', '+112', '1-1-2', 'tel:112']) expect(dialed(help)).toBeUndefined()
    await admin.ask('DELETE', `/number-rules/${numberRuleId}`)
  })

  it('refuses an emergency number, what is not there, and an old ETag', async () => {
    const post = async (body: object) => (await admin.ask('POST', '/number-rules', body)).body
    const announcement = { kind: 'announcement', prompt: 'x' }
    expect(await post({ pattern: '112', target: announcement })).toEqual(problem('number-rule.taken'))
    expect(await post({ pattern: '500', target: { kind: 'queue', queueId: core.newId('queue') } })).toEqual(
      problem('queue.not-found'),
    )
    expect(await post({ pattern: '500', target: { kind: 'person', personId: core.newId('person') } })).toEqual(
      problem('person.not-found'),
    )
    expect(await post({ pattern: '500', target: announcement, businessUnitId: core.newId('unit') })).toEqual(
      problem('business-unit.not-found'),
    )
    expect(await post({ pattern: 'abc', target: announcement })).toEqual(problem('request.malformed'))
    const made = (await post({ pattern: '50X', target: announcement })) as NumberRule
    const path = `/number-rules/${made.numberRuleId}`
    const changed = await admin.ask('PATCH', path, { description: 'new' }, { 'if-match': made.etag })
    expect(changed.body).toMatchObject({ description: 'new', pattern: '50X' })
    expect((await admin.ask('PATCH', path, {}, { 'if-match': made.etag })).body).toEqual(problem('request.stale'))
    expect(dialed('507')).toEqual({ kind: 'announcement', prompt: 'x' })
    expect((await admin.ask('DELETE', path)).status).toBe(200)
    expect(dialed('507')).toBeUndefined()
  })
})

describe('calling out', () => {
  it('follows rules, units and permissions, and says which', async () => {
    const made = await trunk()
    const home = await outboundRule([made.trunkId], { name: 'Home', prefixes: ['+995'], rank: 10 })
    const any = await outboundRule([made.trunkId], { name: 'Abroad', rank: 20, requires: 'calls.dial.abroad' })
    expect(await check('0322 24 72 47', aylin)).toMatchObject({
      number: '+995322247247',
      isAllowed: true,
      outboundRuleId: home.outboundRuleId,
      trunkIds: [made.trunkId],
    })
    expect(await check('+36 1 234 5678', aylin)).toMatchObject({ isAllowed: false, refusal: 'dial.not-permitted' })
    expect(await check('+36 1 234 5678', samira)).toMatchObject({ isAllowed: true, outboundRuleId: any.outboundRuleId })
    expect(await check('+882 1234567', samira)).toMatchObject({ isAllowed: false, refusal: 'dial.blocked' })
    // The other spelling is the same number.
    expect(await check('00882 1234567', samira)).toMatchObject({ isAllowed: false, refusal: 'dial.blocked' })
    expect(await check('100', aylin)).toMatchObject({ isAllowed: true, numberRuleId: expect.any(String), trunkIds: [] })
    expect(await check('hello')).toMatchObject({ isAllowed: false, refusal: 'phone-number.invalid' })
    await clear()
    expect(await check('0322 24 72 47', aylin)).toMatchObject({ isAllowed: false, refusal: 'dial.no-rule' })
  })

  it('lets an emergency call out by whoever, without a rule, over any trunk, outside of hours', async () => {
    const closed = (
      await admin.ask('POST', '/business-hours', {
        name: 'Never',
        timeZone: 'UTC',
        week: Array.from({ length: 7 }, () => []),
        exceptions: [],
      })
    ).body as BusinessHours
    const made = await trunk()
    const limits = (await admin.ask('GET', '/dial-limits')).body as DialLimits
    const set = await admin.ask(
      'PATCH',
      '/dial-limits',
      { businessHoursId: closed.businessHoursId },
      { 'if-match': limits.etag },
    )
    expect(set.body).toMatchObject({ businessHoursId: closed.businessHoursId, emergencyNumbers: ['112'] })
    await outboundRule([made.trunkId], { prefixes: ['+995'] })
    expect(await check('0322 24 72 47', aylin)).toMatchObject({ refusal: 'dial.closed' })
    expect(await check('112', aylin)).toMatchObject({ isAllowed: true, trunkIds: [made.trunkId] })
    const { dialing } = core.services
    // A phone in the hall that is nobody's.
    expect(dialing.route('112', { kind: 'user', user: '701' })).toMatchObject({
      ok: true,
      value: { isEmergency: true },
    })
    expect(dialing.route('0322247247', { kind: 'user', user: '701' })).toMatchObject({
      ok: false,
      error: 'dial.not-permitted',
    })
    const { etag } = set.body as DialLimits
    // Nobody takes 112 out of the list.
    const none = await admin.ask('PATCH', '/dial-limits', { emergencyNumbers: ['911'] }, { 'if-match': etag })
    expect(none.body).toMatchObject({ emergencyNumbers: ['112', '911'] })
    expect((await admin.ask('PATCH', '/dial-limits', {}, { 'if-match': limits.etag })).body).toEqual(
      problem('request.stale'),
    )
    const reset = { businessHoursId: null, emergencyNumbers: ['112'] }
    await admin.ask('PATCH', '/dial-limits', reset, { 'if-match': (none.body as DialLimits).etag })
    await clear()
  })

  it('refuses rules over trunks and units that are not there', async () => {
    const body = { name: 'x', prefixes: [], trunkIds: [core.newId('trunk')] }
    expect((await admin.ask('POST', '/outbound-rules', body)).body).toEqual(problem('trunk.not-found'))
    const made = await trunk()
    expect(
      (
        await admin.ask('POST', '/outbound-rules', {
          ...body,
          trunkIds: [made.trunkId],
          businessUnitIds: [core.newId('unit')],
        })
      ).body,
    ).toEqual(problem('business-unit.not-found'))
    const rule = await outboundRule([made.trunkId], { prefixes: ['0044'], callerNumber: '0322123456' })
    expect(rule).toMatchObject({
      prefixes: ['+44'],
      callerNumber: '+995322123456',
      isActive: true,
      requires: 'calls.dial',
    })
    const changed = await admin.ask(
      'PATCH',
      `/outbound-rules/${rule.outboundRuleId}`,
      { callerNumber: null, isActive: false },
      { 'if-match': rule.etag },
    )
    expect(changed.body).toMatchObject({ isActive: false, trunkIds: [made.trunkId] })
    expect(changed.body).not.toHaveProperty('callerNumber')
    await clear()
  })
})

describe('a test call', () => {
  const originated = (): EdgeCommandOf<'leg.originate'> => told('leg.originate').at(-1) as never
  const happens = (event: object) => core.edge.tell((listener) => listener.event?.(event as never, testEdgeId))
  const start = async (trunkId: TrunkId): Promise<TestCall> => {
    const started = await admin.ask('POST', `/trunks/${trunkId}/test-calls`, { number: '+995599000000' })
    expect(started.status).toBe(201)
    return started.body
  }
  const asked = async (call: TestCall): Promise<TestCall> =>
    (await admin.ask('GET', `/test-calls/${call.testCallId}`)).body
  const quality = {
    packetsReceived: 180,
    packetsLost: 0,
    packetsLate: 0,
    packetsSent: 200,
    jitterMs: 1,
    bufferDepthMs: 40,
  }
  const step = { atMs: 1000, transport: 'udp', remote: '192.0.2.9:5060', method: 'INVITE', cseq: 1 }

  it('goes over that trunk alone, plays, hangs up and shows its ladder', async () => {
    const made = await trunk()
    const call = await start(made.trunkId)
    expect(call).toMatchObject({ state: 'calling', ladder: [] })
    const { legId, to } = originated()
    expect(to).toEqual({ kind: 'trunk', trunkIds: [made.trunkId], number: '+995599000000' })
    expect(((await admin.ask('GET', '/trunks')).body as { items: Trunk[] }).items[0]?.state.calls).toBe(1)
    happens({ type: 'leg.alerting', legId })
    expect(await asked(call)).toMatchObject({ state: 'ringing', ringingAfterMs: expect.any(Number) })
    happens({ type: 'leg.connected', legId })
    expect(await asked(call)).toMatchObject({ state: 'answered' })
    expect(told('leg.play').at(-1)).toMatchObject({ legId })
    happens({ type: 'leg.ended', legId, reason: 'hung-up', durationMs: 5000, connectedMs: 4000, quality })
    happens({
      type: 'leg.ladder',
      legId,
      sipCallId: 'abc',
      steps: [
        { ...step, direction: 'out' },
        { ...step, direction: 'in', status: 200, reason: 'OK' },
      ],
    })
    expect(await asked(call)).toMatchObject({
      state: 'passed',
      packetsReceived: 180,
      ladder: [{ direction: 'out' }, { status: 200, at: '1970-01-01T00:00:01.000Z' }],
    })
    expect(await auditActions()).toContain('trunk.tested')
    await clear()
  })

  it('says in a word why it failed', async () => {
    const made = await trunk()
    for (const [ended, failure] of [
      [{ reason: 'declined', sipStatus: 403 }, 'forbidden'],
      [{ reason: 'unknown-number', sipStatus: 404 }, 'no-such-number'],
      [{ reason: 'busy', sipStatus: 486 }, 'busy'],
      [{ reason: 'no-answer', sipStatus: 408 }, 'no-reply'],
      [{ reason: 'unreachable' }, 'no-reply'],
    ] as const) {
      const call = await start(made.trunkId)
      happens({ type: 'leg.ended', legId: originated().legId, durationMs: 10, ...ended })
      expect(await asked(call)).toMatchObject({ state: 'failed', failure })
    }
    const silent = await start(made.trunkId)
    const { legId } = originated()
    happens({ type: 'leg.connected', legId })
    happens({
      type: 'leg.ended',
      legId,
      reason: 'hung-up',
      durationMs: 10,
      quality: { ...quality, packetsReceived: 0 },
    })
    expect(await asked(silent)).toMatchObject({ state: 'failed', failure: 'no-sound' })
    core.edge.failNext({ code: 'not-reachable', sentence: 'nothing there' })
    const nowhere = await start(made.trunkId)
    expect(await asked(nowhere)).toMatchObject({ state: 'failed', failure: 'no-such-host' })
    await clear()
  })

  it('passes no limit by being asked for several times at once', async () => {
    const made = await trunk()
    const before = (await admin.ask('GET', '/dial-limits')).body as DialLimits
    const one = { callsAtOncePerPerson: 1 }
    const set = (await admin.ask('PATCH', '/dial-limits', one, { 'if-match': before.etag })).body as DialLimits
    const asks = Array.from({ length: 5 }, () =>
      admin.ask('POST', `/trunks/${made.trunkId}/test-calls`, { number: '+995599000000' }),
    )
    const answers = await Promise.all(asks)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const { status, body } of answers) if (status !== 201) expect(body).toEqual(problem('dial.too-many-calls'))
    happens({ type: 'leg.ended', legId: originated().legId, reason: 'declined', durationMs: 1 })
    const { callsAtOncePerPerson } = before
    await admin.ask('PATCH', '/dial-limits', { callsAtOncePerPerson }, { 'if-match': set.etag })
    await clear()
  })

  it('rings nobody in an emergency, nor over a trunk that is off, and is forgotten after an hour', async () => {
    const made = await trunk()
    const path = `/trunks/${made.trunkId}/test-calls`
    expect((await admin.ask('POST', path, { number: '112' })).body).toEqual(problem('dial.blocked'))
    const call = await start(made.trunkId)
    happens({ type: 'leg.ended', legId: originated().legId, reason: 'declined', durationMs: 1 })
    core.pass(3_700_000)
    expect((await admin.ask('GET', `/test-calls/${call.testCallId}`)).body).toEqual(problem('test-call.not-found'))
    await admin.ask('PATCH', `/trunks/${made.trunkId}`, { isActive: false }, { 'if-match': made.etag })
    expect((await admin.ask('POST', path, { number: '+995599000000' })).body).toEqual(problem('dial.no-trunk'))
    await clear()
  })
})

describe('a phone', () => {
  it('is made with a password that is told once, and registers with it', async () => {
    const made = await admin.ask('POST', '/phones', {
      user: 'desk-1',
      displayName: 'Reception "A"',
      personId: await personId(aylin),
    })
    expect(made.status).toBe(201)
    const { provisioning, ...phone } = made.body as CreatedPhone
    expect(phone).toMatchObject({
      user: 'desk-1',
      displayName: 'Reception "A"',
      personName: 'Aylin Məmmədova',
      bindings: [],
    })
    expect(provisioning).toMatchObject({
      user: 'desk-1',
      realm: 'parley',
      servers: [
        { transport: 'udp', host: '192.0.2.1', port: 5060, address: 'sip:desk-1@192.0.2.1:5060;transport=udp' },
        { transport: 'tcp', host: '192.0.2.1', port: 5060 },
      ],
    })
    for (const { text } of provisioning.texts) expect(text).toContain(provisioning.password)
    expect(told('accounts.set').at(-1)?.accounts).toContainEqual(
      expect.objectContaining({ user: 'desk-1', stationId: expect.any(String) }),
    )
    expect((await admin.ask('POST', '/phones', { user: 'desk-1' })).body).toEqual(problem('phone.user-taken'))
    expect((await admin.ask('POST', '/phones', { user: 'a b' })).body).toEqual(problem('request.malformed'))
    const renewed = (await admin.ask('POST', '/phones/desk-1/password')).body as PhoneProvisioning
    expect(renewed.password).not.toBe(provisioning.password)
    const kept = await core.services.db.selectFrom('audit_entry').selectAll().execute()
    expect(JSON.stringify(kept)).not.toContain(renewed.password)
  })

  it('is made once for one key, and the password that was told lies nowhere in the database', async () => {
    const again = () => admin.ask('POST', '/phones', { user: 'once' }, { 'idempotency-key': 'phone-1' })
    const [first, second] = [await again(), await again()]
    expect(second.body).toEqual(first.body)
    const { password } = (first.body as CreatedPhone).provisioning
    const keys = await core.services.db.selectFrom('idempotency_key').selectAll().execute()
    expect(JSON.stringify(keys)).not.toContain(password)
    expect((await admin.ask('DELETE', '/phones/once')).status).toBe(200)
  })

  it('is listed by pages, changed, lit and removed', async () => {
    const first = (await samira.ask('GET', '/phones?limit=4')).body as { items: Phone[]; next: string }
    expect(first.items.map((phone) => phone.user)).toEqual(['701', '702', '703', '704'])
    const second = (await samira.ask('GET', `/phones?limit=200&cursor=${first.next}`)).body as {
      items: Phone[]
      next?: string
    }
    expect(second.items.map((phone) => phone.user)).toContain('desk-1')
    expect(second).not.toHaveProperty('next')
    const phone = second.items.find(({ user }) => user === 'desk-1') as Phone
    const changed = await admin.ask('PATCH', '/phones/desk-1', { displayName: null }, { 'if-match': phone.etag })
    expect(changed.body).not.toHaveProperty('displayName')
    expect((await admin.ask('PATCH', '/phones/desk-1', {}, { 'if-match': phone.etag })).body).toEqual(
      problem('request.stale'),
    )
    expect((await admin.ask('PUT', '/phones/desk-1/waiting-messages', { newMessages: 3, oldMessages: 1 })).status).toBe(
      200,
    )
    expect(told('user.set').at(-1)).toMatchObject({ user: 'desk-1', newMessages: 3, oldMessages: 1, isBusy: false })
    expect((await admin.ask('DELETE', '/phones/desk-1')).status).toBe(200)
    expect(
      told('accounts.set')
        .at(-1)
        ?.accounts.map((account) => account.user),
    ).not.toContain('desk-1')
    expect((await admin.ask('DELETE', '/phones/desk-1')).body).toEqual(problem('phone.not-found'))
    expect((await admin.ask('POST', '/phones/desk-1/password')).body).toEqual(problem('phone.not-found'))
  })
})

describe('what an agent talks through', () => {
  const choices = async (browser: TestBrowser): Promise<StationChoices> =>
    (await browser.ask('GET', '/me/station-choice')).body

  it('is the browser, a phone of theirs, or a number that they may call', async () => {
    const reza = await core.signIn('reza')
    const { agentId } = (await reza.ask('GET', '/me')).body as { agentId: never }
    const choice = () => core.services.decider.state?.agents.get(agentId)?.stationChoice
    await admin.ask('POST', '/phones', { user: 'reza-1', personId: await personId(reza) })
    expect(await choices(reza)).toEqual({
      chosen: { kind: 'browser' },
      phones: [{ user: 'reza-1', isRegistered: false }],
      isNeeded: true,
      mayUseNumber: true,
    })
    expect((await reza.ask('PUT', '/me/station-choice', { kind: 'phone', user: 'reza-1' })).body).toMatchObject({
      chosen: { kind: 'phone', user: 'reza-1' },
    })
    expect(choice()).toMatchObject({ kind: 'phone' })
    expect((await reza.ask('PUT', '/me/station-choice', { kind: 'phone', user: '701' })).body).toEqual(
      problem('phone.not-yours'),
    )
    expect((await reza.ask('PUT', '/me/station-choice', { kind: 'phone', user: 'none' })).body).toEqual(
      problem('phone.not-found'),
    )
    const number = { kind: 'number', number: '0599123456' }
    expect((await reza.ask('PUT', '/me/station-choice', number)).body).toEqual(problem('dial.no-rule'))
    const made = await trunk()
    await outboundRule([made.trunkId], { prefixes: ['+995'] })
    expect((await reza.ask('PUT', '/me/station-choice', number)).body).toMatchObject({
      chosen: { kind: 'number', number: '+995599123456' },
    })
    const stationId = choice()?.stationId as never
    expect(choice()).toMatchObject({ kind: 'number' })
    const { numberPlan } = core.services.configuration
    expect(numberPlan.numberOfStation(stationId)).toBe('+995599123456')
    expect(numberPlan.agentOfStation(stationId)).toBe(agentId)
    expect((await reza.ask('PUT', '/me/station-choice', { kind: 'number', number: '112' })).body).toEqual(
      problem('phone-number.invalid'),
    )
    // A number of ours would ring the next agent, and him the next.
    const own = '+995322999003'
    const announcement = { kind: 'announcement', prompt: 'not-in-service' }
    const ours = (await admin.ask('POST', '/number-rules', { pattern: own, target: announcement })).body as NumberRule
    expect((await reza.ask('PUT', '/me/station-choice', { kind: 'number', number: own })).body).toEqual(
      problem('phone-number.invalid'),
    )
    await admin.ask('DELETE', `/number-rules/${ours.numberRuleId}`)
    expect(await auditActions()).toContain('station.chosen')
    await clear()
  })

  it('falls back to whatever is connected when the phone goes', async () => {
    const reza = await core.signIn('reza')
    const { agentId } = (await reza.ask('GET', '/me')).body as { agentId: never }
    await reza.ask('PUT', '/me/station-choice', { kind: 'phone', user: 'reza-1' })
    await admin.ask('DELETE', '/phones/reza-1')
    expect(await choices(reza)).toMatchObject({ chosen: { kind: 'browser' }, phones: [] })
    expect(core.services.decider.state?.agents.get(agentId)?.stationChoice).toBeNull()
  })
})
