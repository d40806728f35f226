import { readSettings, type Settings } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { CommandName } from './command-line.ts'
import { runDoctor } from './doctor/index.ts'
import { importCountryFile } from './import-country.ts'
import { migrateDatabase } from './migrate.ts'
import { readWantedReplay, runReplay } from './replay.ts'
import { runProgram } from './run-program.ts'
import { childEnvironment, runStart } from './run-start.ts'
import { seedLoadAgents } from './seed-load.ts'
import { startParley } from './start.ts'
import { seedOutcome } from './welcome.ts'

/** Runs one command and resolves to the exit code: 0 done, 1 it could not be done and a sentence says why. */
export async function runCommand(
  command: Exclude<CommandName, 'help' | 'version'>,
  args: readonly string[],
): Promise<number> {
  const replay = command === 'simulate' ? readWantedReplay(args) : undefined
  if (replay?.ok === false) return fail(replay.error)
  if (command === 'bench' || (command === 'simulate' && !replay)) return runProgram(command, args)
  if (command === 'start') return runStart()
  const settings = readSettings()
  // The doctor lists what is wrong with the settings among its findings.
  if (command === 'doctor') return runDoctor(settings, (text) => process.stdout.write(text))
  if (!settings.ok) return fail(settings.error.join('\n'))
  switch (command) {
    case 'simulate':
      return replay ? runReplay(settings.value, replay.value) : runProgram(command, args)
    case 'migrate':
      return finish(await migrateDatabase(settings.value))
    case 'import-country':
      return finish(await importCountryFile(settings.value, args))
    case 'seed':
      if (args.length > 0) return finish(await seedLoadAgents(settings.value, args))
      return finish(await seed({ ...settings.value, demo: true }))
  }
}

/** Starts everything once, which seeds an empty database, and stops it again. */
async function seed(settings: Settings): Promise<Result<string, string>> {
  const parley = await startParley({ settings, environment: { ...childEnvironment(), PARLEY_DEMO: '1' } })
  if (!parley.ok) return failure(parley.error)
  await parley.value.stop()
  return success(seedOutcome(parley.value.facts))
}

function finish(result: Result<string, string>): number {
  if (!result.ok) return fail(result.error)
  process.stdout.write(`${result.value}\n`)
  return 0
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}
