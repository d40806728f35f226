import { failure, type Result, success } from '#kernel/result.ts'
import { type Model, ModelSchema, mostAgents } from './model.ts'
import { checkShape, type Shape } from './shape.ts'

/** The model that a file's text describes, or a sentence that names the place and says what to do. */
export function readModel(text: string): Result<Model, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return failure(`the model is no JSON: ${error instanceof Error ? error.message : String(error)}. Repair it there.`)
  }
  return checkModel(value)
}

export function checkModel(value: unknown): Result<Model, string> {
  const shape = checkShape(ModelSchema as unknown as Shape, value, 'the model')
  if (!shape.ok) return shape
  const model = value as Model
  const wrong = senseless(model)
  return wrong === null ? success(model) : failure(wrong)
}

/** What no schema says. */
function senseless(model: Model): string | null {
  const { horizonMs, warmupMs = 0, queues, agents } = model
  if (warmupMs >= horizonMs) return `warmupMs is ${warmupMs}: write less than horizonMs, which is ${horizonMs}.`
  const places = new Map<string, number>()
  for (const [i, queue] of queues.entries()) {
    const other = places.get(queue.id)
    if (other !== undefined) {
      return `queues[${i}].id is ${JSON.stringify(queue.id)}, and so is queues[${other}].id: give each queue an id of its own.`
    }
    places.set(queue.id, i)
    const skill = repeated((queue.requires ?? []).map((required) => required.skill))
    if (skill) return `queues[${i}].requires names ${skill} twice: leave one of them out.`
    const step = repeated((queue.relaxation ?? []).map(({ afterMs }) => `${afterMs}`))
    if (step) return `queues[${i}].relaxation has two steps after ${step.slice(1, -1)} ms: make one of them.`
    if ('atMs' in queue.arrivals) {
      const { atMs } = queue.arrivals
      const early = atMs.findIndex((at, k) => k > 0 && at < (atMs[k - 1] as number))
      if (early >= 0) return `queues[${i}].arrivals.atMs[${early}] is before the one before it: sort the moments.`
    }
  }
  return senselessAgents(agents, places)
}

function senselessAgents(agents: Model['agents'], queues: ReadonlyMap<string, number>): string | null {
  const count = agents.reduce((sum, group) => sum + group.count, 0)
  if (count > mostAgents) return `agents are ${count} in all: write ${mostAgents} at most.`
  const groupIds = repeated(agents.flatMap(({ id }) => (id === undefined ? [] : [id])))
  if (groupIds) return `agents have the id ${groupIds} twice: give each group an id of its own.`
  for (const [i, group] of agents.entries()) {
    const at = `agents[${i}]`
    const unknown = group.queues.findIndex(({ id }) => !queues.has(id))
    if (unknown >= 0) {
      const known = [...queues.keys()].slice(0, 10).join(', ')
      return `${at}.queues[${unknown}].id is ${JSON.stringify(group.queues[unknown]?.id)}, and no queue has that id: write one of ${known}.`
    }
    const queue = repeated(group.queues.map(({ id }) => id))
    if (queue) return `${at}.queues names ${queue} twice: leave one of them out.`
    const skill = Array.isArray(group.skills) && repeated(group.skills.map((one) => one.skill))
    if (skill) return `${at}.skills names ${skill} twice: leave one of them out.`
    const wrong = (group.shifts ?? []).findIndex(
      ({ fromMs, toMs }, k, all) => toMs <= fromMs || fromMs < (all[k - 1]?.toMs ?? 0),
    )
    if (wrong >= 0)
      return `${at}.shifts[${wrong}] ends before it begins, or begins before the last one ended: set it right.`
  }
  return null
}

function repeated(names: readonly string[]): string | null {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) return JSON.stringify(name)
    seen.add(name)
  }
  return null
}
