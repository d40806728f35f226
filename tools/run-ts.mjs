#!/usr/bin/env node
// Runs one TypeScript file of the repository: `node tools/run-ts.mjs tests/bench/answer.ts [arguments]`.
// Node 20 reads no TypeScript, so esbuild bundles it into .cache first; packages stay outside.
import { existsSync, mkdirSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from './root.mjs'

/** Bundles `entry` and returns the path of what can be imported. */
export async function bundle(entry) {
  const outdir = join(root, '.cache', 'run')
  mkdirSync(outdir, { recursive: true })
  // The process id keeps two runs of one script from writing into each other's file.
  const outfile = join(outdir, `${relative(root, entry).replace(/[/\\]/g, '-')}.${process.pid}.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return outfile
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'run-ts.mjs') {
  const [, , script, ...args] = process.argv
  if (script === undefined || !existsSync(script)) {
    console.error('node tools/run-ts.mjs FILE.ts [arguments]: name a file that exists.')
    process.exit(2)
  }
  const outfile = await bundle(resolve(script))
  process.argv = [process.argv[0], outfile, ...args]
  process.setSourceMapsEnabled(true)
  const { rmSync } = await import('node:fs')
  process.on('exit', () => rmSync(outfile, { force: true }))
  await import(pathToFileURL(outfile).href)
}
