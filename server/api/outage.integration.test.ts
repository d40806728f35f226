import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestCore, type TestCore } from './testing.ts'

let core: TestCore
beforeAll(async () => {
  core = await startTestCore()
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })

it('a call is muted and hung up while the database is gone, and everything else says so', async () => {
  const aylin = await core.signIn('aylin')
  await core.readyAgent(aylin)
  const id = await core.call()
  await aylin.ask('POST', `/offers/${core.offerOf(id)}/accept`)
  await aylin.ask('PUT', '/me/station', { offerSdp: 'v=0 an offer of a browser' })
  const started = await core
    .browser()
    .ask('POST', '/web-calls', { number: '200', offerSdp: 'v=0 an offer of a browser' })
  expect(started.status).toBe(201)

  await core.database.kill()
  core.pass(10_000)
  core.edge.commands.length = 0
  expect(await aylin.ask('PUT', `/interactions/${id}/muted`, { isMuted: true })).toMatchObject({ status: 200 })
  expect(await aylin.ask('POST', `/interactions/${id}/hang-up`)).toMatchObject({ status: 200 })
  expect(core.edge.commands.map(({ type }) => type)).toEqual(expect.arrayContaining(['leg.mute', 'leg.end']))
  const another = await core
    .browser()
    .ask('POST', '/web-calls', { number: '200', offerSdp: 'v=0 an offer of a browser' })
  expect(another.status).toBe(201)

  const list = await aylin.ask('GET', '/customers')
  expect(list).toMatchObject({ status: 503, body: problem('database.unavailable') })
  expect(Number(list.headers['retry-after'])).toBeGreaterThan(0)
  expect((await core.browser().ask('POST', '/sign-in', { email: 'levan@demo.parley', password: 'x' })).status).toBe(503)
  expect((await core.http.app.inject('/healthz')).statusCode).toBe(200)
  const ready = await core.http.app.inject('/readyz')
  expect(ready.statusCode).toBe(503)
  expect(ready.json()).toMatchObject({ checks: { database: false } })

  await core.database.restart()
  expect((await aylin.ask('GET', '/customers')).status).toBe(200)
})
