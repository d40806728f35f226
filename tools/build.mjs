// Builds what changed: Node's three programs with esbuild, the desk with Vite, the call page with its own script.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compressFolder } from './compress.mjs'
import { root } from './root.mjs'
import { hashFolders } from './source-hash.mjs'

const nodeSources = [
  'kernel',
  'protocol',
  'domain',
  'telephony',
  'adapters',
  'edge',
  'server',
  'launcher',
  'simulation',
]
const always = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'tools/build.mjs', 'tools/compress.mjs']

const targets = [
  { name: 'programs', sources: [...nodeSources, ...always], build: buildPrograms },
  { name: 'web', sources: ['web', 'kernel', 'protocol', 'domain', ...always], build: buildWeb },
  { name: 'widget', sources: ['widget', 'kernel', 'protocol', ...always], build: buildWidget },
]

/**
 * Brings `dist/` up to date. Silent when it is.
 * @param names which of programs, web and widget; all by default
 */
export async function ensureBuilt(names = targets.map(({ name }) => name)) {
  for (const target of targets.filter(({ name }) => names.includes(name))) {
    const stamp = join(root, 'dist', `.${target.name}`)
    const hash = hashFolders(root, target.sources)
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) continue
    console.error(`Building ${target.name}…`)
    mkdirSync(join(root, 'dist'), { recursive: true })
    rmSync(stamp, { force: true })
    try {
      await target.build()
    } catch (error) {
      throw Object.assign(error, { sentence: `${error.message}\nThe ${target.name} could not be built: see above.` })
    }
    writeFileSync(stamp, hash)
  }
}

async function buildPrograms() {
  const { build } = await import('esbuild')
  const entries = {
    parley: 'launcher/main.ts',
    edge: 'edge/main.ts',
    core: 'server/main.ts',
    transcode: 'server/recordings/transcode-program.ts',
    'prepare-sound': 'server/prompts/prepare-program.ts',
    simulate: 'simulation/main.ts',
  }
  const present = Object.entries(entries).filter(([, path]) => existsSync(join(root, path)))
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present),
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // Packages stay in node_modules: some carry binaries, and their licences stay beside them.
    packages: 'external',
    sourcemap: true,
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
    write: false,
  })
  // Renamed into place, so that a part which is started anew while we build never reads half a program.
  for (const { path, contents } of outputFiles) {
    writeFileSync(`${path}.${process.pid}`, contents)
    renameSync(`${path}.${process.pid}`, path)
  }
}

/** Lets `make` fill a new folder and puts that in the place of `dist/<name>`: pages are served while we build. */
async function replaceFolder(name, make) {
  const next = join(root, 'dist', `.${name}.${process.pid}`)
  rmSync(next, { recursive: true, force: true })
  await make(next)
  if (!existsSync(next)) return
  await compressFolder(next)
  rmSync(join(root, 'dist', name), { recursive: true, force: true })
  renameSync(next, join(root, 'dist', name))
}

async function buildWeb() {
  if (!existsSync(join(root, 'web', 'index.html'))) return
  // Vite is the web workspace's own dependency, and npm may keep it there instead of at the root.
  const { createRequire } = await import('node:module')
  const vitePath = createRequire(join(root, 'web', 'package.json')).resolve('vite/package.json')
  const { build } = await import(pathToFileURL(join(vitePath, '..', 'dist', 'node', 'index.js')).href)
  await replaceFolder('web', (outDir) =>
    build({ root: join(root, 'web'), logLevel: 'warn', build: { outDir, emptyOutDir: true } }),
  )
}

async function buildWidget() {
  const own = join(root, 'widget', 'build.mjs')
  if (!existsSync(own)) return
  const { build } = await import(pathToFileURL(own).href)
  await replaceFolder('widget', (outDir) => build({ outDir }))
}
