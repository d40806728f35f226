import { failure, type Result } from '#kernel/result.ts'
import type { Model } from './model.ts'
import { checkModel } from './read-model.ts'

/**
 * A model in which one thing is otherwise, as it is said on a command line: `queue support strategy=fewestHandled`,
 * `queue support handle.exponentialMeanMs=150000`, `agents evening count=12`, `carrier first share=0.4`, `flow hotline blocks.menu.keys.1=0.7`, `entrance front arrivals.poissonPerHour=90`. An id with a space in it stands in quotes.
 */
export function changeModel(model: Model, change: string): Result<Model, string> {
  const [, kind, quoted, path, value] =
    /^\s*(queue|agents|carrier|flow|entrance)\s+("[^"]+"|\S+)\s+([A-Za-z]+(?:\.[A-Za-z0-9*#_-]+|\[\d+\])*)=(.*)$/.exec(
      change,
    ) ?? []
  if (!kind || !quoted || !path || value === undefined) {
    return failure(`I do not understand the change "${change}": write it like "queue support strategy=fewestHandled".`)
  }
  const id = quoted.replace(/^"|"$/g, '')
  const copy = structuredClone(model)
  const { field, what } = kinds[kind as keyof typeof kinds]
  const all: readonly { readonly id?: string }[] = copy[field] ?? []
  const ids = all.map((one, i) => one.id ?? `${field}[${i}]`)
  const target = all[ids.indexOf(id)]
  if (!target) {
    return failure(
      `The change "${change}" names a ${what} that is not there: ${ids.length > 0 ? `write one of ${ids.join(', ')}` : `the model has no ${field}`}.`,
    )
  }
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '')
  const last = steps.pop() as string
  let inside = target as unknown as Record<string, unknown>
  for (const step of steps) {
    const next = inside[step]
    if (typeof next !== 'object' || next === null || !Object.hasOwn(inside, step)) {
      return failure(`The change "${change}" names ${step}, which is not there: set the whole of it.`)
    }
    inside = next as Record<string, unknown>
  }
  if (last === '__proto__') return failure(`The change "${change}" names no field.`)
  inside[last] = meantBy(value)
  const checked = checkModel(copy)
  return checked.ok ? checked : failure(`After the change "${change}" ${checked.error}`)
}

const kinds = {
  queue: { field: 'queues', what: 'queue' },
  agents: { field: 'agents', what: 'group' },
  carrier: { field: 'carriers', what: 'carrier' },
  flow: { field: 'flows', what: 'flow' },
  entrance: { field: 'entrances', what: 'entrance' },
} as const

/** JSON where it is, and else the text. */
function meantBy(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim()
  }
}
