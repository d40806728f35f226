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
import { readHistory } from './history/index.ts'
import type { Model } from './model.ts'
import { readModel } from './read-model.ts'
import { runOnCores } from './run-model.ts'

/** Runs the model that was asked for, and resolves to what belongs on the standard output. */
export async function simulateModel(request: ModelRequest, program: URL): Promise<Result<string, string>> {
  const read = readFile(request.path)
  if (!read.ok) return read
  const model = request.isHistory ? fromHistory(read.value) : readModel(read.value)
  if (!model.ok) return failure(`${request.path}: ${model.error}`)
  return runWorlds(model.value, request, program)
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
    return answerOf(model, own, await count(model, own, replications, program))
  }
  return comparisonPage(await compareAll(simulate), seed)
}

/** Runs one world, or with changes two of them, which meet the same customers. */
export async function runWorlds(
  model: Model,
  { changes, seed, replications, isJson }: Omit<ModelRequest, 'path' | 'isHistory'>,
  program: URL,
): Promise<Result<string, string>> {
  let changed = model
  for (const change of changes) {
    const next = changeModel(changed, change)
    if (!next.ok) return next
    changed = next.value
  }
  const counted = await count(model, seed, replications, program)
  const answer = answerOf(model, seed, counted)
  if (changes.length === 0) return success(isJson ? JSON.stringify(answer, null, 2) : answerTable(answer))
  const after = await count(changed, seed, replications, program)
  const comparison = compareWorlds({ model, counted }, { model: changed, counted: after })
  if (!isJson) return success(differenceTable(comparison, changes, { seed, replications }))
  return success(
    JSON.stringify({ changes, before: answer, after: answerOf(changed, seed, after), ...comparison }, null, 2),
  )
}

async function count(model: Model, seed: number, replications: number, program: URL) {
  const progress = progressLine(replications)
  const counted = await runOnCores(
    { model, seed, replications },
    { program, threads: availableParallelism(), onDone: progress.tell },
  )
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
