import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InteractionId, RecordingId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { at8kHz, readWav, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const customerHz = 660
const agentHz = 1170

describe('a voicemail', () => {
  let parley: Installation
  let customer: SipPhone
  let levan: Desk | undefined
  let supervisor: ApiClient
  let agent: ApiClient
  let messageId: InteractionId
  let recordingId: RecordingId

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.62.11' })
    const { httpUrl, demoPassword: password } = parley
    const admin = await signIn(httpUrl, 'admin@demo.parley', password)
    supervisor = await signIn(httpUrl, 'samira@demo.parley', password)
    agent = await signIn(httpUrl, 'levan@demo.parley', password)
    const queue = (await admin.call('managedQueues')).items.find(({ name }) => name === 'Support')
    await admin.call('changeQueue', {
      id: queue?.queueId ?? '',
      body: { ringTimeoutMs: 60_000, diversions: [{ when: { kind: 'nobody' }, to: { kind: 'voicemail' } }] },
      headers: { 'if-match': queue?.etag ?? '' },
    })
    const server = { host: parley.sipHost, port: parley.sipPort }
    const of = { address: '127.0.62.12', server, user: '701', password: parley.demoPassword, toneHz: customerHz }
    customer = await startSipPhone(of)
    await customer.registered()
  })
  afterAll(async () => {
    await Promise.allSettled([levan?.close(), customer?.close()])
    await parley?.stop()
  })

  it('is left by hanging up, and waits in the queue; its caller abandoned nothing', async () => {
    customer.dial('200')
    await customer.waitFor('CALL_ESTABLISHED')
    const calls = async () => (await supervisor.call('interactions')).items
    await eventually(async () => {
      const [call] = await calls()
      const { segments } = await supervisor.call('interaction', { id: call?.interactionId ?? '' })
      expect(segments.at(-1)?.kind).toBe('voicemail')
    }, 40_000)
    await delay(3000)
    customer.hangUp()
    await customer.waitFor('CALL_CLOSED')
    await eventually(async () => expect(await calls()).toHaveLength(2))
    const [message, call] = await calls()
    expect(message).toMatchObject({ isVoicemail: true, state: 'queued', callerNumber: '701', hasRecording: true })
    expect(call).toMatchObject({ state: 'ended', isAbandoned: false, endReason: 'customer-left' })
    messageId = message?.interactionId as InteractionId
    const { voicemail } = await supervisor.call('interaction', { id: call?.interactionId ?? '' })
    expect(voicemail).toMatchObject({ interactionId: messageId, fromInteractionId: call?.interactionId })
    recordingId = voicemail?.recordingId as RecordingId
  })

  it('is heard by nobody who has it not', async () => {
    expect((await agent.raw('recordingAudio', { id: recordingId })).status).toBe(403)
  })

  it('is offered, heard by whoever has it in hand, and done', async () => {
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: agentHz })
    const { page } = levan
    await levan.waitForButton('Take it', 60_000)
    await page.getByRole('region', { name: 'New message' }).waitFor()
    await levan.press('Take it')
    const panel = page.getByRole('region', { name: 'Message in hand' })
    await panel.getByRole('button', { name: 'Call back' }).waitFor()
    await panel.getByRole('button', { name: 'Play', exact: true }).waitFor()
    const answer = await agent.raw('recordingAudio', { id: recordingId })
    expect(answer.status).toBe(200)
    const [left = new Int16Array()] = at8kHz(readWav(Buffer.from(await answer.arrayBuffer())))
    expect(left.length / 8).toBeGreaterThan(2000)
    expect(shareOfTone(left.subarray(-12_000), customerHz)).toBeGreaterThan(0.7)
    await panel.getByRole('button', { name: 'Finish' }).click()
    await levan.press('Finish wrap-up')
    await eventually(async () =>
      expect(await supervisor.call('interaction', { id: messageId })).toMatchObject({
        state: 'ended',
        endReason: 'agent-ended',
      }),
    )
  })
})
