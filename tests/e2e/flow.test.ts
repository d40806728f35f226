import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PromptId } from '#kernel/ids.ts'
import type { DrawnFlow, InteractionState } from '#protocol/http/index.ts'
import { promptPath, promptSamples } from '#telephony/audio/prompts.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { whereIs } from './peers/likeness.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone, wavFile } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'
import { Agent } from './soak/agent.ts'

const greetingHz = 850
const questionHz = 1450
const callerHz = 660
const agentHz = 1170
const rateHz = 16_000
const samplesPerMs = 8
const number = '250'
const consentQuestion = promptSamples(
  readFileSync(new URL(`../../${promptPath('recording-consent', 'en')}`, import.meta.url)),
)

/** By real telephones: what an administrator drew is what a caller hears, and his key leads him where it says. */
describe('a caller goes through a flow', () => {
  let parley: Installation
  /** One for each call: what a phone heard is that of its first. */
  const callers: SipPhone[] = []
  let handset: SipPhone
  let colleagueHandset: SipPhone
  let levan: Agent
  let reza: Agent
  let admin: ApiClient
  let supervisor: ApiClient

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.77.21' })
    const { httpUrl, demoPassword: password } = parley
    const server = { host: parley.sipHost, port: parley.sipPort }
    const phone = (last: number, user: string, toneHz: number) =>
      startSipPhone({ address: `127.0.77.${last}`, server, user, password, toneHz, toneSeconds: 180 })
    handset = await phone(22, '702', agentHz)
    colleagueHandset = await phone(27, '706', agentHz)
    for (const [at, user] of ['701', '703', '704', '705'].entries()) callers.push(await phone(23 + at, user, callerHz))
    await Promise.all([handset, colleagueHandset, ...callers].map((one) => one.registered()))
    admin = await signIn(httpUrl, 'admin@demo.parley', password)
    supervisor = await signIn(httpUrl, 'samira@demo.parley', password)
    await drawAndLead()
    levan = await seated('levan@demo.parley', '702', password)
    reza = await seated('reza@demo.parley', '706', password)
  })
  afterAll(async () => {
    levan?.close()
    reza?.close()
    await Promise.allSettled([handset?.close(), colleagueHandset?.close(), ...callers.map((phone) => phone.close())])
    await parley?.stop()
  })

  /** With the telephone of that user as his own. */
  const seated = async (email: string, user: string, password: string): Promise<Agent> => {
    const person = (await admin.call('people')).items.find((one) => one.email === email)
    const own = (await admin.call('phones')).items.find((one) => one.user === user)
    await admin.call('changePhone', {
      id: user,
      body: { personId: person?.personId ?? null },
      headers: { 'if-match': own?.etag ?? '' },
    })
    const agent = await Agent.signIn(parley.httpUrl, email, password)
    await agent.api.call('chooseStation', { body: { kind: 'phone', user } })
    expect(await agent.until(() => agent.isReachable)).toBe(true)
    return agent
  }
  const uploaded = async (name: string, hertz: number, seconds: number): Promise<PromptId> => {
    const { promptId } = await admin.call('createPrompt', { body: { name } })
    const samples = Int16Array.from(
      { length: seconds * rateHz },
      (_, i) => 3000 * Math.sin((2 * Math.PI * hertz * i) / rateHz),
    )
    const wavBase64 = wavFile(samples, 1, rateHz).toString('base64')
    await admin.call('handInRecording', { id: promptId, body: { language: 'en', source: 'uploaded', wavBase64 } })
    return promptId
  }
  const drawAndLead = async () => {
    const greeting = await uploaded('Greeting', greetingHz, 3)
    const question = await uploaded('Question', questionHz, 3)
    const support = (await admin.call('managedQueues')).items.find(({ name }) => name === 'Support')
    const said = (promptId: PromptId) => [{ kind: 'prompt', promptId }]
    const at = { x: 0, y: 0 }
    // Asked once, and waited for long: whoever hears the question twice hears it for another reason.
    const asked = { question: said(question), timeoutMs: 60_000, tries: 1 }
    const definition: DrawnFlow = {
      format: 1,
      start: 'hello',
      variables: [],
      blocks: [
        {
          ...{ blockId: 'hello', kind: 'say', at, exits: { next: 'choice' } },
          settings: { items: said(greeting), isInterruptible: false },
        },
        {
          ...{ blockId: 'choice', kind: 'menu', name: 'What it is about', at },
          settings: { ...asked, choices: [{ key: '1', label: 'Support' }] },
          exits: { 'key-1': 'support', 'no-answer': 'end' },
        },
        { blockId: 'support', kind: 'enqueue', at, settings: { queueId: support?.queueId ?? '' }, exits: {} },
        { blockId: 'end', kind: 'hang-up', at, settings: {}, exits: {} },
      ],
    }
    const { flowId, etag } = await admin.call('createFlow', {
      body: { name: 'Main number', channels: ['voice'], languages: ['en'], definition },
    })
    await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': etag } })
    await admin.call('createNumberRule', { body: { pattern: number, target: { kind: 'flow', flowId } } })
  }

  /** Where in what it heard, at `from` or later, the tone first sounds for a second; -1: nowhere. */
  const toneAt = (phone: SipPhone, hertz: number, from = 0): number => {
    const heard = phone.heard()
    for (let at = from; at + 8000 <= heard.length; at += 800) {
      if (shareOfTone(heard.subarray(at, at + 8000), hertz) > 0.8) return at
    }
    return -1
  }
  const hears = (phone: SipPhone, hertz: number, from = 0) =>
    eventually(async () => {
      const at = toneAt(phone, hertz, from)
      expect(at).toBeGreaterThanOrEqual(0)
      return at
    }, 40_000)
  const latest = async () => {
    const [call] = (await supervisor.call('interactions')).items
    return supervisor.call('interaction', { id: call?.interactionId ?? '' })
  }
  const isIn = (state: InteractionState) =>
    eventually(async () => {
      const whole = await latest()
      expect(whole.state).toBe(state)
      return whole
    }, 40_000)
  const sentToSupport = async (phone: SipPhone) => {
    phone.sendDigit('1')
    const whole = await isIn('queued')
    expect(whole.queueName).toBe('Support')
    expect(whole.segments.map(({ kind }) => kind)).toContain('flow')
  }

  /** The next call, after the one before is over. */
  const callsAnew = async (which: number): Promise<SipPhone> => {
    const former = callers[which - 1] as SipPhone
    const caller = callers[which] as SipPhone
    former.hangUp()
    await former.waitFor('CALL_CLOSED')
    caller.dial(number)
    await caller.waitFor('CALL_ESTABLISHED')
    return caller
  }

  it('hears what was uploaded, and by his key comes to somebody of Support', async () => {
    const caller = callers[0] as SipPhone
    caller.dial(number)
    await caller.waitFor('CALL_ESTABLISHED')
    const greetedAt = await hears(caller, greetingHz)
    expect(await hears(caller, questionHz)).toBeGreaterThan(greetedAt)
    await isIn('inFlow')
    await sentToSupport(caller)
    await levan.api.call('setPresence', { body: { presence: 'available' } })
    expect(await levan.until(() => levan.offers.length > 0)).toBe(true)
    const said = [{ key: 'choice', label: 'What it is about', value: 'Support' }]
    expect(levan.offers[0]?.answers, 'what he answered stands on the card that rings').toEqual(said)
    await levan.api.call('acceptOffer', { id: levan.offers[0]?.offerId ?? '' })
    await handset.waitFor('CALL_INCOMING')
    handset.accept()
    await handset.waitFor('CALL_ESTABLISHED')
    await eventually(async () => {
      expect(shareOfTone(caller.heard().subarray(-8000), agentHz)).toBeGreaterThan(0.8)
      expect(shareOfTone(handset.heard().subarray(-8000), callerHz)).toBeGreaterThan(0.8)
    }, 20_000)
    const { interactionId } = await latest()
    expect(levan.interaction(interactionId)?.answers).toEqual(said)
    await levan.api.call('setPresence', { body: { presence: 'break' } })

    // Whoever has him next knows it too, and asks him nothing again.
    const to = { kind: 'agent', agentId: reza.agentId } as const
    await levan.api.call('sendOn', { id: interactionId, body: { to } })
    await colleagueHandset.waitFor('CALL_INCOMING')
    colleagueHandset.accept()
    await colleagueHandset.waitFor('CALL_ESTABLISHED')
    expect(await reza.until(() => reza.interaction(interactionId) !== undefined)).toBe(true)
    expect(reza.interaction(interactionId)?.answers).toEqual(said)
    const whole = await latest()
    expect(whole.answers).toEqual(said)
    expect(
      whole.walked?.map(({ kind, name, exit, exitLabel, leftAs }) => [name ?? kind, exitLabel ?? exit ?? leftAs]),
    ).toEqual([
      ['say', 'next'],
      ['What it is about', 'Support'],
      ['enqueue', 'queued'],
    ])
    expect(whole.walked?.[0]).toMatchObject({ flowName: 'Main number', versionNumber: 1 })
  })

  it('hears the question again when the core was killed in it, and his key still leads there', async () => {
    const caller = await callsAnew(1)
    const askedAt = await hears(caller, questionHz)
    // The whole of the question, and more: it is over, and nothing says it again.
    await eventually(async () => {
      const heard = caller.heard()
      expect(heard.length).toBeGreaterThan(askedAt + 6000 * samplesPerMs)
      expect(shareOfTone(heard.subarray(-8000), questionHz)).toBe(0)
    }, 20_000)
    await isIn('inFlow')
    const from = caller.heard().length
    const before = parley.processId('core')
    parley.kill('core')
    await hears(caller, questionHz, from)
    await parley.ready()
    expect(parley.processId('core')).not.toBe(before)
    expect(toneAt(caller, greetingHz, from), 'what he had heard to its end he is spared').toBe(-1)
    expect((await isIn('inFlow')).segments.filter(({ kind }) => kind === 'flow')).toHaveLength(1)
    await sentToSupport(caller)
  })

  it('is asked again when it was killed in mid-question, and goes on by the key that he presses then', async () => {
    const caller = await callsAnew(2)
    await hears(caller, questionHz)
    await isIn('inFlow')
    parley.kill('core')
    // A key that nobody hears is no answer: he does what he would do, and presses it again.
    await eventually(async () => {
      caller.sendDigit('1')
      await delay(2000)
      expect((await latest()).state).toBe('queued')
    }, 40_000)
    expect((await latest()).queueName).toBe('Support')
  })

  it('answers the question for his consent by a key of its own, also while no core is there', async () => {
    const rule = (await admin.call('recordingRules')).items.find(({ scope }) => scope.kind === 'all')
    await admin.call('changeRecordingRule', {
      id: rule?.recordingRuleId ?? '',
      body: { consent: 'asked' },
      headers: { 'if-match': rule?.etag ?? '' },
    })
    const caller = await callsAnew(3)
    await hears(caller, questionHz)
    const from = caller.heard().length
    caller.sendDigit('1')
    await eventually(async () => {
      expect((await whereIs(caller.heard().subarray(from), consentQuestion)).likeness).toBeGreaterThan(0.8)
    }, 40_000)
    const asked = await latest()
    expect(asked.state).toBe('inFlow')
    expect(asked.recordingConsent).toBeUndefined()
    parley.kill('core')
    await sentToSupport(caller)
    expect((await latest()).recordingConsent?.consent).toBe('agreed')
  })
})
