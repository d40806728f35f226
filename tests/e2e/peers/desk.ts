import type { Page } from 'playwright-core'
import { openToneBrowser, type ToneBrowser, type ToneBrowserOptions } from './browser.ts'
import { demoPassword } from './installation.ts'

/** An agent at the desk: presses what a person presses, by its accessible English name. */
export interface Desk extends ToneBrowser {
  press(name: string): Promise<void>
  waitForButton(name: string, timeoutMs?: number): Promise<void>
  isShown(name: string): Promise<boolean>
}

export async function openDesk(httpUrl: string, email: string, options: ToneBrowserOptions): Promise<Desk> {
  const browser = await openToneBrowser(options)
  const desk = Object.assign(browser, verbs(browser.page))
  await browser.page.goto(httpUrl)
  await browser.page.locator('input[type=email]').fill(email)
  await browser.page.locator('input[type=password]').fill(demoPassword)
  await desk.press('Sign in')
  return desk
}

/** Signs in and goes available: the station connects on the way. */
export async function openAvailableDesk(httpUrl: string, email: string, options: ToneBrowserOptions): Promise<Desk> {
  const desk = await openDesk(httpUrl, email, options)
  await desk.press('Go available')
  return desk
}

/** A customer on the call page. */
export async function openCallPage(httpUrl: string, number: string, options: ToneBrowserOptions): Promise<Desk> {
  const browser = await openToneBrowser(options)
  await browser.page.goto(`${httpUrl}/call?number=${encodeURIComponent(number)}&name=Nino`)
  return Object.assign(browser, verbs(browser.page))
}

function verbs(page: Page): Pick<Desk, 'press' | 'waitForButton' | 'isShown'> {
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  return {
    press: (name) => button(name).click({ timeout: 15_000 }),
    waitForButton: (name, timeoutMs = 15_000) => button(name).waitFor({ state: 'visible', timeout: timeoutMs }),
    isShown: (name) => button(name).isVisible(),
  }
}
