import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface Verdict {
  readonly isGood: boolean
  /** What to show when it is not. */
  readonly output: string
}

/** Runs the command of an installed package with this Node and keeps what it says. */
export function runPackage(
  root: string,
  packageName: string,
  command: string,
  args: readonly string[],
): Promise<Verdict> {
  const manifestPath = findManifest(root, packageName)
  const { bin } = JSON.parse(readFileSync(manifestPath, 'utf8'))
  const script = join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[command])
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (bytes: Buffer) => {
      output += bytes
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ isGood: code === 0, output: output.trimEnd() }))
  })
}

/** By path and not by `require.resolve`, because some packages do not export their manifest. */
function findManifest(root: string, packageName: string): string {
  const direct = join(root, 'node_modules', packageName, 'package.json')
  return existsSync(direct) ? direct : createRequire(join(root, 'package.json')).resolve(`${packageName}/package.json`)
}
