import { readSettings, type Settings, settingsAsEnvironment } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { CommandName } from './command-line.ts'
import { runDoctor } from './doctor/index.ts'
import { migrateDatabase } from './migrate.ts'
import { runProgram } from './run-program.ts'
import { startParley } from './start.ts'

/** Runs one command and resolves to the exit code: 0 done, 1 it could not be done and a sentence says why. */
export async function runCommand(
  command: Exclude<CommandName, 'help' | 'version'>,
  args: readonly string[],
): Promise<number> {
  if (command === 'bench' || command === 'simulate') return runProgram(command, args)
  const settings = readSettings()
  // The doctor lists what is wrong with the settings among its findings.
  if (command === 'doctor') return runDoctor(settings, (text) => process.stdout.write(text))
  if (!settings.ok) return fail(settings.error.join('\n'))
  switch (command) {
    case 'start':
      return start(settings.value)
    case 'migrate':
      return finish(await migrateDatabase(settings.value))
    case 'seed':
      return finish(await seed({ ...settings.value, demo: true }))
  }
}

async function start(settings: Settings): Promise<number> {
  const stopAsked = new AbortController()
  const asked = new Promise<void>((resolve) => stopAsked.signal.addEventListener('abort', () => resolve()))
  // Further signals are ignored: the stop is bounded, and npm and the terminal both pass on the same Ctrl-C.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopAsked.abort())
  const parley = await startParley({ settings, environment: childEnvironment(), signal: stopAsked.signal })
  if (!parley.ok) return stopAsked.signal.aborted ? 0 : fail(parley.error)
  process.stdout.write(parley.value.welcome)
  await asked
  await parley.value.stop()
  return 0
}

/** Starts everything once, which seeds an empty database, and stops it again. */
async function seed(settings: Settings): Promise<Result<string, string>> {
  const parley = await startParley({ settings, environment: { ...childEnvironment(), PARLEY_DEMO: '1' } })
  if (!parley.ok) return failure(parley.error)
  await parley.value.stop()
  return success(parley.value.welcome)
}

/** Ours, with the settings of the file among them: a child that is started anew must not read a file that has changed. */
function childEnvironment(): Record<string, string | undefined> {
  return { ...process.env, PARLEY_CONFIG: undefined, ...settingsAsEnvironment() }
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
