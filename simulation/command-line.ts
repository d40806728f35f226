import { failure, type Result, success } from '#kernel/result.ts'
import type { DayOptions } from './day.ts'
import { modelUsage } from './model/arguments.ts'

const dayUsage =
  'parley simulate [--seed N] [--hours H] [--agents N] [--calls-per-hour N] [--talk-seconds S] [--wrap-up-seconds S] [--patience-seconds S] [--faults N]'

/** Each way of asking on a line. */
export const usage = [
  modelUsage,
  'parley simulate --replay DAY [--save MODEL.json] and the rest as for a model',
  'parley simulate --schema',
  'parley simulate --compare [--seed N]',
  dayUsage,
].join('\n')

const hourMs = 3_600_000
/** Every option with what it is when it is not said, and between what it may be. */
const options = {
  seed: { usual: 1, least: 0, most: 2 ** 32 - 1 },
  hours: { usual: 1, least: 0.01, most: 24 },
  agents: { usual: 8, least: 1, most: 500 },
  'calls-per-hour': { usual: 100, least: 1, most: 20_000 },
  'talk-seconds': { usual: 180, least: 1, most: 7200 },
  'wrap-up-seconds': { usual: 15, least: 1, most: 7200 },
  'patience-seconds': { usual: 120, least: 1, most: 7200 },
  faults: { usual: 0, least: 0, most: 10_000 },
} as const
type Option = keyof typeof options

/** The world that the arguments ask for, or a sentence about what is wrong with them. */
export function readArguments(args: readonly string[]): Result<DayOptions, string> {
  const said = new Map<Option, number>()
  for (let index = 0; index < args.length; index++) {
    const [name, joined] = (args[index] ?? '').replace(/^--/, '').split('=', 2)
    if (!args[index]?.startsWith('--') || !name || !Object.hasOwn(options, name)) {
      return failure(`I do not know ${args[index]}. Usage:\n${usage}`)
    }
    const option = name as Option
    const text = joined ?? args[++index] ?? ''
    const value = Number(text)
    const { least, most } = options[option]
    if (text === '' || !(value >= least && value <= most)) {
      return failure(`--${option} takes a number from ${least} to ${most}.`)
    }
    said.set(option, value)
  }
  const of = (option: Option): number => said.get(option) ?? options[option].usual
  return success({
    seed: Math.floor(of('seed')),
    durationMs: Math.round(of('hours') * hourMs),
    agents: Math.floor(of('agents')),
    betweenCallsMs: hourMs / of('calls-per-hour'),
    talkMs: of('talk-seconds') * 1000,
    wrapUpMs: of('wrap-up-seconds') * 1000,
    patienceMs: of('patience-seconds') * 1000,
    faults: of('faults'),
  })
}
