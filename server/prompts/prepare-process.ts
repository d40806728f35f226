import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { PreparedSound, UnfitSound } from '#adapters/sound/prepare.ts'
import { packageRoot } from '#adapters/system/package-root.ts'
import { failure, type Result, success } from '#kernel/result.ts'

/** Makes a WAV file what callers hear, or says what is wrong with it; `failed`: with us. */
export type PrepareSound = (wav: Uint8Array) => Promise<Result<PreparedSound, UnfitSound | 'failed'>>

const mostMs = 60_000
const mostSaidBytes = 4_000_000

/** {@link prepareSound} in a process of its own. */
export const prepareAside: PrepareSound = (wav) =>
  new Promise((resolve) => {
    const program = join(packageRoot(), 'dist', 'prepare-sound.js')
    const env = { PATH: process.env.PATH }
    const child = spawn(process.execPath, [program], { env, timeout: mostMs, stdio: ['pipe', 'pipe', 'ignore'] })
    const parts: Buffer[] = []
    let bytes = 0
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes <= mostSaidBytes) parts.push(part)
    })
    child.on('error', () => resolve(failure('failed')))
    child.stdin.on('error', () => {})
    child.on('close', (code) => resolve(code === 0 ? read(Buffer.concat(parts)) : failure('failed')))
    child.stdin.end(wav)
  })

function read(said: Buffer): Result<PreparedSound, UnfitSound | 'failed'> {
  try {
    const { unfit, audio, ...rest } = JSON.parse(said.toString('utf8')) as {
      readonly unfit?: UnfitSound
      readonly audio: string
      readonly durationMs: number
      readonly loudnessLufs: number | undefined
    }
    return unfit === undefined ? success({ ...rest, audio: Buffer.from(audio, 'base64') }) : failure(unfit)
  } catch {
    return failure('failed')
  }
}
