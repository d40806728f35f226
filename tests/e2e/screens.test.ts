import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFindings } from '../screens/axe.ts'
import { type LivedInHouse, liveIn } from '../screens/lived-in-house.ts'
import { brokenByLongWords } from '../screens/pseudo-long.ts'
import { screens } from '../screens/screens.ts'
import { openViewer, type Viewer } from '../screens/viewer.ts'
import { type Installation, startInstallation } from './peers/installation.ts'

const families = [
  'admin',
  'customers',
  'desk',
  'directory',
  'errors',
  'floor',
  'frame',
  'history',
  'recordings',
  'staffing',
]
const wordlessKey = new RegExp(
  `\\b(${[...families, 'station', 'studio', 'telephony', 'workspace'].join('|')})\\.[a-z]\\w+`,
  'g',
)

/** Every page of the app, with a day's work on it. */
describe('every screen', () => {
  let parley: Installation
  let house: LivedInHouse
  let viewer: Viewer

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.81.1' })
    house = await liveIn(parley)
    viewer = await openViewer(parley.httpUrl, house)
  })
  afterAll(async () => {
    await viewer?.close()
    await house?.close()
    await parley?.stop()
  })

  const wide = { language: 'en', colorScheme: 'light', widthPx: 1440 } as const
  const small = { language: 'fa', colorScheme: 'dark', widthPx: 390 } as const

  it.each(screens)('$name can be read by everybody, wide and light', async (screen) => {
    const page = await viewer.show(screen, wide)
    expect(await axeFindings(page)).toEqual([])
    // A key in place of words: they were not loaded with the page.
    expect(await page.evaluate<string[]>(`document.body.innerText.match(${wordlessKey}) ?? []`)).toEqual([])
  })
  it.each(screens)('$name can be read by everybody, small, dark and from the right', async (screen) => {
    expect(await axeFindings(await viewer.show(screen, small))).toEqual([])
  })
  it.each(screens)('$name holds words that are longer by half, wide and small', async (screen) => {
    expect(await brokenByLongWords(await viewer.show(screen, wide))).toEqual([])
    expect(await brokenByLongWords(await viewer.show(screen, { ...wide, widthPx: 390 }))).toEqual([])
  })
})
