import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SipPhone as Carrier, type PhoneCall } from '#edge/testing/sip-phone.ts'
import { promptPath, promptSamples } from '#telephony/audio/prompts.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { whereIs } from './peers/likeness.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { readWav, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const callerHz = 520
const agentHz = 910
const outside = '+995322123456'

type Spoken = 'recording-notice' | 'recording-consent' | 'recording-refused'

/** How much of what was heard is this prompt, at the moment at which it is that most: 0 to 1. */
async function likeness(heard: Int16Array, name: Spoken): Promise<number> {
  const whole = promptSamples(readFileSync(new URL(`../../${promptPath(name, 'en')}`, import.meta.url)))
  return (await whereIs(heard, whole)).likeness
}

/** What the law wants said before anybody is recorded, by real telephones: heard, answered, and followed. */
describe('consent to a recording', () => {
  let parley: Installation
  let admin: ApiClient
  let samira: ApiClient
  let levan: Desk
  let phone: SipPhone | undefined
  let carrier: Carrier | undefined
  const calls: PhoneCall[] = []

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.61.1' })
    admin = await signIn(parley.httpUrl, 'admin@demo.parley', parley.demoPassword)
    samira = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: agentHz })
  })
  afterAll(async () => {
    await Promise.allSettled([phone?.close(), levan?.close(), carrier?.close()])
    await parley?.stop()
  })

  async function everybodyIs(consent: 'announced' | 'asked'): Promise<void> {
    const { items } = await admin.call('recordingRules')
    const rule = items.find(({ scope }) => scope.kind === 'all')
    const headers = { 'if-match': rule?.etag ?? '' }
    const changed = await admin.call('changeRecordingRule', {
      id: rule?.recordingRuleId ?? '',
      body: { consent },
      headers,
    })
    expect(changed.consent).toBe(consent)
    await delay(500)
  }
  async function calls200(address: string): Promise<SipPhone> {
    await phone?.close()
    const server = { host: parley.sipHost, port: parley.sipPort }
    phone = await startSipPhone({ address, server, user: '701', password: parley.demoPassword, toneHz: callerHz })
    await phone.registered()
    phone.dial('200')
    await phone.waitFor('CALL_ESTABLISHED')
    return phone
  }
  const hears = (heard: () => Int16Array, name: Spoken, fromMs = 0) =>
    eventually(async () => {
      expect(await likeness(heard().subarray(fromMs * 8), name)).toBeGreaterThan(0.8)
      return heard().length / 8
    }, 30_000)
  /** The last call, once it is in the books, with its recordings. */
  const ended = () =>
    eventually(async () => {
      const [latest] = (await samira.call('interactions')).items
      const item = await samira.call('interaction', { id: latest?.interactionId ?? '' })
      expect(item.endedAt).toBeDefined()
      const { items: recordings } = await samira.call('recordings', { id: item.interactionId })
      expect(recordings.every(({ isReady }) => isReady)).toBe(true)
      return { item, recordings }
    }, 30_000)
  const sound = async (recordingId: string) => {
    const answer = await samira.raw('recordingAudio', { id: recordingId })
    return readWav(Buffer.from(await answer.arrayBuffer())).samples
  }

  it('is asked for before the queue; who presses 2 hears that, is not recorded, and the agent sees why', async () => {
    await everybodyIs('asked')
    const caller = await calls200('127.0.61.2')
    const untilMs = await hears(caller.heard, 'recording-consent')
    expect(await levan.isShown('Answer')).toBe(false)
    caller.sendDigit('2')
    // Offered only after he was told; the search for that in the sound takes its time.
    await levan.press('Answer')
    await levan.waitToHear(callerHz)
    await hears(caller.heard, 'recording-refused', untilMs)
    await levan.page.getByText('Recording refused').waitFor({ timeout: 10_000 })
    expect(await levan.page.getByText('Recorded', { exact: true }).count()).toBe(0)
    await delay(3000)
    caller.hangUp()
    await levan.press('Finish wrap-up')
    const { item, recordings } = await ended()
    expect(item.recordingConsent?.consent).toBe('refused')
    expect(item.hasRecording).toBe(false)
    expect(recordings).toEqual([])
    await levan.page.goto(`${parley.httpUrl}/history/${item.interactionId}`)
    await levan.page.getByText('The customer did not agree to be recorded').waitFor({ timeout: 15_000 })
    await levan.page.goto(parley.httpUrl)
  })

  it('was given by who presses 1: he is recorded, and not what he was asked', async () => {
    const caller = await calls200('127.0.61.3')
    await hears(caller.heard, 'recording-consent')
    caller.sendDigit('1')
    await levan.press('Answer')
    await levan.waitToHear(callerHz)
    await levan.page.getByText('Recorded', { exact: true }).waitFor({ timeout: 10_000 })
    await delay(3000)
    caller.hangUp()
    await levan.press('Finish wrap-up')
    const { item, recordings } = await ended()
    expect(item.recordingConsent?.consent).toBe('agreed')
    expect(recordings).toHaveLength(1)
    const [left = new Int16Array(), right = new Int16Array()] = await sound(recordings[0]?.recordingId ?? '')
    expect(shareOfTone(left, callerHz)).toBeGreaterThan(0.7)
    expect(shareOfTone(right, agentHz)).toBeGreaterThan(0.7)
  })

  it('that is only announced is heard before the queue, and the call is recorded', async () => {
    await everybodyIs('announced')
    const caller = await calls200('127.0.61.4')
    await hears(caller.heard, 'recording-notice')
    await levan.press('Answer')
    await levan.waitToHear(callerHz)
    await delay(3000)
    caller.hangUp()
    await levan.press('Finish wrap-up')
    const { item, recordings } = await ended()
    expect(item.recordingConsent?.consent).toBe('announced')
    expect(recordings).toHaveLength(1)
  })

  it('is asked of whom an agent calls, as soon as he answers and before anybody hears him', async () => {
    await everybodyIs('asked')
    carrier = await Carrier.open('127.0.61.9', 25_160)
    carrier.onCall = (call) => {
      calls.push(call)
      call.ring()
    }
    const domain = `127.0.61.9:${carrier.port}`
    const trunk = await admin.call('createTrunk', {
      body: { name: 'The company', preset: 'address', domain, transport: 'udp', keepAliveS: 0 },
    })
    await admin.call('createOutboundRule', {
      body: { name: 'Georgia', rank: 1, prefixes: ['+995'], trunkIds: [trunk.trunkId] },
    })
    const api = await signIn(parley.httpUrl, 'levan@demo.parley', parley.demoPassword)
    await eventually(() => api.call('startCall', { body: { number: outside } }))
    const far = await eventually(async () => {
      expect(calls[0]).toBeDefined()
      return calls[0] as PhoneCall
    })
    far.answer()
    await hears(() => far.heard(12_000), 'recording-consent')
    expect(shareOfTone(far.heard(1000), agentHz)).toBeLessThan(0.1)
    await levan.page.getByText('The customer is being asked whether the call may be recorded').waitFor()
    expect(
      (await samira.call('recordings', { id: (await samira.call('interactions')).items[0]?.interactionId ?? '' }))
        .items,
    ).toEqual([])
    far.press('1')
    await eventually(async () => expect(shareOfTone(far.heard(1000), agentHz)).toBeGreaterThan(0.8))
    await delay(3000)
    far.hangUp()
    const { item, recordings } = await ended()
    expect(item).toMatchObject({ direction: 'outbound', recordingConsent: { consent: 'agreed' } })
    expect(recordings).toHaveLength(1)
    const [, right = new Int16Array()] = await sound(recordings[0]?.recordingId ?? '')
    expect(shareOfTone(right, agentHz)).toBeGreaterThan(0.7)
  })
})
