import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openCallPage, openDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { connectTwoComputers, type TwoComputers } from './peers/two-computers.ts'
import { eventually } from './peers/waiting.ts'

/** Browsers give no microphone to plain HTTP beyond localhost: the certificate of the first start is what makes this work. */
describe('a second computer on the network', () => {
  let computers: TwoComputers
  let parley: Installation
  let desk: Desk | undefined
  let caller: Desk | undefined

  beforeAll(async () => {
    computers = connectTwoComputers('parley')
    const address = computers.serverAddress
    parley = await startInstallation({
      address,
      prefix: computers.onServer,
      httpUrl: `https://${address}:18080`,
      settings: { PARLEY_HTTP_HOST: '0.0.0.0' },
    })
  })
  afterAll(async () => {
    await Promise.allSettled([desk?.close(), caller?.close()])
    await parley?.stop()
    computers?.close()
  })

  const browserThere = (toneHz: number) => ({
    toneHz,
    ignoreHttpsErrors: true,
    executablePath: computers.pathOnOther('/usr/bin/chromium'),
  })

  it('opens the desk over HTTPS with the certificate made at the first start, and takes a call with sound', async () => {
    desk = await eventually(() => openDesk(parley.httpUrl, 'aylin@demo.parley', browserThere(940)), 120_000)
    expect(await desk.page.evaluate('isSecureContext')).toBe(true)
    await desk.press('Go available')
    caller = await openCallPage(parley.httpUrl, '200', browserThere(560))
    await caller.press('Call')
    await desk.press('Answer')
    await desk.waitToHear(560)
    await caller.waitToHear(940)
  })
})
