import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowId, PromptId } from '#kernel/ids.ts'
import type { DrawnFlow } from '#protocol/http/index.ts'
import { joined, silence } from '#telephony/audio/detection/test-sound.ts'
import { promptPath, promptSamples } from '#telephony/audio/prompts.ts'
import { speak } from '#tests/bench/greetings/speak.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { whereIs } from './peers/likeness.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone, wavFile } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const youSaid = promptSamples(readFileSync(new URL(`../../${promptPath('you-said', 'en')}`, import.meta.url)))

const questionHz = 850
const salesHz = 1170
const serviceHz = 1450
const rateHz = 16_000
const number = '252'
const voice = { language: 'en', variant: 'f2', wordsPerMinute: 150, pitch: 50 }

/** By real telephones: what callers say is understood, and leads where the key would have led; what is not, is asked again. */
describe('a caller answers a menu in words', () => {
  let parley: Installation
  const callers: SipPhone[] = []
  let admin: ApiClient
  let flowId: FlowId

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.75.61', settings: { PARLEY_LOG_LEVEL: 'debug' } })
    const { httpUrl, demoPassword: password } = parley
    const server = { host: parley.sipHost, port: parley.sipPort }
    const answers = (...words: readonly string[]) =>
      joined(silence(4000), ...words.flatMap((each) => [speak(each, voice), silence(10_000)]), silence(30_000))
    const said = [answers('sales', 'yes'), answers('elephants and bananas', 'customer service')]
    for (const [at, says] of said.entries()) {
      const options = { server, user: ['701', '703'][at] ?? '', password, toneHz: 660, says }
      callers.push(await startSipPhone({ address: `127.0.75.${62 + at}`, ...options }))
    }
    await Promise.all(callers.map((one) => one.registered()))
    admin = await signIn(httpUrl, 'admin@demo.parley', password)
    await drawAndLead()
  })
  afterAll(async () => {
    await Promise.allSettled(callers.map((phone) => phone.close()))
    await parley?.stop()
  })

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
    const at = { x: 0, y: 0 }
    const said = (promptId: PromptId) => [{ kind: 'prompt', promptId }]
    const [question, sales, service] = [
      await uploaded('Question', questionHz, 1),
      await uploaded('Sales', salesHz, 30),
      await uploaded('Service', serviceHz, 30),
    ]
    const spoken = (words: string) => [{ language: 'en', words }]
    const definition: DrawnFlow = {
      format: 1,
      start: 'which',
      variables: [],
      blocks: [
        {
          ...{
            blockId: 'which',
            kind: 'menu',
            at,
            exits: { 'key-1': 'sales', 'key-2': 'service', 'no-answer': 'end' },
          },
          settings: {
            question: said(question),
            choices: [
              { key: '1', label: 'Sales', spoken: spoken('Sales, buy something') },
              { key: '2', label: 'Service', spoken: spoken('service, customer service') },
            ],
            ...{ timeoutMs: 20_000, tries: 3 },
          },
        },
        {
          ...{ blockId: 'sales', kind: 'say', at, exits: { next: 'end' } },
          settings: { items: said(sales), isInterruptible: false },
        },
        {
          ...{ blockId: 'service', kind: 'say', at, exits: { next: 'end' } },
          settings: { items: said(service), isInterruptible: false },
        },
        { blockId: 'end', kind: 'hang-up', at, settings: {}, exits: {} },
      ],
    }
    const made = await admin.call('createFlow', {
      body: { name: 'In words', channels: ['voice'], languages: ['en'], definition },
    })
    flowId = made.flowId
    await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': made.etag } })
    await admin.call('createNumberRule', { body: { pattern: number, target: { kind: 'flow', flowId } } })
  }
  const calls = async (which: number): Promise<SipPhone> => {
    const caller = callers[which] as SipPhone
    caller.dial(number)
    await caller.waitFor('CALL_ESTABLISHED')
    return caller
  }
  const hears = (phone: SipPhone, hertz: number) =>
    eventually(async () => {
      expect(shareOfTone(phone.heard().subarray(-8000), hertz)).toBeGreaterThan(0.8)
    }, 40_000)

  it('goes on by the word that he said, once he has said that it is right, and the history says which choice it was', async () => {
    const caller = await calls(0)
    await hears(caller, salesHz)
    caller.hangUp()
    await eventually(async () => {
      const [latest] = (await admin.call('interactions')).items
      const { answers } = await admin.call('interaction', { id: latest?.interactionId ?? '' })
      expect(answers).toMatchObject([{ value: 'Sales' }])
    })
  })

  it('is asked again for what is no choice, and then goes on by another way to say it', async () => {
    const caller = await calls(1)
    await eventually(async () => {
      expect((await whereIs(caller.heard(), youSaid)).likeness).toBeGreaterThan(0.9)
    }, 40_000)
    caller.sendDigit('1')
    await hears(caller, serviceHz)
    // The question, once more, and then where he wanted to go.
    const frames = Array.from({ length: Math.floor(caller.heard().length / 1600) }, (_, i) =>
      shareOfTone(caller.heard().subarray(i * 1600, (i + 1) * 1600), questionHz) > 0.8 ? 'q' : '.',
    ).join('')
    expect(frames.split(/\.+/).filter((part) => part.length >= 3)).toHaveLength(2)
    caller.hangUp()
  })

  it('kept nothing of what was said, and logged none of it', async () => {
    expect(parley.output()).not.toMatch(/leg\.heard.*sound|elephants/)
  })
})
