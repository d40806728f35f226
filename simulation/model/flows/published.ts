import { type FlowDefinition, type Json, renamed, type Said } from '#domain/flows/index.ts'
import type { FlowId, FlowVersionId } from '#kernel/ids.ts'
import type { Published } from '../../published-flows.ts'
import { type CallersAt, definitionOf, type ModelFlow, namedBy } from '../describing/flows.ts'
import { flowIdAt, queueIdAt } from '../house.ts'
import { skillIdOf } from '../house-queue.ts'
import type { Model } from '../model.ts'

/** Read aloud so many letters pass in a second; what has no words is as long as many prompts are. */
const lettersPerSecond = 15
const shortestMs = 500
const usualPromptMs = 5000
const pieceMs = 600

/** The flows of a model as its core has them published: by the ids of the house, and all that they say by how long it is. */
export function publishedOf(model: Model): Published {
  const sources = new Map<FlowId, NonNullable<ReturnType<Published['sourceOf']>>>()
  for (const [index, flow] of (model.flows ?? []).entries()) {
    const flowId = flowIdAt(index)
    const versionId = `flv_${index}` as FlowVersionId
    sources.set(flowId, { flowId, versionId, definition: atHome(flow, model) })
  }
  return {
    sourceOf: (flowId) => sources.get(flowId),
    prompts: {
      itemOf: (name, language) => ({ kind: 'prompt', name, language }),
      soundOf: (item, language) => [{ kind: 'prompt', name: soundOfLength(lengthOfSaid(item, language)) }],
      soundOfWords: () => ({ kind: 'prompt', name: soundOfLength(pieceMs) }),
    },
  }
}

function atHome(flow: ModelFlow, { queues, flows = [] }: Model): FlowDefinition {
  const named = namedBy(flow)
  const definition = renamed(definitionOf(flow), (what, id) => {
    const name = named(what, id)
    if (what === 'queue') return queueIdAt(queues.findIndex((queue) => queue.id === name))
    if (what === 'flow') return flowIdAt(flows.findIndex((other) => other.id === name))
    return what === 'skill' ? skillIdOf(name) : name
  })
  return { ...definition, blocks: definition.blocks.map((block) => asTold(block, flow.blocks?.[block.blockId])) }
}

type Block = FlowDefinition['blocks'][number]

/** What a model says of a block stands in its place: how long that is which it says, or by which exits callers go on. */
function asTold(block: Block, callers: CallersAt | undefined): Block {
  if (callers?.exits) return byChance(block, callers.exits)
  return callers?.lengthMs === undefined ? block : lasting(block, callers.lengthMs)
}

function byChance(block: Block, shares: Readonly<Record<string, number>>): Block {
  const cases = Object.entries(shares).map(([exit, share]) => ({ caseId: exit, label: exit, percent: 100 * share }))
  const exits = Object.entries(block.exits).map(([exit, to]) => [`${byChanceBegins}${exit}`, to])
  return { ...block, kind: 'split', settings: { cases }, exits: Object.fromEntries(exits) }
}
const byChanceBegins = 'case-'
/** An exit as whoever drew the flow calls it. */
export const exitOf = (exit: string, callers: CallersAt | undefined): string =>
  callers?.exits ? exit.slice(byChanceBegins.length) : exit

/** A block that says something says one thing that is so long. */
function lasting(block: Block, ms: number): Block {
  const said = [{ kind: 'prompt', promptId: soundOfLength(ms) }]
  const settings: Record<string, Json> = { ...(block.settings as Readonly<Record<string, Json>>) }
  for (const field of ['items', 'question', 'offer']) if (field in settings) settings[field] = said
  return { ...block, settings }
}

/** How long it takes until it was heard. */
export function lengthOfSaid(item: Said, language: string): number {
  if (item.kind !== 'text') return usualPromptMs
  const words = item.words[language] ?? Object.values(item.words)[0] ?? ''
  return Math.max(shortestMs, Math.round((1000 * words.length) / lettersPerSecond))
}

const soundOfLength = (ms: number): string => `${soundBegins}${Math.round(ms)}`
const soundBegins = 'said-'
/** How long a prompt of that name is; undefined: it is none of a flow. */
export const lengthOfSound = (name: string): number | undefined =>
  name.startsWith(soundBegins) ? Number(name.slice(soundBegins.length)) : undefined
