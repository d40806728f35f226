import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Me, Person } from '#protocol/http/index.ts'
import { demoPassword, startTestCore, type TestCore } from './testing.ts'

let core: TestCore
beforeAll(async () => {
  core = await startTestCore()
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code, type: `urn:parley:error:${code}` })

describe('signing in', () => {
  it('gives a cookie that scripts and other sites cannot use, and tells who one is', async () => {
    const browser = core.browser()
    const answer = await browser.ask('POST', '/sign-in', { email: 'Aylin@demo.parley', password: demoPassword })
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']).toMatch(
      /^parley_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
    )
    const me: Me = answer.body
    expect(me).toMatchObject({
      email: 'aylin@demo.parley',
      roles: ['agent'],
      organizationName: 'Parley Demo',
      region: 'GE',
    })
    expect(me.permissions).toContain('calls.take')
    expect((await browser.ask('GET', '/me')).body).toEqual(me)
  })

  it('keeps nothing in the database that would let anybody in', async () => {
    const browser = await core.signIn('aylin')
    const token = browser.cookie?.split('=')[1] as string
    const rows = await core.services.db.selectFrom('sign_in').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(rows.some((row) => row.token_hash.toString('latin1').includes(token))).toBe(false)
  })

  it('says the same of an unknown address and a wrong password', async () => {
    const unknown = await core.browser().ask('POST', '/sign-in', { email: 'nobody@demo.parley', password: 'x' })
    const wrong = await core.browser().ask('POST', '/sign-in', { email: 'reza@demo.parley', password: 'x' })
    expect(unknown.status).toBe(401)
    const { requestId: _one, ...first } = unknown.body as Record<string, unknown>
    const { requestId: _two, ...second } = wrong.body as Record<string, unknown>
    expect(first).toEqual(second)
    expect(first).toEqual(problem('sign-in.wrong'))
  })

  it('is slowed down by five wrong passwords, whatever address they come from, and lets the right one in later', async () => {
    for (let i = 0; i < 5; i++) {
      const wrong = await core
        .browser(`198.51.100.${i}`)
        .ask('POST', '/sign-in', { email: 'zsofia@demo.parley', password: 'no' })
      expect(wrong.status).toBe(401)
    }
    const slowed = await core
      .browser('203.0.113.1')
      .ask('POST', '/sign-in', { email: 'zsofia@demo.parley', password: demoPassword })
    expect(slowed.status).toBe(429)
    expect(slowed.body).toEqual(problem('sign-in.slowed'))
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0)
    core.pass(6_000)
    await core.signIn('zsofia')
  })

  it('ends by signing out, for good', async () => {
    const browser = await core.signIn('levan')
    const { cookie } = browser
    expect((await browser.ask('POST', '/sign-out')).status).toBe(200)
    const again = await core.browser().ask('GET', '/me', undefined, { cookie: cookie as string })
    expect(again.status).toBe(401)
    expect(again.body).toEqual(problem('sign-in.needed'))
  })

  it('ends after twelve idle hours', async () => {
    const browser = await core.signIn('levan')
    core.pass(11 * 3_600_000)
    expect((await browser.ask('GET', '/me')).status).toBe(200)
    core.pass(11 * 3_600_000)
    expect((await browser.ask('GET', '/me')).status).toBe(200)
    core.pass(13 * 3_600_000)
    expect((await browser.ask('GET', '/me')).status).toBe(401)
  })
})

describe('a request from another site', () => {
  it.each(['https://evil.example', 'null', 'http://desk.test.evil.example'])('is refused: %s', async (origin) => {
    const browser = await core.signIn('aylin')
    const answer = await browser.ask('POST', '/sign-out', undefined, { origin })
    expect(answer.status).toBe(403)
    expect(answer.body).toEqual(problem('origin.refused'))
    expect((await browser.ask('GET', '/me')).status).toBe(200)
  })
})

describe('roles', () => {
  it('are checked on the server for each route', async () => {
    const [aylin, samira, admin] = [await core.signIn('aylin'), await core.signIn('samira'), await core.signIn('admin')]
    expect((await aylin.ask('GET', '/people')).body).toEqual(problem('permission.denied'))
    expect((await samira.ask('GET', '/audit')).status).toBe(403)
    expect((await admin.ask('PUT', '/me/presence', { presence: 'available' })).status).toBe(403)
    expect((await admin.ask('GET', '/people')).status).toBe(200)
    expect((await core.browser().ask('GET', '/people')).status).toBe(401)
  })
})

