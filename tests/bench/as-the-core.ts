import { spawnSync } from 'node:child_process'
import { coreNodeOptions } from '#launcher/core-node-options.ts'

/** Goes on in a process that was started as the launcher starts the core; what it prints is ours, and so is its exit code. */
export function asTheCore(measure: () => void): void {
  if (coreNodeOptions.every((option) => process.execArgv.includes(option))) {
    measure()
    return
  }
  const { status } = spawnSync(process.execPath, [...coreNodeOptions, ...process.argv.slice(1)], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
