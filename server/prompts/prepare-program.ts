import { constants, setPriority } from 'node:os'
import { prepareSound } from '#adapters/sound/prepare.ts'

/**
 * The process that makes one sound ready: a WAV file on its standard input, what came of it as JSON on its standard output. A
 * minute at 48 kHz takes tenths of a second, in which the core has to decide; and a hostile file meets nobody here.
 */
async function main(): Promise<void> {
  setPriority(constants.priority.PRIORITY_LOW)
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  const prepared = prepareSound(Buffer.concat(parts))
  const said = prepared.ok
    ? { ...prepared.value, audio: Buffer.from(prepared.value.audio).toString('base64') }
    : { unfit: prepared.error }
  process.stdout.write(JSON.stringify(said))
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
