import { readFile } from 'node:fs/promises'
import { migrate } from '#adapters/postgres/migrate.ts'
import { systemClock } from '#adapters/system/clock.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { importCountry, tellOfChange } from '#server/geography.ts'
import { withDatabase } from './with-database.ts'

/** No country needs more; a file by mistake is not read into memory. */
const mostBytes = 4_000_000

/** Reads a file as `parley import-country` is given it; fails with a sentence. */
export async function readCountryFile(args: readonly string[]): Promise<Result<unknown, string>> {
  const [file, ...rest] = args
  if (file === undefined || rest.length > 0) {
    return failure('parley import-country takes one JSON file: parley import-country FILE.')
  }
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error.code ?? 'unreadable')
  if (typeof bytes === 'string') return failure(`${file} cannot be read (${bytes}).`)
  if (bytes.length > mostBytes) return failure(`${file} is larger than ${mostBytes} bytes: that is no country.`)
  try {
    return success(JSON.parse(bytes.toString('utf8')))
  } catch (error) {
    return failure(`${file} is no JSON: ${(error as Error).message}.`)
  }
}

/** Puts a country into the database; a Parley that runs on it knows it at once. */
export async function importCountryFile(settings: Settings, args: readonly string[]): Promise<Result<string, string>> {
  const file = await readCountryFile(args)
  if (!file.ok) return file
  return withDatabase(settings, 'import-country', async (pool) => {
    const migrated = await migrate(pool)
    if (!migrated.ok) return migrated
    const imported = await importCountry(pool.kysely, file.value, { atMs: systemClock.wallMs() })
    if (!imported.ok) return failure(`Nothing was imported. ${imported.error.sentence}`)
    await tellOfChange(pool.kysely)
    const { country, regions } = imported.value
    return success(`${country}: ${regions.length} regions are known now.`)
  })
}
