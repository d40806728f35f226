import type { Page } from 'playwright-core'
import type { Language } from '#protocol/http/fields.ts'
import { type ApiClient, signIn } from '../e2e/peers/api.ts'
import { openToneBrowser } from '../e2e/peers/browser.ts'
import { demoPassword } from '../e2e/peers/installation.ts'
import type { LivedInHouse } from './lived-in-house.ts'
import { pathOf, type Screen } from './screens.ts'

/** In what clothes a screen is seen. */
export interface Appearance {
  readonly language: Language
  readonly colorScheme: 'light' | 'dark'
  readonly widthPx: number
}

/** Everybody who sees a screen, each with a page of his own. */
export interface Viewer {
  /** Shows the screen as it is when it has settled. */
  show(screen: Screen, appearance: Appearance): Promise<Page>
  close(): Promise<void>
}

const mailboxes = { agent: 'aylin', supervisor: 'samira', administrator: 'admin' } as const
const heightOf = (widthPx: number) => (widthPx < 700 ? 844 : 900)

export async function openViewer(httpUrl: string, house: LivedInHouse): Promise<Viewer> {
  const seats = new Map<Screen['seenBy'], Seat>()
  const seatOf = async (seenBy: Screen['seenBy']): Promise<Seat> => {
    const seat = seats.get(seenBy) ?? (await sitDown(httpUrl, house, seenBy))
    seats.set(seenBy, seat)
    return seat
  }
  return {
    show: async (screen, appearance) => {
      const { page, api } = await seatOf(screen.seenBy)
      const { language, colorScheme, widthPx } = appearance
      await api?.call('changeMe', { body: { language, colorScheme } })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width: widthPx, height: heightOf(widthPx) })
      if (!api) await page.goto(`${httpUrl}/sign-in`)
      if (!api) await page.evaluate(`localStorage.setItem('parley.language', '${language}')`)
      await page.goto(`${httpUrl}${pathOf(screen, house)}`)
      await page.waitForLoadState('networkidle')
      await page.evaluate('document.fonts.ready.then(() => undefined)')
      return page
    },
    close: async () => {
      await Promise.allSettled([...seats.values()].map((seat) => seat.close()))
    },
  }
}

interface Seat {
  readonly page: Page
  /** Absent: nobody is signed in. */
  readonly api?: ApiClient
  close(): Promise<void>
}

async function sitDown(httpUrl: string, house: LivedInHouse, seenBy: Screen['seenBy']): Promise<Seat> {
  const browser = seenBy === 'agent' ? house.aylin : await openToneBrowser({ toneHz: 440 })
  const { page } = browser
  const close = async () => {
    if (browser !== house.aylin) await browser.close()
  }
  if (seenBy === 'nobody') return { page, close }
  const api = await signIn(httpUrl, `${mailboxes[seenBy]}@demo.parley`, demoPassword)
  if (seenBy !== 'agent') {
    const [name = '', value = ''] = api.cookie.split('=')
    await page.context().addCookies([{ name, value, url: httpUrl }])
  }
  return { page, api, close }
}
