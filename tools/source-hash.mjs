import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const skipped = new Set(['node_modules', 'dist', '.cache'])

/**
 * One hash over the names and contents of `paths` (files or folders below `base`). Tests are left out: they are in no build.
 * Contents and not times, because a fresh clone or a change of branch gives every file a new time.
 */
export function hashFolders(base, paths) {
  const hash = createHash('sha256')
  for (const path of paths) addPath(hash, base, path)
  return hash.digest('hex')
}

function addPath(hash, base, path) {
  const full = join(base, path)
  if (!existsSync(full)) return
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) if (!skipped.has(name)) addPath(hash, base, `${path}/${name}`)
  } else if (!/\.test\.tsx?$/.test(path)) {
    hash.update(path).update('\0').update(readFileSync(full)).update('\0')
  }
}
