import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { espeakProvider } from './espeak.ts'
import { httpSpeech } from './http-speech.ts'

describe('a server with /v1/audio/speech', () => {
  let server: Server
  let url = ''
  let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void

  beforeEach(async () => {
    server = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      answer(request, Buffer.concat(parts).toString('utf8'), response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.75.31', resolve))
    url = `http://127.0.75.31:${(server.address() as AddressInfo).port}/v1/audio/speech`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const provider = (key?: string) =>
    httpSpeech({
      url,
      model: 'tts-1',
      voices: new Map([
        ['ka', 'nino'],
        ['*', 'alloy'],
      ]),
      ...(key !== undefined && { key }),
    })

  it('is asked as its protocol says, with the voice of the language and the key', async () => {
    const asked: unknown[] = []
    answer = (request, body, response) => {
      asked.push({ method: request.method, path: request.url, key: request.headers.authorization, ...JSON.parse(body) })
      response.writeHead(200, { 'content-type': 'audio/wav' }).end('RIFF…')
    }
    const spoken = await provider('a secret').speak('გამარჯობა <b>', 'ka')
    expect(spoken.ok && Buffer.from(spoken.value).toString()).toBe('RIFF…')
    await provider().speak('Hello', 'en-GB')
    const same = { method: 'POST', path: '/v1/audio/speech', model: 'tts-1', response_format: 'wav' }
    expect(asked).toEqual([
      { ...same, key: 'Bearer a secret', voice: 'nino', input: 'გამარჯობა <b>' },
      { ...same, key: undefined, voice: 'alloy', input: 'Hello' },
    ])
  })

  it.each([
    [401, 'refused'],
    [400, 'refused'],
    [429, 'unavailable'],
    [503, 'unavailable'],
  ])('answering %d is %s', async (status, kind) => {
    answer = (_request, _body, response) => response.writeHead(status).end('{"error":{"message":"no"}}')
    expect(await provider().speak('Hello', 'en')).toEqual({
      ok: false,
      error: { kind, cause: `it answered ${status}` },
    })
  })

  it('is followed nowhere else with our key, and may be gone', async () => {
    answer = (_request, _body, response) => response.writeHead(302, { location: 'http://127.0.75.32/' }).end()
    expect(await provider('a secret').speak('Hello', 'en')).toMatchObject({ error: { kind: 'unavailable' } })
    answer = (_request, _body, response) => response.destroy()
    expect(await provider().speak('Hello', 'en')).toMatchObject({ error: { kind: 'unavailable' } })
    answer = (_request, _body, response) => response.writeHead(200).end()
    expect(await provider().speak('Hello', 'en')).toMatchObject({ error: { kind: 'refused' } })
  })

  it('has no voice for a language that nobody named', async () => {
    const one = httpSpeech({ url, model: 'tts-1', voices: new Map([['ka', 'nino']]) })
    expect(one.voiceOf('hu')).toBeUndefined()
    expect(await one.speak('Szia', 'hu')).toEqual({ ok: false, error: { kind: 'no-voice' } })
    expect(one.voiceOf('ka')).toContain('tts-1 nino')
  })
})

/** A program that stands in for the system's, and tells what it was given. */
describe('eSpeak NG as a program', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espeak-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function program(script: string) {
    const path = join(folder, 'espeak-ng')
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
    return espeakProvider({ kind: 'system', path })
  }
  const said = async (script: string, words: string, language: string) => {
    const spoken = await (await program(script)).speak(words, language)
    return spoken.ok ? Buffer.from(spoken.value).toString() : spoken.error
  }

  it('gets the words on its input, never on its command line, and no phonemes', async () => {
    expect(await said('echo "$@"; cat', '$(rm -rf /) --path [[h@l]] <break/>', 'ka-GE')).toBe(
      '-v ka+f3 -s 150 -b 1 --stdin --stdout\n$(rm -rf /) --path [ [h@l]] <break/>',
    )
  })

  it('says why it cannot', async () => {
    expect(await said('exit 0', 'x', 'en')).toMatchObject({ kind: 'refused' })
    expect(await said('echo broken >&2; exit 1', 'x', 'en')).toEqual({ kind: 'unavailable', cause: 'broken' })
    expect(await said('exit 2', 'x', 'en')).toEqual({ kind: 'no-voice' })
    expect(await said('echo x', 'x', 'sw')).toEqual({ kind: 'no-voice' })
    const none = espeakProvider({ kind: 'system', path: join(folder, 'nowhere') })
    expect(await none.speak('x', 'en')).toMatchObject({ error: { kind: 'unavailable' } })
  })
})
