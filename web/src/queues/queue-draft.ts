import type { AgentId } from '#kernel/ids.ts'
import type { CreateQueue, ManagedQueue } from '#protocol/http/queues.ts'

/** A queue as it is typed: times in seconds. */
export interface QueueDraft {
  readonly name: string
  readonly ringS: string
  readonly wrapUpS: string
  readonly extensions: string
  readonly coolDownS: string
  readonly parkS: string
  readonly priority: string
  readonly isAutoAnswered: boolean
  readonly members: readonly { readonly agentId: AgentId; readonly priority: string }[]
}

/** As routing has it for a queue of which nothing is said. */
const usual = { ringTimeoutMs: 20_000, wrapUpLimitMs: 60_000, wrapUpExtensions: 2, declineCoolDownMs: 30_000 }

export function queueDraft(queue: ManagedQueue | undefined): QueueDraft {
  const of = queue ?? { ...usual, name: '', parkTimeoutMs: 120_000, priority: 0, isAutoAnswered: false, members: [] }
  const seconds = (ms: number) => String(ms / 1000)
  return {
    name: of.name,
    ringS: seconds(of.ringTimeoutMs),
    wrapUpS: seconds(of.wrapUpLimitMs),
    extensions: String(of.wrapUpExtensions),
    coolDownS: seconds(of.declineCoolDownMs),
    parkS: seconds(of.parkTimeoutMs),
    priority: String(of.priority),
    isAutoAnswered: of.isAutoAnswered,
    members: of.members.map(({ agentId, priority }) => ({ agentId, priority: String(priority) })),
  }
}

export type NumberName = 'ringS' | 'wrapUpS' | 'extensions' | 'coolDownS' | 'parkS' | 'priority'
export const bounds: Readonly<Record<NumberName, readonly [number, number]>> = {
  ringS: [1, 86_400],
  wrapUpS: [0, 86_400],
  extensions: [0, 1000],
  coolDownS: [1, 86_400],
  parkS: [1, 86_400],
  priority: [-1000, 1000],
}

/** `undefined` for what is no number, or out of bounds. Seconds may have a fraction, counts may not. */
function read(text: string, name: NumberName): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  const [least, most] = bounds[name]
  const isWhole = Number.isInteger(name.endsWith('S') ? value * 1000 : value)
  return text.trim() !== '' && isWhole && value >= least && value <= most ? value : undefined
}

/** What is wrong with it, by field; a member's by the agent. */
export function queueProblems(draft: QueueDraft): ReadonlySet<'name' | NumberName | AgentId> {
  const problems = new Set<'name' | NumberName | AgentId>()
  if (draft.name.trim() === '') problems.add('name')
  for (const name of Object.keys(bounds) as NumberName[]) if (read(draft[name], name) === undefined) problems.add(name)
  for (const { agentId, priority } of draft.members) {
    if (read(priority, 'priority') === undefined) problems.add(agentId)
  }
  return problems
}

/** What is sent: call it when there are no problems. */
export function queueOf(draft: QueueDraft): CreateQueue {
  const number = (name: NumberName) => read(draft[name], name) ?? 0
  const ms = (name: NumberName) => Math.round(number(name) * 1000)
  return {
    name: draft.name.trim(),
    ringTimeoutMs: ms('ringS'),
    wrapUpLimitMs: ms('wrapUpS'),
    wrapUpExtensions: number('extensions'),
    declineCoolDownMs: ms('coolDownS'),
    parkTimeoutMs: ms('parkS'),
    priority: number('priority'),
    isAutoAnswered: draft.isAutoAnswered,
    members: draft.members.map(({ agentId, priority }) => ({ agentId, priority: read(priority, 'priority') ?? 0 })),
  }
}
