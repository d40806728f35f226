// The checks are TypeScript themselves, so they are bundled first.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './root.mjs'
import { bundle } from './run-ts.mjs'

export async function runChecks(args) {
  const outfile = await bundle(join(root, 'tools', 'check', 'main.ts'))
  try {
    const { runChecks: run } = await import(pathToFileURL(outfile).href)
    return await run(root, args)
  } finally {
    rmSync(outfile, { force: true })
  }
}
