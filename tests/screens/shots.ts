import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '#adapters/system/package-root.ts'
import { languages } from '#protocol/http/fields.ts'
import { startInstallation } from '../e2e/peers/installation.ts'
import { liveIn } from './lived-in-house.ts'
import { brokenByLongWords } from './pseudo-long.ts'
import { screens } from './screens.ts'
import { type Appearance, openViewer } from './viewer.ts'

/**
 * Pictures of every screen, in seven languages, light and dark, wide and small, into `.shots/`:
 * `npm run shots -- [--screen NAME] [--language CODE] [--scheme light|dark] [--width PX] [--long]`. Each may be said more than once;
 * `--long` makes all words longer by half.
 */
async function main(): Promise<void> {
  const many = { type: 'string', multiple: true } as const
  const { values } = parseArgs({
    options: { screen: many, language: many, scheme: many, width: many, long: { type: 'boolean' } },
  })
  const all = { languages: languages, schemes: ['light', 'dark'], widths: ['1440', '390'] }
  const chosen = screens.filter(({ name }) => values.screen?.includes(name) ?? true)
  const appearances: Appearance[] = all.languages
    .filter((code) => values.language?.includes(code) ?? true)
    .flatMap((language) =>
      (values.scheme ?? all.schemes).flatMap((scheme) =>
        (values.width ?? all.widths).map((width) => ({
          language,
          colorScheme: scheme === 'dark' ? ('dark' as const) : ('light' as const),
          widthPx: Number(width),
        })),
      ),
    )
  if (chosen.length === 0 || appearances.length === 0) {
    process.stderr.write(`No such screen or language. Screens: ${screens.map(({ name }) => name).join(', ')}.\n`)
    process.exitCode = 2
    return
  }
  const folder = join(packageRoot(), '.shots')
  mkdirSync(folder, { recursive: true })
  const parley = await startInstallation({ address: '127.0.82.1' })
  try {
    const house = await liveIn(parley)
    const viewer = await openViewer(parley.httpUrl, house)
    for (const screen of chosen) {
      for (const appearance of appearances) {
        const { language, colorScheme, widthPx } = appearance
        const page = await viewer.show(screen, appearance)
        if (values.long)
          for (const line of await brokenByLongWords(page)) process.stderr.write(`${screen.name}: ${line}\n`)
        const name = [screen.name, language, colorScheme, widthPx, ...(values.long ? ['long'] : [])].join('-')
        await page.screenshot({ path: join(folder, `${name}.png`) })
      }
      process.stdout.write(`${screen.name}: ${appearances.length}\n`)
    }
    await viewer.close()
    await house.close()
  } finally {
    await parley.stop()
  }
  process.stdout.write(`${folder}\n`)
}

await main()
