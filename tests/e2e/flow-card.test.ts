import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PromptId } from '#kernel/ids.ts'
import type { DrawnFlow } from '#protocol/http/index.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone, wavFile } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const questionHz = 1450
const againHz = 850
const paidHz = 1170
const rateHz = 16_000
const number = '252'
const card = '4242424242424242'
const wrongCard = '4242424242424241'

/** By a real telephone, with its keys as RFC 4733 events. */
describe('a caller types his card in a flow', () => {
  let parley: Installation
  let caller: SipPhone
  let admin: ApiClient

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.72.61', settings: { PARLEY_LOG_LEVEL: 'debug' } })
    const { httpUrl, demoPassword: password } = parley
    const server = { host: parley.sipHost, port: parley.sipPort }
    caller = await startSipPhone({
      address: '127.0.72.62',
      server,
      user: '701',
      password,
      toneHz: 660,
      toneSeconds: 180,
    })
    await caller.registered()
    admin = await signIn(httpUrl, 'admin@demo.parley', password)
    await drawAndLead()
  })
  afterAll(async () => {
    await caller?.close()
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
    const said = async (name: string, hertz: number, seconds: number) => [
      { kind: 'prompt', promptId: await uploaded(name, hertz, seconds) },
    ]
    const at = { x: 0, y: 0 }
    const definition: DrawnFlow = {
      format: 1,
      start: 'card',
      // Whoever drew it forgot to call the variable secret: the block says so.
      variables: [{ name: 'card', label: 'Card' }],
      blocks: [
        {
          ...{ blockId: 'card', kind: 'collect-digits', at, exits: { next: 'paid', 'no-answer': 'end' } },
          settings: {
            ...{ question: await said('Question', questionHz, 3), notUnderstood: await said('Again', againHz, 2) },
            ...{ timeoutMs: 60_000, betweenMs: 30_000, tries: 3, terminator: '#', variable: 'card' },
            ...{ least: 16, most: 16, check: 'luhn', isSecret: true },
          },
        },
        {
          ...{ blockId: 'paid', kind: 'say', at, exits: { next: 'end' } },
          settings: { items: await said('Paid', paidHz, 60), isInterruptible: false },
        },
        { blockId: 'end', kind: 'hang-up', at, settings: {}, exits: {} },
      ],
    }
    const { flowId, etag } = await admin.call('createFlow', {
      body: { name: 'Pay by card', channels: ['voice'], languages: ['en'], definition },
    })
    await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': etag } })
    await admin.call('createNumberRule', { body: { pattern: number, target: { kind: 'flow', flowId } } })
  }
  const latest = async () => {
    const [call] = (await admin.call('interactions')).items
    return admin.call('interaction', { id: call?.interactionId ?? '' })
  }
  const hears = (hertz: number) =>
    eventually(async () => {
      expect(shareOfTone(caller.heard().subarray(-4000), hertz)).toBeGreaterThan(0.8)
    }, 40_000)
  /** For how many tenths of a second the question sounded since then. */
  const questioned = (from: number): number => {
    const heard = caller.heard()
    let tenths = 0
    for (let at = from; at + 800 <= heard.length; at += 800) {
      if (shareOfTone(heard.subarray(at, at + 800), questionHz) > 0.8) tenths++
    }
    return tenths
  }
  const types = async (keys: string) => {
    for (const key of keys) {
      caller.sendDigit(key)
      await delay(200)
    }
  }

  it('is told when it is none, asked again when the core was killed, and goes on by the card that is one', async () => {
    caller.dial(number)
    await caller.waitFor('CALL_ESTABLISHED')
    await hears(questionHz)
    await types(wrongCard)
    await hears(againHz)
    await hears(questionHz)
    // Half a second of it has sounded, and two and a half are left: what is more was asked anew.
    const from = caller.heard().length
    parley.kill('core')
    await eventually(async () => expect(questioned(from)).toBeGreaterThan(27), 40_000)
    await types(card)
    await hears(paidHz)
    const { answers, walked } = await latest()
    expect(answers).toMatchObject([{ key: 'card', label: 'Card', value: '', as: 'hidden' }])
    expect(walked).toMatchObject([{ blockId: 'card', exit: 'next' }, { blockId: 'paid' }])
    caller.hangUp()
    await caller.waitFor('CALL_CLOSED')
    await eventually(async () => expect((await latest()).state).toBe('ended'), 20_000)
  })

  it('leaves its digits nowhere: in no row, log, recording and answer', async () => {
    const run = '24242424242'
    expect(parley.output()).not.toContain(run)
    // Key by key, as edges tell of keys.
    expect(parley.output()).not.toMatch(/"digit":"[0-9]"/)
    const files = everyFileIn(parley.dataDir)
    expect(files.some((file) => file.includes('pg_wal'))).toBe(true)
    expect(files.filter((file) => readFileSync(file).includes(run))).toEqual([])
    const { items } = await admin.call('interactions')
    expect(JSON.stringify(items)).not.toContain(run)
  })
})

/** The database's own, what it has written ahead, logs and recordings. */
function everyFileIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    return entry.isFile() && statSync(path, { throwIfNoEntry: false }) ? [path] : []
  })
}
