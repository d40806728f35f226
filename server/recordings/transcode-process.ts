import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '#adapters/system/package-root.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Transcoded, TranscodeJob } from './transcode.ts'

/** Ten hours of talk take some minutes; what takes longer hangs. */
const mostMs = 30 * 60_000
/** Of ten hours, what a player draws is a megabyte. */
const mostSaidBytes = 4_000_000
const mostComplainedBytes = 10_000

/** Runs {@link TranscodeJob} in a process of its own, which `signal` ends. Fails with a sentence. */
export function transcodeAside(job: TranscodeJob, signal: AbortSignal): Promise<Result<Transcoded, string>> {
  return new Promise((resolve) => {
    const program = join(packageRoot(), 'dist', 'transcode.js')
    // No settings in its environment: what it needs comes by the pipe.
    const env = { PATH: process.env.PATH }
    const child = spawn(process.execPath, [program], { signal, timeout: mostMs, env, stdio: ['pipe', 'pipe', 'pipe'] })
    let [said, complained] = ['', '']
    child.stdout.on('data', (part: Buffer) => {
      said = (said + part).slice(0, mostSaidBytes)
    })
    child.stderr.on('data', (part: Buffer) => {
      complained = (complained + part).slice(0, mostComplainedBytes)
    })
    child.on('error', (error) => resolve(failure(`It could not be run: ${error.message}.`)))
    child.stdin.on('error', () => {})
    child.on('close', (code, ended) => {
      if (code === 0) resolve(read(said))
      else resolve(failure(complained.slice(0, 500) || `It ended with ${code ?? ended}.`))
    })
    child.stdin.end(JSON.stringify(job))
  })
}

function read(said: string): Result<Transcoded, string> {
  try {
    return success(JSON.parse(said) as Transcoded)
  } catch {
    return failure('It said nothing that can be understood.')
  }
}
