import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Me } from '#protocol/http/index.ts'
import { createSetUpToken } from './index.ts'
import { startTestCore, type TestCore } from './testing.ts'

let core: TestCore
beforeAll(async () => {
  core = await startTestCore({ demo: false })
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const administrator = (token: string) => ({
  token,
  organizationName: 'Tbilisi Water',
  name: 'Ana',
  email: 'ana@water.example',
  password: 'ten letters!',
  language: 'ka',
})

describe('the set-up link of an empty installation', () => {
  it('cannot be guessed, runs out, and is void when a newer one is made', async () => {
    const guessed = await core.browser().ask('POST', '/set-up', administrator('a'.repeat(43)))
    expect(guessed).toMatchObject({ status: 410, body: problem('set-up.link-spent') })
    expect((await core.browser().ask('POST', '/set-up', administrator('short'))).status).toBe(410)
    const old = (await createSetUpToken(core.services)) as string
    core.pass(25 * 3_600_000)
    expect((await core.browser().ask('POST', '/set-up', administrator(old))).status).toBe(410)
    const first = (await createSetUpToken(core.services)) as string
    await createSetUpToken(core.services)
    expect((await core.browser().ask('POST', '/set-up', administrator(first))).status).toBe(410)
  })

  it('makes one administrator, who is signed in by it', async () => {
    const token = (await createSetUpToken(core.services)) as string
    const browsers = [core.browser(), core.browser(), core.browser()]
    const answers = await Promise.all(browsers.map((browser) => browser.ask('POST', '/set-up', administrator(token))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410])
    const winner = browsers[answers.findIndex(({ status }) => status === 200)]
    expect((await winner?.ask('GET', '/me'))?.body).toMatchObject({
      name: 'Ana',
      roles: ['administrator'],
      organizationName: 'Tbilisi Water',
      language: 'ka',
    } satisfies Partial<Me>)
    expect((await winner?.ask('GET', '/people'))?.body).toMatchObject({ items: [{ email: 'ana@water.example' }] })
    expect(await createSetUpToken(core.services)).toBeUndefined()
  })
})
