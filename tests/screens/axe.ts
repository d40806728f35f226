import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds on a page, serious and critical, by the rules of WCAG 2.2 AA: a line each, with the first places. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<Found[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
      .then(({ violations }) => violations.map(({ id, impact, help, nodes }) =>
        ({ id, impact, help, places: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)) })))`,
  )
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, places }) => `${id}: ${help}: ${places.join(' | ')}`)
}

interface Found {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly places: readonly string[]
}
