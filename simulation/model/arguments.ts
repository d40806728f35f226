import { failure, type Result, success } from '#kernel/result.ts'

export const modelUsage =
  'parley simulate MODEL.json [--whole] [--replications N] [--seed N] [--json] [--change "queue ID FIELD=VALUE"]… [--against MODEL.json]'

/** What is asked of a model. */
export interface ModelRequest {
  readonly path: string
  /** The file is no model but a history, out of which one is made. */
  readonly isHistory: boolean
  readonly replications: number
  readonly seed: number
  readonly isJson: boolean
  /** The whole product lives through it, and not the decider alone. */
  readonly isWhole: boolean
  /** Each as {@link changeModel} reads it; with any, two worlds are compared. */
  readonly changes: readonly string[]
  /** The other world, instead of changes: a model with the same queues. */
  readonly against: string | undefined
}

/** Whether the arguments name a model, rather than a day of the simulated house. */
export function isModelRequest(args: readonly string[]): boolean {
  const [first] = args
  const isOfModels = (arg: string) =>
    /^--(json|replications|change|history|against|whole)\b/.test(arg) || /^[^-].*\.json$/i.test(arg)
  return args.some(isOfModels) || (!!first && !first.startsWith('-'))
}

const usualReplications = 20
const numbers = {
  seed: { least: 0, most: 2 ** 32 - 1 },
  replications: { least: 1, most: 100_000 },
} as const

export function readModelRequest(args: readonly string[]): Result<ModelRequest, string> {
  let path: string | undefined
  let isJson = false
  let isHistory = false
  let isWhole = false
  let against: string | undefined
  const changes: string[] = []
  const said = { seed: 1, replications: usualReplications }
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string
    if (!arg.startsWith('--')) {
      if (path !== undefined) return failure(`One model at a time: ${path} or ${arg}. Usage: ${modelUsage}`)
      path = arg
      continue
    }
    const [, name = '', joined] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? []
    if ((name === 'json' || name === 'history' || name === 'whole') && joined === undefined) {
      if (name === 'json') isJson = true
      else if (name === 'whole') isWhole = true
      else isHistory = true
      continue
    }
    const text = joined ?? args[++index]
    if (name === 'change') {
      if (text === undefined) return failure('--change takes a change, such as "queue support strategy=fewestHandled".')
      changes.push(text)
    } else if (name === 'against') {
      if (!text) return failure('--against takes the file of another model with the same queues.')
      against = text
    } else if (name === 'seed' || name === 'replications') {
      const { least, most } = numbers[name]
      const value = Number(text)
      if (text === undefined || text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
        return failure(`--${name} takes a whole number from ${least} to ${most}.`)
      }
      said[name] = value
    } else return failure(`I do not know ${arg}. Usage: ${modelUsage}`)
  }
  if (path === undefined) return failure(`Name a model. Usage: ${modelUsage}`)
  if (against !== undefined && changes.length > 0) return failure('Say --change or --against: the other world is one.')
  return success({ path, isHistory, isJson, isWhole, changes, against, ...said })
}

/** `--seed N`, and nothing else; 1 when it is not said. */
export function readSeed(args: readonly string[]): Result<number, string> {
  const request = readModelRequest(['a model', ...args])
  if (!request.ok) return request
  const { seed, replications, isJson, isWhole, isHistory, changes, against } = request.value
  const isSeedAlone =
    replications === usualReplications &&
    !isJson &&
    !isWhole &&
    !isHistory &&
    changes.length === 0 &&
    against === undefined
  return isSeedAlone ? success(seed) : failure('--compare takes --seed N, and nothing else.')
}
