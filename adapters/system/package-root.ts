import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder that holds Parley's package.json, found by walking up from this module: the same answer from the sources
 * (tests) and from `dist/` (everything else).
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (true) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'parley') return folder
    const parent = dirname(folder)
    if (parent === folder) throw new Error('Parley cannot find its own folder: package.json is missing above it.')
    folder = parent
  }
}

/** The version in package.json, such as `0.1.0`. */
export function packageVersion(): string {
  return String(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version)
}
