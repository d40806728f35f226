import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TtsProvider } from '#adapters/speech/index.ts'
import { createLogger } from '#adapters/system/logger.ts'
import { failure, success } from '#kernel/result.ts'
import type { ManagedPrompt, Prompt } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'
import { wav } from './testing-voice.ts'

/** A voice that hums each text at a pitch of its own, knows English and Georgian, and stumbles over what it is told to. */
const spokenWords: string[] = []
let stumbles = 0
const voice: TtsProvider = {
  engine: 'http',
  voiceOf: (language) => (language === 'en' || language === 'ka' ? `hum ${language}` : undefined),
  async speak(words) {
    spokenWords.push(words)
    if (words.includes('never')) return failure({ kind: 'refused', cause: 'it answered 400' })
    if (stumbles-- > 0) return failure({ kind: 'unavailable', cause: 'it answered 503' })
    return success(wav(300 + (words.length % 30) * 50))
  },
}

let core: TestCore
let admin: TestBrowser
beforeAll(async () => {
  core = await startTestCore({ tts: voice, logger: createLogger({ level: 'error', part: 'core' }) })
  admin = await core.signIn('admin')
})
afterAll(() => core.stop())

const made = async (name: string): Promise<ManagedPrompt> => {
  const answer = await admin.ask('POST', '/managed-prompts', { name, purpose: 'Said first.' })
  expect(answer.status).toBe(201)
  return answer.body
}
const handIn = (promptId: string, file: Buffer, more: object = {}, language = 'en') =>
  admin.ask('POST', `/managed-prompts/${promptId}/recordings`, {
    language,
    source: 'uploaded',
    wavBase64: file.toString('base64'),
    ...more,
  })
const shown = async (promptId: string): Promise<ManagedPrompt | undefined> =>
  ((await admin.ask('GET', '/managed-prompts')).body as { items: ManagedPrompt[] }).items.find(
    (prompt) => prompt.promptId === promptId,
  )
const edgeSounds = () => core.edge.commands.findLast((command) => command.type === 'sounds.set')?.hashes ?? []

