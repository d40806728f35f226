import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Refusal } from './source-files.ts'

/** Where the HTTP API's description is checked in. */
export const openApiPath = 'docs/reference/openapi.json'

/** Refuses a checked-in description that is not what the routes now say, so that every change of the API shows in its diff. */
export function checkOpenApi(root: string, current: string): Refusal[] {
  const path = join(root, openApiPath)
  const checkedIn = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (checkedIn === current) return []
  const lines = [checkedIn.split('\n'), current.split('\n')] as const
  const first = lines[1].findIndex((line, i) => line !== lines[0][i])
  const sentence = `it is not what the routes say (now: ${(lines[1][first] ?? '').trim()}): run \`npm run check -- --write\` and commit it.`
  return [{ path: openApiPath, ...(first >= 0 ? { line: first + 1 } : {}), sentence }]
}

export function writeOpenApi(root: string, current: string): void {
  writeFileSync(join(root, openApiPath), current)
}
