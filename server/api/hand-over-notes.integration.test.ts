import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Interaction } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  aylin = await core.signIn('aylin')
  await core.readyAgent(aylin)
})
afterAll(() => core.stop())

it('keeps what was written for whoever gets the call, once, and nothing of a transfer that was refused', async () => {
  const interactionId = await core.call()
  await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
  const { queueId } = core.services.decider.state?.calls.get(interactionId)?.engagement ?? {}
  const notes = async () => {
    await core.settled()
    const { body } = await aylin.ask('GET', `/interactions/${interactionId}`)
    return (body as Interaction).handOverNotes
  }
  const sendOn = (to: object, note: string) => aylin.ask('POST', `/interactions/${interactionId}/send-on`, { to, note })

  const gone = { kind: 'queue', queueId: core.newId('queue') }
  expect((await sendOn(gone, 'Into a queue that is not there.')).status).toBe(404)
  expect(await notes()).toBeUndefined()
  expect((await sendOn({ kind: 'queue', queueId }, 'x'.repeat(501))).status).toBe(400)
  expect((await sendOn({ kind: 'queue', queueId }, '   ')).status).toBe(200)
  expect(await notes()).toBeUndefined()

  await aylin.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
  await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
  const written = 'Wants to talk to somebody about his contract.'
  expect((await sendOn({ kind: 'queue', queueId }, written)).status).toBe(200)
  // Pressed twice: it went on already.
  expect((await sendOn({ kind: 'queue', queueId }, written)).status).toBe(200)
  expect(await notes()).toMatchObject([{ text: written, how: 'sent-on', byName: 'Aylin Məmmədova', toName: 'Support' }])
})
