import { readSettings, settingsAsEnvironment } from '#adapters/system/settings.ts'
import { type RunningParley, type StartOptions, startParley } from './start.ts'
import { welcome } from './welcome.ts'

/**
 * `parley start`: runs until SIGINT, SIGTERM or SIGHUP and resolves to the exit code.
 * @param over what tests put in the place of the built programs
 */
export async function runStart(
  over: Partial<StartOptions> & { readonly onReady?: (parley: RunningParley) => void } = {},
): Promise<number> {
  const settings = readSettings()
  if (!settings.ok) return fail(settings.error.join('\n'))
  const stopAsked = new AbortController()
  const asked = new Promise<void>((resolve) => stopAsked.signal.addEventListener('abort', () => resolve()))
  // Further signals are ignored: the stop is bounded, and npm and the terminal both pass on the same Ctrl-C.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopAsked.abort())
  const parley = await startParley({
    settings: settings.value,
    environment: childEnvironment(),
    signal: stopAsked.signal,
    ...over,
  })
  if (!parley.ok) return stopAsked.signal.aborted ? 0 : fail(parley.error)
  process.stdout.write(welcome(parley.value.facts))
  over.onReady?.(parley.value)
  await asked
  await parley.value.stop()
  return 0
}

/** Ours, with the settings of the file among them: a child that is started anew must not read a file that has changed. */
export function childEnvironment(): Record<string, string | undefined> {
  return { ...process.env, PARLEY_CONFIG: undefined, ...settingsAsEnvironment() }
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}
