import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes `path` and the folders above it where they are missing, exactly with `mode` (the umask does not narrow it: as root,
 * PostgreSQL's own user must be able to pass through). Folders that are there stay as they are. Throws the system's error.
 *
 * Not `mkdirSync(…, { recursive: true })`: where a file system answers ENOENT to mkdir itself, such as /proc, Node turns in
 * circles for ever.
 */
export function ensureFolder(path: string, mode: number): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) ensureFolder(parent, mode)
  mkdirSync(path)
  chmodSync(path, mode)
}
