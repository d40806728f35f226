import { readArguments, usage } from './command-line.ts'
import { liveDay } from './day.ts'
import { isModelRequest, readModelRequest, readSeed } from './model/arguments.ts'
import { comparePage, simulateModel } from './model/command.ts'
import { workOnShare } from './model/run-model.ts'
import { schemaText } from './model/schema-text.ts'
import { outcomeOf, tableOf } from './report.ts'

/** `parley simulate`: a model's replications or a day of the simulated house, in virtual time. The same arguments say the same. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) return tell(usage)
  if (args.includes('--schema')) return tell(schemaText().trimEnd())
  if (args.includes('--compare')) return aPage(args.filter((arg) => arg !== '--compare'))
  if (!isModelRequest(args)) return aDay(args)
  const request = readModelRequest(args)
  const said = request.ok ? await simulateModel(request.value, new URL(import.meta.url)) : request
  return said.ok ? tell(said.value) : refuse(said.error)
}

async function aPage(args: readonly string[]): Promise<number> {
  const seed = readSeed(args)
  return seed.ok ? tell((await comparePage(seed.value, new URL(import.meta.url))).trimEnd()) : refuse(seed.error)
}

function aDay(args: readonly string[]): number {
  const day = readArguments(args)
  if (!day.ok) return refuse(day.error)
  try {
    const world = liveDay(day.value)
    return tell(`seed ${day.value.seed}, ${day.value.agents} agents\n\n${tableOf(outcomeOf(world.told))}`)
  } catch (error) {
    return refuse(`seed ${day.value.seed}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function tell(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}

// The same program runs in threads of its own.
if (!workOnShare()) process.exitCode = await main(process.argv.slice(2))