describe('prompts of the organisation', () => {
  it('have versions by language, which can be gone back to, and the edges learn of each', async () => {
    const { promptId, recordings } = await made('Welcome')
    expect(recordings).toEqual([])
    const first = await handIn(promptId, wav(850), { words: 'Welcome to us' })
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({
      recordings: [{ language: 'en', number: 1, isCurrent: true, source: 'uploaded', words: 'Welcome to us' }],
    })
    const [sound] = edgeSounds()
    expect(sound).toMatch(/^[0-9a-f]{64}$/)
    expect(core.services.configuration.prompts.itemOf(promptId, 'fa')).toEqual({ kind: 'sound', hash: sound })

    const second = await handIn(promptId, wav(440))
    expect((second.body as ManagedPrompt).recordings.map((one) => [one.number, one.isCurrent])).toEqual([
      [2, true],
      [1, false],
    ])
    expect(edgeSounds()).not.toContain(sound)
    const path = `/managed-prompts/${promptId}/current`
    expect((await admin.ask('PUT', path, { language: 'en', number: 9 })).body).toMatchObject({
      code: 'prompt.version-not-found',
    })
    expect((await admin.ask('PUT', path, { language: 'en', number: 1 })).status).toBe(200)
    expect(edgeSounds()).toEqual([sound])
  })

  it('are listened to as callers hear them, whole and in parts', async () => {
    const { promptId } = await made('To listen to')
    await handIn(promptId, wav(), {}, 'ka')
    const path = `/managed-prompts/${promptId}/sound?language=ka&number=1`
    const whole = await admin.ask('GET', path)
    expect(whole.headers['content-type']).toBe('audio/wav')
    expect(whole.bytes.length).toBeGreaterThan(2 * 8 * 1200)
    expect(whole.bytes.toString('latin1', 0, 4)).toBe('RIFF')
    const part = await admin.ask('GET', path, undefined, { range: 'bytes=4-9' })
    expect([part.status, part.bytes]).toEqual([206, whole.bytes.subarray(4, 10)])
    expect((await admin.ask('GET', path.replace('number=1', 'number=2'))).status).toBe(404)
  })

  it('are evened in loudness, and what is no sound is refused with what to do', async () => {
    const { promptId } = await made('Even')
    for (const amplitude of [0.01, 0.9]) await handIn(promptId, wav(850, 1, amplitude))
    for (const { loudnessLufs } of (await shown(promptId))?.recordings ?? []) expect(loudnessLufs).toBeCloseTo(-20, 0)
    const codeOf = async (file: Buffer) => ((await handIn(promptId, file)).body as { code: string }).code
    expect(await codeOf(Buffer.from('<?php echo 1 ?>'))).toBe('sound.unreadable')
    expect(await codeOf(wav(850, 1, 0))).toBe('sound.silent')
    expect(await codeOf(wav(850, 300))).toBe('sound.too-long')
  })

  it('are spoken from words where a voice knows the language', async () => {
    const { promptId } = await made('Spoken')
    const speak = (language: string, words: string) =>
      admin.ask('POST', `/managed-prompts/${promptId}/spoken`, { language, words })
    expect((await speak('ka', 'გამარჯობა')).body).toMatchObject({
      recordings: [{ language: 'ka', source: 'rendered', words: 'გამარჯობა' }],
    })
    expect((await speak('hu', 'Szia')).body).toMatchObject({ code: 'speech.no-voice' })
    expect((await speak('en', 'I never speak')).body).toMatchObject({ code: 'speech.failed' })
    expect((await admin.ask('GET', '/speech')).body).toEqual({
      engine: 'http',
      languages: ['en', 'ka'],
      understands: [],
    })
  })

  it('are chosen for greetings, closed queues and callers who wait, and stay as long as something plays them', async () => {
    const { promptId } = await made('We are closed')
    const queues = (await admin.ask('GET', '/managed-queues')).body as {
      items: { queueId: string; name: string; etag: string }[]
    }
    const queue = queues.items[0] as (typeof queues.items)[number]
    const change = (body: object) => admin.ask('PATCH', `/queues/${queue.queueId}`, body, { 'if-match': '*' })
    const diversions = [{ when: { kind: 'nobody' }, to: { kind: 'announcement', prompt: promptId } }]
    // Without a sound there is nothing to choose.
    expect((await change({ diversions })).body).toMatchObject({ code: 'prompt.not-found' })
    await handIn(promptId, wav())
    const choices = (await admin.ask('GET', '/prompts')).body as { items: Prompt[] }
    expect(choices.items).toContainEqual({ name: promptId, title: 'We are closed', says: {} })
    expect(choices.items.map(({ name }) => name)).toContain('closed')
    expect((await change({ diversions })).status).toBe(200)
    expect((await shown(promptId))?.usedBy).toEqual([{ kind: 'queue', name: queue.name }])
    const announcements = {
      saysPosition: false,
      saysWait: false,
      comfort: promptId,
      firstAfterMs: 10_000,
      everyMs: 60_000,
    }
    expect((await change({ announcements })).status).toBe(200)

    const refused = await admin.ask('DELETE', `/managed-prompts/${promptId}`)
    expect(refused.body).toMatchObject({ code: 'prompt.in-use', detail: `The queue ${queue.name} plays it.` })
    await change({ diversions: [], announcements: null })
    expect((await admin.ask('DELETE', `/managed-prompts/${promptId}`)).status).toBe(200)
    expect(await shown(promptId)).toBeUndefined()
  })

  it('have names of their own, and are changed by one at a time', async () => {
    const { promptId, etag } = await made('Name')
    expect((await admin.ask('POST', '/managed-prompts', { name: 'NAME' })).body).toMatchObject({
      code: 'prompt.name-taken',
    })
    const path = `/managed-prompts/${promptId}`
    expect((await admin.ask('PATCH', path, { name: 'Welcome' }, { 'if-match': etag })).body).toMatchObject({
      code: 'prompt.name-taken',
    })
    expect((await admin.ask('PATCH', path, { purpose: 'x' }, { 'if-match': '"v99"' })).status).toBe(412)
    expect((await admin.ask('PATCH', path, { name: 'Other' }, { 'if-match': etag })).body).toMatchObject({
      name: 'Other',
      purpose: 'Said first.',
    })
  })

  it('are nothing for agents', async () => {
    const aylin = await core.signIn('aylin')
    expect((await aylin.ask('GET', '/managed-prompts')).status).toBe(403)
  })
})

describe('words that flows say', () => {
  const speaker = () => core.services.speech.speaker
  const spoken = (words: string, language = 'en') => core.services.configuration.prompts.soundOfWords(words, language)

  it('are spoken ahead, each once, and what cannot be spoken says why', async () => {
    const texts = [
      { language: 'en', words: 'Press one' },
      { language: 'ka', words: 'დააჭირეთ ერთს' },
      { language: 'en', words: 'I never speak' },
      { language: 'hu', words: 'Nyomja meg' },
    ]
    spokenWords.length = 0
    await speaker().ask([...texts, ...texts])
    await speaker().ask(texts)
    await vi.waitFor(
      async () => expect(await speaker().progress(texts)).toMatchObject({ spoken: 2, waiting: 0 }),
      20_000,
    )
    const { failed } = await speaker().progress(texts)
    expect(failed.map(({ words, why }) => [words, why]).sort()).toEqual([
      ['I never speak', 'refused: it answered 400'],
      ['Nyomja meg', 'no-voice'],
    ])
    await vi.waitFor(() => expect(spoken('Press one')).toMatchObject({ kind: 'sound' }), 20_000)
    expect(spoken('დააჭირეთ ერთს', 'ka')).toMatchObject({ kind: 'sound' })
    expect(spoken('Press two')).toBeUndefined()
    expect(spokenWords.filter((words) => words === 'Press one')).toHaveLength(1)
  })

  it('wait where the voice is away for a moment, with the sound that was there', async () => {
    const text = { language: 'en', words: 'Press three' }
    stumbles = 1
    await speaker().ask([text])
    await vi.waitFor(() => expect(stumbles).toBe(0), 20_000)
    expect(await speaker().progress([text])).toMatchObject({ waiting: 1, failed: [] })
  })
})
