import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'

const extension = '.ulaw'

/** The prompts in a folder of languages, by the names that they have in any of them. */
export async function promptNames(folder: string): Promise<readonly string[]> {
  const names = new Set<string>()
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue
    for (const file of await readdir(join(folder, entry.name))) {
      if (extname(file) === extension) names.add(file.slice(0, -extension.length))
    }
  }
  return [...names].sort()
}
