import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OwnDay } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  aylin = await core.signIn('aylin')
})
afterAll(() => core.stop())

async function today(): Promise<OwnDay> {
  await core.settled()
  const { status, body, text } = await aylin.ask('GET', '/me/today')
  expect(status, text).toBe(200)
  return body as OwnDay
}

it('tells an agent what he did today, and nobody who takes no calls', async () => {
  const admin = await core.signIn('admin')
  expect((await admin.ask('GET', '/me/today')).status).toBe(403)
  const begun = await today()
  expect(begun).toMatchObject({ handled: 0, breaks: [] })
  // The clock of the test may stand before midnight: all of this has to lie on one day.
  const leftMs = Date.parse(begun.from) + 86_400_000 - Date.now()
  if (leftMs < 3_600_000) core.pass(leftMs + 1000)

  await core.readyAgent(aylin)
  const interactionId = await core.call()
  await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
  core.pass(60_000)
  await aylin.ask('POST', `/interactions/${interactionId}/hold`)
  core.pass(20_000)
  await aylin.ask('POST', `/interactions/${interactionId}/retrieve`)
  core.pass(40_000)
  await core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
  core.pass(5_000)
  await aylin.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
  const declined = await core.call()
  await aylin.ask('POST', `/offers/${core.offerOf(declined)}/decline`)
  await core.services.decider.execute({ type: 'CustomerLeft', interactionId: declined, reason: 'customer-left' })
  await aylin.ask('PUT', '/me/presence', { presence: 'break', reason: 'lunch' })
  core.pass(600_000)

  const day = await today()
  expect(day).toMatchObject({ handled: 1, offers: { accepted: 1, declined: 1, missed: 0 } })
  const seconds = (ms: number | undefined) => Math.floor((ms ?? 0) / 10_000) * 10
  expect([day.talkMs, day.holdMs, day.meanTalkMs].map(seconds)).toEqual([100, 20, 100])
  expect(day.breaks).toMatchObject([{ reason: 'lunch', times: 1 }])
  expect(seconds(day.breaks[0]?.ms)).toBe(600)
  expect(day.occupancy).toBeGreaterThan(0.5)

  // The next day begins with nothing but what goes on.
  core.pass(86_400_000)
  aylin = await core.signIn('aylin')
  const next = await today()
  expect(next).toMatchObject({ handled: 0, talkMs: 0, offers: { accepted: 0 }, breaks: [{ reason: 'lunch' }] })
})
