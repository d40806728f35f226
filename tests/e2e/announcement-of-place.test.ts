import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeHoldMusic } from '#telephony/audio/music.ts'
import { type PromptLanguage, pieceFolder, promptSamples } from '#telephony/audio/prompts.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { whereIs } from './peers/likeness.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'
import { Agent } from './soak/agent.ts'

const callerHz = 660
const agentHz = 1170
const samplesPerMs = 8
const everyMs = 15_000

const piece = (name: string, language: PromptLanguage): Int16Array =>
  promptSamples(readFileSync(new URL(`../../prompts/${language}/${pieceFolder}/${name}.ulaw`, import.meta.url)))
const yourPlace = piece('place-in-queue', 'hu')
const one = piece('place-1', 'hu')
const music = composeHoldMusic()
/** Is it; is something else. What a telephone heard of it has more than 0.95; other words of the same voice, less than 0.4. */
const same = 0.8
const other = 0.6

/** By a real telephone: what a caller hears who waits, sample by sample against what was recorded. */
describe('a caller who waits is told his place', () => {
  let parley: Installation
  let caller: SipPhone
  let handset: SipPhone
  let levan: Agent
  let supervisor: ApiClient

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.66.11' })
    const { httpUrl, demoPassword: password } = parley
    const admin = await signIn(httpUrl, 'admin@demo.parley', password)
    supervisor = await signIn(httpUrl, 'samira@demo.parley', password)
    const queue = (await admin.call('managedQueues')).items.find(({ name }) => name === 'Support')
    await admin.call('changeQueue', {
      id: queue?.queueId ?? '',
      body: {
        ringTimeoutMs: 60_000,
        announcements: { saysPosition: true, saysWait: false, firstAfterMs: 4000, everyMs },
      },
      headers: { 'if-match': queue?.etag ?? '' },
    })
    const rule = (await admin.call('numberRules')).items.find(({ pattern }) => pattern === '200')
    await admin.call('changeNumberRule', {
      id: rule?.numberRuleId ?? '',
      body: { language: 'hu' },
      headers: { 'if-match': rule?.etag ?? '' },
    })
    const person = (await admin.call('people')).items.find(({ email }) => email === 'levan@demo.parley')
    const own = (await admin.call('phones')).items.find(({ user }) => user === '702')
    await admin.call('changePhone', {
      id: '702',
      body: { personId: person?.personId ?? null },
      headers: { 'if-match': own?.etag ?? '' },
    })
    const toneSeconds = 180
    const server = { host: parley.sipHost, port: parley.sipPort }
    caller = await startSipPhone({
      address: '127.0.66.12',
      server,
      user: '701',
      password,
      toneHz: callerHz,
      toneSeconds,
    })
    handset = await startSipPhone({
      address: '127.0.66.13',
      server,
      user: '702',
      password,
      toneHz: agentHz,
      toneSeconds,
    })
    await Promise.all([caller.registered(), handset.registered()])
    levan = await Agent.signIn(httpUrl, 'levan@demo.parley', password)
    await levan.api.call('chooseStation', { body: { kind: 'phone', user: '702' } })
    expect(await levan.until(() => levan.isReachable)).toBe(true)
  })
  afterAll(async () => {
    levan?.close()
    await Promise.allSettled([caller?.close(), handset?.close()])
    await parley?.stop()
  })

  const announced = async () => {
    const [call] = (await supervisor.call('interactions')).items
    return (await supervisor.call('interaction', { id: call?.interactionId ?? '' })).announcements ?? []
  }
  /** How much the stretch is hold music, at whatever place of it. */
  const musicIn = async (heard: Int16Array, from: number, to: number) => {
    const sound = heard.subarray(Math.max(0, from), to)
    expect(sound.length).toBeGreaterThan(1000 * samplesPerMs)
    return (await whereIs(music, sound)).likeness
  }

  it('between music and music, in the language of the number that he called', async () => {
    caller.dial('200')
    await caller.waitFor('CALL_ESTABLISHED')
    await eventually(async () => expect(await announced()).not.toEqual([]), 30_000)
    expect(await announced()).toMatchObject([{ position: 1 }])
    // On a busy machine a packet comes late and spoils what is compared: then the next announcement is as good.
    const { heard, begins, ends } = await eventually(async () => {
      const heard = caller.heard()
      const sentence = await whereIs(heard, yourPlace)
      expect(sentence.likeness).toBeGreaterThan(same)
      const after = sentence.at + yourPlace.length - 100 * samplesPerMs
      // His place follows at once, and is not another's.
      const rest = heard.subarray(after, after + one.length + 1000 * samplesPerMs)
      const place = await whereIs(rest, one)
      expect(place.likeness).toBeGreaterThan(same)
      expect((await whereIs(rest, piece('place-2', 'hu'))).likeness).toBeLessThan(other)
      const ends = after + place.at + one.length
      expect(heard.length).toBeGreaterThan(ends + 1500 * samplesPerMs)
      return { heard, begins: sentence.at, ends }
    }, 60_000)
    const around = heard.subarray(Math.max(0, begins), ends)
    expect((await whereIs(around, piece('place-in-queue', 'en'))).likeness).toBeLessThan(other)
    expect(await musicIn(heard, begins - 2000 * samplesPerMs, begins)).toBeGreaterThan(same)
    expect(await musicIn(heard, ends + 200 * samplesPerMs, ends + 1500 * samplesPerMs)).toBeGreaterThan(same)
  })

  it('and nothing any more once he talks', async () => {
    await levan.api.call('setPresence', { body: { presence: 'available' } })
    expect(await levan.until(() => levan.offers.length > 0)).toBe(true)
    await levan.api.call('acceptOffer', { id: levan.offers[0]?.offerId ?? '' })
    await handset.waitFor('CALL_INCOMING')
    handset.accept()
    await handset.waitFor('CALL_ESTABLISHED')
    await eventually(async () => {
      expect(shareOfTone(caller.heard().subarray(-8000), agentHz)).toBeGreaterThan(0.8)
      expect(shareOfTone(handset.heard().subarray(-8000), callerHz)).toBeGreaterThan(0.8)
    }, 20_000)
    const told = await announced()
    const nextAtMs = Date.parse(told.at(-1)?.at ?? '') + everyMs
    const from = caller.heard().length
    // Beyond the moment of the next announcement, so long that it would be heard.
    const talk = await eventually(async () => {
      const sound = caller.heard().subarray(from)
      expect(Date.now()).toBeGreaterThan(nextAtMs + 3000)
      expect(sound.length).toBeGreaterThan(3000 * samplesPerMs)
      return sound
    }, 60_000)
    expect(shareOfTone(talk, agentHz)).toBeGreaterThan(0.9)
    expect((await whereIs(talk, yourPlace)).likeness).toBeLessThan(other)
    expect(await announced()).toEqual(told)
  })
})
