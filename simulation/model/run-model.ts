import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { ReplicationCounts } from './counts.ts'
import { houseOf } from './house.ts'
import type { Model } from './model.ts'
import { replicate } from './replication.ts'

export interface Run {
  readonly model: Model
  readonly seed: number
  readonly replications: number
  /** The whole product lives through it; absent: the decider alone. */
  readonly isWhole?: boolean
}

/** All replications, one after the other. */
export function runModel({ model, seed, replications, isWhole = false }: Run): readonly ReplicationCounts[] {
  const house = houseOf(model)
  return Array.from({ length: replications }, (_, index) =>
    replicate(model, house, { seed, replication: index, isWhole }),
  )
}

/** What one thread does: every `step`th replication from `from` on. */
interface Share extends Run {
  readonly from: number
  readonly step: number
}

interface Done {
  readonly index: number
  readonly counts: ReplicationCounts
}

/**
 * The same on several cores; which of them did a replication changes nothing of it.
 * @param program the file that calls {@link workOnShare} in its threads
 * @param onDone after each replication, with how many are done
 */
export async function runOnCores(
  run: Run,
  { program, threads, onDone }: { readonly program: URL; readonly threads: number; onDone(count: number): void },
): Promise<readonly ReplicationCounts[]> {
  const all: ReplicationCounts[] = []
  let count = 0
  const one = (from: number, step: number) =>
    new Promise<void>((resolve, reject) => {
      const share: Share = { ...run, from, step }
      const worker = new Worker(program, { workerData: share })
      worker.on('message', ({ index, counts }: Done) => {
        all[index] = counts
        onDone(++count)
      })
      worker.once('error', reject)
      worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))))
    })
  const step = Math.max(1, Math.min(threads, run.replications))
  await Promise.all(Array.from({ length: step }, (_, from) => one(from, step)))
  return all
}

/** In a thread that {@link runOnCores} made: does its share. @returns false in the program's main thread */
export function workOnShare(): boolean {
  if (isMainThread) return false
  const { model, seed, replications, isWhole = false, from, step } = workerData as Share
  const house = houseOf(model)
  for (let index = from; index < replications; index += step) {
    const done: Done = { index, counts: replicate(model, house, { seed, replication: index, isWhole }) }
    parentPort?.postMessage(done)
  }
  return true
}
