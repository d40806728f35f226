import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { failure, type Result, success } from '#kernel/result.ts'
import { answerOf } from './answer.ts'
import { answerTable } from './answer-table.ts'
import type { ModelRequest } from './arguments.ts'
import { changeModel } from './change.ts'
import type { Simulate } from './comparison/compared.ts'
import { compareAll, comparisonPage } from './comparison/page.ts'
import { compareWorlds } from './difference.ts'
import { differenceTable } from './difference-table.ts'
import { needsProcesses } from './flows/needs-processes.ts'
import { readHistory } from './history/index.ts'
import type { Model } from './model.ts'
import { readModel } from './read-model.ts'
import { type Run, runOnCores } from './run-model.ts'
import { beyondProduct } from './whole/beyond-product.ts'

/** Runs the model that was asked for, and resolves to what belongs on the standard output. */
export async function simulateModel(request: ModelRequest, program: URL): Promise<Result<string, string>> {
  const read = readFile(request.path)
  if (!read.ok) return read
  const model = request.isHistory ? fromHistory(read.value) : readModel(read.value, request.path)
  if (!model.ok) return failure(`${request.path}: ${model.error}`)
  const other = otherWorld(model.value, request)
  if (!other.ok) return other
  // Two worlds are lived through in the same way, or their difference would be that of the ways.
  const hasFlows = needsProcesses(model.value) || (other.value !== undefined && needsProcesses(other.value))
  const isWhole = request.isWhole || hasFlows
  const wrong = isWhole ? beyondEither(model.value, other.value, request) : null
  if (wrong !== null) return failure(wrong)
  return runWorlds({ model: model.value, other: other.value }, { ...request, isWhole }, program)
}

/** What the whole product cannot live through, with the file in which it stands. */
function beyondEither(model: Model, other: Model | undefined, { path, against = path }: ModelRequest): string | null {
  const [first, second] = [beyondProduct(model), other ? beyondProduct(other) : null]
  if (first !== null) return `${path}: ${first}`
  return second === null ? null : `${against}: ${second}`
}

/** @returns undefined where one world is asked for */
function otherWorld(model: Model, { changes, against }: ModelRequest): Result<Model | undefined, string> {
  if (against !== undefined) return modelAgainst(model, against)
  let changed: Model | undefined
  for (const change of changes) {
    const next = changeModel(changed ?? model, change)
    if (!next.ok) return next
    changed = next.value
  }
  return success(changed)
}

function modelAgainst(model: Model, path: string): Result<Model, string> {
  const read = readFile(path)
  if (!read.ok) return read
  const other = readModel(read.value, path)
  if (!other.ok) return failure(`${path}: ${other.error}`)
  const ids = (of: Model) => JSON.stringify(of.queues.map(({ id }) => id))
  const isAlike = ids(other.value) === ids(model) && other.value.horizonMs === model.horizonMs
  return isAlike ? other : failure(`${path}: it has to have the same queues, in the same order, and the same horizon.`)
}

/** What it leaves out is said beside the answer. */
function fromHistory(text: string): Result<Model, string> {
  const made = readHistory(text)
  if (!made.ok) return made
  for (const remark of made.value.remarks) process.stderr.write(`${remark}\n`)
  return success(made.value.model)
}

/** The page that compares the simulator with theory and with published numbers. Takes minutes. */
export async function comparePage(seed: number, program: URL): Promise<string> {
  // Each house has a seed of its own: with one for all, chance would be off in the same direction everywhere.
  let next = seed
  const simulate: Simulate = async (model, replications) => {
    const own = next++
    return answerOf(model, own, await count({ model, seed: own, replications }, program))
  }
  return comparisonPage(await compareAll(simulate), seed)
}

/** Runs one world, or two of them, which meet the same customers. */
async function runWorlds(
  { model, other }: { readonly model: Model; readonly other: Model | undefined },
  { changes, against, seed, replications, isJson, isWhole }: ModelRequest,
  program: URL,
): Promise<Result<string, string>> {
  const counted = await count({ model, seed, replications, isWhole }, program)
  const answer = answerOf(model, seed, counted, isWhole)
  if (!other) return success(isJson ? JSON.stringify(answer, null, 2) : answerTable(answer))
  const after = await count({ model: other, seed, replications, isWhole }, program)
  const comparison = compareWorlds({ model, counted }, { model: other, counted: after })
  const said = against === undefined ? changes : [`as ${against} has it`]
  if (!isJson) return success(differenceTable(comparison, said, { seed, replications, isWhole }))
  return success(
    JSON.stringify(
      { changes: said, before: answer, after: answerOf(other, seed, after, isWhole), ...comparison },
      null,
      2,
    ),
  )
}

async function count(run: Run, program: URL) {
  const progress = progressLine(run.replications)
  const counted = await runOnCores(run, { program, threads: availableParallelism(), onDone: progress.tell })
  progress.end()
  return counted
}

/** On a terminal alone: a line that is written over. */
function progressLine(replications: number) {
  const { stderr } = process
  if (!stderr.isTTY) return { tell: () => {}, end: () => {} }
  return {
    tell: (count: number) => stderr.write(`\r${count} of ${replications} replications`),
    end: () => stderr.write('\r\u001b[K'),
  }
}

function readFile(path: string): Result<string, string> {
  try {
    return success(readFileSync(path, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return failure(`${path} cannot be read: ${reason}. Name a file that is there.`)
  }
}
