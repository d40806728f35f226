import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import { createHttpApp } from './http-app.ts'
import { servePages } from './pages.ts'

const dist = mkdtempSync(join(tmpdir(), 'parley-pages-'))
for (const folder of ['web/assets', 'widget']) mkdirSync(join(dist, folder), { recursive: true })
writeFileSync(join(dist, 'web/index.html'), 'the desk')
writeFileSync(join(dist, 'web/assets/index-abc123.js'), 'code')
writeFileSync(join(dist, 'web/assets/index-abc123.js.br'), brotliCompressSync('code'))
writeFileSync(join(dist, 'widget/index.html'), 'the call page')
writeFileSync(join(dist, 'widget/call.js'), 'call code')
writeFileSync(join(dist, 'secret.txt'), 'not for everybody')

let app: FastifyInstance | undefined
afterEach(async () => {
  await app?.close()
})

async function serve(folder: string, trustedProxies: string[] = []): Promise<FastifyInstance> {
  app = createHttpApp({
    settings: { http: { host: '127.0.0.1', port: 0, trustedProxies } },
    logger: silentLogger,
    clock: { wallMs: () => 1 },
    randomBytes: (count) => new Uint8Array(count),
  })
  app.get('/who', (request) => ({ ip: request.ip, protocol: request.protocol, host: request.host }))
  await servePages(app, folder)
  return app
}

describe('the pages', () => {
  it('are sent compressed to who can read that, and caches keep the two apart', async () => {
    const served = await serve(dist)
    const url = '/assets/index-abc123.js'
    const small = await served.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
    expect(small.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': expect.stringContaining('javascript'),
      'cache-control': expect.stringContaining('immutable'),
      vary: 'accept-encoding',
    })
    expect(brotliDecompressSync(small.rawPayload).toString()).toBe('code')
    const plain = await served.inject({ url })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.headers.vary).toBe('accept-encoding')
  })

  it.each([
    ['/', 200, 'the desk', 'no-cache'],
    ['/history/int_1?tab=notes', 200, 'the desk', 'no-cache'],
    ['/callers', 200, 'the desk', 'no-cache'],
    ['/assets/index-abc123.js', 200, 'code', 'public, max-age=31536000, immutable'],
    ['/call', 200, 'the call page', 'no-cache'],
    ['/call/', 200, 'the call page', 'no-cache'],
    ['/call/call.js', 200, 'call code', 'no-cache'],
  ])('%s is there', async (url, status, text, caching) => {
    const answer = await (await serve(dist)).inject(url)
    expect(answer).toMatchObject({ statusCode: status, body: text })
    expect(answer.headers['cache-control']).toBe(caching)
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })

  it.each([
    '/assets/gone.js',
    '/call/gone.js',
    '/api/v1/gone',
    '/api',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/call/..%2f..%2fsecret.txt',
  ])('%s is not', async (url) => {
    const answer = await (await serve(dist)).inject(url)
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(answer.body).not.toContain('not for everybody')
  })

  it('take no posts', async () => {
    expect((await (await serve(dist)).inject({ method: 'POST', url: '/history' })).statusCode).toBe(404)
  })

  it('say in a sentence that they are not built', async () => {
    const answer = await (await serve(join(dist, 'nowhere'))).inject('/')
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain('npm start')
  })
})

describe('what a proxy says of the browser behind it', () => {
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'desk.example' }

  it('is believed from a trusted one', async () => {
    const answer = await (await serve(dist, ['10.0.0.0/8'])).inject({ url: '/who', headers, remoteAddress: '10.1.2.3' })
    expect(answer.json()).toEqual({ ip: '203.0.113.9', protocol: 'https', host: 'desk.example' })
    expect(answer.headers['strict-transport-security']).toBeDefined()
  })

  it('is not believed from anybody else', async () => {
    for (const trusted of [[], ['10.0.0.0/8']]) {
      const answer = await (await serve(dist, trusted)).inject({ url: '/who', headers, remoteAddress: '192.0.2.1' })
      expect(answer.json()).toMatchObject({ ip: '192.0.2.1', protocol: 'http' })
      await app?.close()
    }
  })
})

process.on('exit', () => rmSync(dist, { recursive: true, force: true }))
