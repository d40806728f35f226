import { readArguments, usage } from './command-line.ts'
import { liveDay } from './day.ts'
import { outcomeOf, tableOf } from './report.ts'

/** `parley simulate`: a day in virtual time, and what became of it. The same arguments give the same table. */
function main(args: readonly string[]): number {
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const day = readArguments(args)
  if (!day.ok) {
    process.stderr.write(`${day.error}\n`)
    return 1
  }
  try {
    const world = liveDay(day.value)
    process.stdout.write(`seed ${day.value.seed}, ${day.value.agents} agents\n\n${tableOf(outcomeOf(world.told))}\n`)
    return 0
  } catch (error) {
    process.stderr.write(`seed ${day.value.seed}: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

process.exitCode = main(process.argv.slice(2))