describe('people', () => {
  const person = { name: 'Nino', email: 'nino@demo.parley', roles: ['agent'], language: 'ka', password: 'ten letters!' }

  it('are added once, however often the request is repeated with its key', async () => {
    const admin = await core.signIn('admin')
    const headers = { 'idempotency-key': 'add-nino' }
    const first = await admin.ask('POST', '/people', person, headers)
    expect(first.status).toBe(201)
    const second = await admin.ask('POST', '/people', person, headers)
    expect(second.status).toBe(201)
    expect(second.body).toEqual(first.body)
    const other = await admin.ask('POST', '/people', { ...person, name: 'Nana' }, headers)
    expect(other.status).toBe(409)
    expect(other.body).toEqual(problem('request.idempotency-conflict'))
    expect((await admin.ask('POST', '/people', person)).body).toEqual(problem('person.email-taken'))
    expect((first.body as Person).agentId).toBeDefined()
  })

  it('are changed by who has read them', async () => {
    const admin = await core.signIn('admin')
    const made: Person = (await admin.ask('POST', '/people', { ...person, email: 'giorgi@demo.parley' })).body
    const path = `/people/${made.personId}`
    expect((await admin.ask('PATCH', path, { name: 'Giorgi' })).body).toEqual(problem('request.if-match-needed'))
    const changed = await admin.ask('PATCH', path, { name: 'Giorgi' }, { 'if-match': made.etag })
    expect(changed.body).toMatchObject({ name: 'Giorgi' })
    const stale = await admin.ask('PATCH', path, { name: 'Gio' }, { 'if-match': made.etag })
    expect(stale.status).toBe(412)
    expect(stale.body).toEqual(problem('request.stale'))
  })

  it('are out everywhere at once when they are deactivated', async () => {
    const admin = await core.signIn('admin')
    const made: Person = (await admin.ask('POST', '/people', { ...person, email: 'dato@demo.parley' })).body
    const dato = core.browser()
    await dato.ask('POST', '/sign-in', { email: 'dato@demo.parley', password: person.password })
    expect((await dato.ask('GET', '/me')).status).toBe(200)
    await admin.ask('PATCH', `/people/${made.personId}`, { isActive: false }, { 'if-match': '*' })
    expect((await dato.ask('GET', '/me')).status).toBe(401)
    const again = await dato.ask('POST', '/sign-in', { email: 'dato@demo.parley', password: person.password })
    expect(again.body).toEqual(problem('sign-in.wrong'))
  })

  it('always have an administrator among them', async () => {
    const admin = await core.signIn('admin')
    const { personId } = (await admin.ask('GET', '/me')).body as Me
    const answer = await admin.ask('PATCH', `/people/${personId}`, { roles: ['agent'] }, { 'if-match': '*' })
    expect(answer.body).toEqual(problem('person.last-administrator'))
    expect((await admin.ask('GET', '/people')).status).toBe(200)
  })

  it('keep one administrator when two take the role from each other at once', async () => {
    const admin = await core.signIn('admin')
    const { personId } = (await admin.ask('GET', '/me')).body as Me
    for (let i = 0; i < 5; i++) {
      const second = { ...person, email: `second-${i}@demo.parley`, roles: ['administrator'] }
      const other: Person = (await admin.ask('POST', '/people', second)).body
      const otherAdmin = core.browser()
      await otherAdmin.ask('POST', '/sign-in', { email: second.email, password: person.password })
      const answers = await Promise.all([
        admin.ask('PATCH', `/people/${other.personId}`, { roles: ['agent'] }, { 'if-match': '*' }),
        otherAdmin.ask('PATCH', `/people/${personId}`, { roles: ['supervisor'] }, { 'if-match': '*' }),
      ])
      // Back to where it began, by whoever is left.
      const back = answers[1]?.status === 200 ? otherAdmin : admin
      const restored = await back.ask('PATCH', `/people/${personId}`, { roles: ['administrator'] }, { 'if-match': '*' })
      expect(restored.status).toBe(200)
      expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
      await admin.ask('PATCH', `/people/${other.personId}`, { isActive: false }, { 'if-match': '*' })
    }
  })

  it('leave no quick hash of their password behind', async () => {
    const admin = await core.signIn('admin')
    const headers = { 'idempotency-key': 'add-lali' }
    const lali = { ...person, email: 'lali@demo.parley' }
    const made = await admin.ask('POST', '/people', lali, headers)
    // What a repeated request is known by would otherwise tell who has the database how to try passwords fast.
    const again = await admin.ask('POST', '/people', { ...lali, password: 'another password' }, headers)
    expect(again).toMatchObject({ status: 201, body: made.body })
  })

  it('come in pages', async () => {
    const admin = await core.signIn('admin')
    const seen: string[] = []
    let path = '/people?limit=4'
    for (let pages = 0; pages < 10; pages++) {
      const page = (await admin.ask('GET', path)).body as { items: Person[]; next?: string }
      seen.push(...page.items.map(({ email }) => email))
      if (!page.next) break
      path = `/people?limit=4&cursor=${page.next}`
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(6)
    const bad = await admin.ask('GET', '/people?cursor=bm90IG9uZQ')
    expect(bad.status).toBe(400)
    expect(bad.body).toEqual(problem('request.malformed'))
    expect((await admin.ask('GET', '/people?limit=0')).status).toBe(400)
  })

  it('leave a trace of what was done', async () => {
    const admin = await core.signIn('admin')
    const { items } = (await admin.ask('GET', '/audit?limit=200')).body as { items: { action: string }[] }
    const actions = new Set(items.map(({ action }) => action))
    for (const action of ['sign-in.succeeded', 'sign-in.failed', 'sign-in.slowed', 'sign-out', 'person.created']) {
      expect(actions).toContain(action)
    }
  })
})

describe('a request without the shape of its route', () => {
  it.each([
    ['{"email":', 'application/json', 400, 'request.malformed'],
    ['{"email":"a@b.c"}', 'application/json', 400, 'request.malformed'],
    ['{"email":"a@b.c","password":7}', 'application/json', 400, 'request.malformed'],
    ['{"__proto__":{"a":1},"email":"a@b.c","password":"x"}', 'application/json', 400, 'request.malformed'],
    ['email=a', 'application/x-www-form-urlencoded', 415, 'request.media-type'],
    [`{"email":"${'a'.repeat(300_000)}"}`, 'application/json', 413, 'request.too-large'],
  ])('%.40s (%s) is answered %i', async (body, type, status, code) => {
    const answer = await core.browser().ask('POST', '/sign-in', body, { 'content-type': type })
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual(problem(code))
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.text).not.toContain('aaaa')
  })

  it('or to no route at all is a problem, too', async () => {
    expect((await core.browser().ask('GET', '/nothing')).body).toEqual(problem('request.no-such-route'))
    expect((await core.browser().ask('GET', '/people/../../etc')).status).toBe(404)
  })
})
