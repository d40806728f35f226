import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Refusal } from './source-files.ts'

/** A file that is made out of the sources and checked in, so that every change of what it says shows in its diff. */
export interface Generated {
  readonly path: string
  /** What says the same, for the sentence: `the routes say`. */
  readonly source: string
  readonly text: () => string
}

/** Refuses a checked-in file that is not what its source now says. */
export function checkGenerated(root: string, { path, source, text }: Generated): Refusal[] {
  const file = join(root, path)
  const current = text()
  const checkedIn = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (checkedIn === current) return []
  const lines = [checkedIn.split('\n'), current.split('\n')] as const
  const first = lines[1].findIndex((line, i) => line !== lines[0][i])
  const sentence = `it is not what ${source} (now: ${(lines[1][first] ?? '').trim()}): run \`npm run check -- --write\` and commit it.`
  return [{ path, ...(first >= 0 ? { line: first + 1 } : {}), sentence }]
}

export function writeGenerated(root: string, { path, text }: Generated): void {
  writeFileSync(join(root, path), text())
}
