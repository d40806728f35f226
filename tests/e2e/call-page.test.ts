import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { eventually } from './peers/waiting.ts'

describe('the call page', () => {
  let parley: Installation
  let reza: Desk
  let supervisor: ApiClient
  const pages: Desk[] = []

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.46.1' })
    supervisor = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    reza = await openAvailableDesk(parley.httpUrl, 'reza@demo.parley', { toneHz: 1100 })
  })
  afterAll(async () => {
    await Promise.allSettled([...pages, reza].map((page) => page?.close()))
    await parley?.stop()
  })

  const open = async (number: string, more: { language?: string; deniesMicrophone?: boolean } = {}): Promise<Desk> => {
    const page = await openCallPage(parley.httpUrl, number, { toneHz: 650, ...more })
    pages.push(page)
    return page
  }
  const newest = async () => (await supervisor.call('interactions')).items[0]

  it('says what to do when the microphone is refused', async () => {
    const page = await open('200', { deniesMicrophone: true })
    await page.press('Call')
    await page.page.getByText('The microphone is blocked.').waitFor()
    await page.waitForButton('Call again')
    expect(await newest()).toBeUndefined()
  })

  it('says that nobody answers at an unknown number, in the reader’s language', async () => {
    const page = await open('999', { language: 'hu-HU' })
    await page.press('Hívás')
    await page.page.getByText('Ezen a számon senki sem válaszol.').waitFor()
  })

  it('sends a caller to the echo of the edge and back', async () => {
    const page = await open('600')
    await page.press('Call')
    await page.waitToHear(650)
    await page.press('Hang up')
    await page.page.getByText('You hung up.').waitFor()
  })

  it('takes the offer off the desk when the caller gives up while it rings, and nobody is blamed', async () => {
    const page = await open('200')
    await page.press('Call')
    await reza.waitForButton('Answer')
    await page.press('Hang up')
    await eventually(async () => expect(await reza.isShown('Answer')).toBe(false))
    await eventually(async () => expect(await newest()).toMatchObject({ state: 'ended', isAbandoned: true }))
    // Still available: the next caller reaches the same agent.
    await page.press('Call again')
    await reza.waitForButton('Answer')
    await reza.press('Answer')
    await page.waitToHear(1100)
  })

  it('ends the call at the desk when the caller closes the page', async () => {
    await pages.at(-1)?.page.close()
    await reza.press('Finish wrap-up')
    await eventually(async () =>
      expect(await newest()).toMatchObject({ state: 'ended', isAbandoned: false, endReason: 'customer-left' }),
    )
  })
})
