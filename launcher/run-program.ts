import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '#adapters/system/package-root.ts'

/** Runs `bench` or `simulate`, which are programs of their own, with our terminal; resolves to their exit code. */
export async function runProgram(command: 'bench' | 'simulate', args: readonly string[]): Promise<number> {
  const root = packageRoot()
  if (command === 'simulate') {
    const entry = join(root, 'dist', 'simulate.js')
    if (existsSync(entry)) return run(entry, args)
    process.stderr.write('The simulated world is not in this version yet: it comes with the simulator.\n')
    return 1
  }
  const bootstrap = join(root, 'tools', 'bootstrap.mjs')
  if (existsSync(bootstrap)) return run(bootstrap, ['bench', ...args])
  process.stderr.write('The measurements are part of a checkout of the sources, and this is none.\n')
  return 1
}

function run(entry: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}
