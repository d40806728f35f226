import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readablePassword } from '#adapters/system/secure-random.ts'
import type { Settings } from '#adapters/system/settings.ts'

export interface DemoPassword {
  readonly password: string
  /** `given` by PARLEY_DEMO_PASSWORD, `kept` from an earlier start, or `made` by this one. */
  readonly origin: 'given' | 'kept' | 'made'
}

/**
 * The password of the demo people. One that we made is kept in the data folder, readable by its owner alone, so that later
 * starts can print it again: it opens nothing but the example organisation.
 */
export function chooseDemoPassword(settings: Pick<Settings, 'demoPassword' | 'dataDir'>): DemoPassword {
  if (settings.demoPassword !== undefined) return { password: settings.demoPassword, origin: 'given' }
  const path = join(settings.dataDir, 'demo-password')
  if (existsSync(path)) {
    const password = readFileSync(path, 'utf8').trim()
    if (password.length >= 8) return { password, origin: 'kept' }
  }
  const password = readablePassword()
  writeFileSync(path, `${password}\n`, { mode: 0o600 })
  return { password, origin: 'made' }
}

/** Whether `password` opens the demo people of this database, as far as can be said: see the cases below. */
export function isDemoPasswordRight(
  demo: 'seeded' | 'present' | 'absent' | undefined,
  origin: DemoPassword['origin'],
): boolean {
  // Seeded in this start: with exactly this password.
  if (demo === 'seeded') return true
  // There before: then the one that we kept is theirs; one made or given only now may not be.
  return demo === 'present' && origin === 'kept'
}
