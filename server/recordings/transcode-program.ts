import { constants, setPriority } from 'node:os'
import { type TranscodeJob, transcode } from './transcode.ts'

/**
 * The process that makes one recording small: a job as JSON on its standard input, what came of it as JSON on its standard
 * output. It takes the processor only when nobody else wants it.
 */
async function main(): Promise<void> {
  setPriority(constants.priority.PRIORITY_LOW)
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  const job = JSON.parse(Buffer.concat(parts).toString('utf8')) as TranscodeJob
  process.stdout.write(JSON.stringify(await transcode(job)))
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
