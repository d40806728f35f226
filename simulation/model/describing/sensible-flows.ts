import { blockTypes, type FlowProblem, flowsCalledBy, type Known, problemsIn } from '#domain/flows/index.ts'
import { unsorted } from '../arrivals.ts'
import { askingKinds } from '../flows/answers.ts'
import type { CallersAt, Model, ModelFlow } from '../model.ts'
import { definitionOf, namedBy } from './flows.ts'

/** What no schema says of flows, and of who comes through them: a sentence that names the place, or `null`. */

/** Blocks that decide by what no model says: who a customer is, what others answer, what day it is. */
const unknownKinds: ReadonlySet<string> = new Set(['incident', 'schedule'])

/** @param isRegion of the shipped countries */
export function senselessFlows(model: Model, isRegion: (code: string) => boolean): string | null {
  const { flows = [], entrances = [], hours = [], queues } = model
  const twice = repeated('flows', flows) ?? repeated('entrances', entrances) ?? repeated('hours', hours)
  if (twice) return twice
  for (const [i, { open }] of hours.entries()) {
    const wrong = open.findIndex(({ fromMs, toMs }, k) => toMs <= fromMs || fromMs < (open[k - 1]?.toMs ?? 0))
    if (wrong >= 0)
      return `hours[${i}].open[${wrong}] ends before it begins, or begins before the last one ended: set it right.`
  }
  for (const [i, flow] of flows.entries()) {
    const wrong = senselessFlow(`flows[${i}]`, flow, model)
    if (wrong) return wrong
  }
  const unknown = (at: string, name: string) =>
    flows.some(({ id }) => id === name)
      ? null
      : `${at} is ${JSON.stringify(name)}, and no flow has that id: ${flows.length > 0 ? `write one of ${flows.map(({ id }) => id).join(', ')}` : 'add it to flows'}.`
  for (const [i, { flow, regions = [], arrivals }] of entrances.entries()) {
    const at = `entrances[${i}]`
    const wrong = unknown(`${at}.flow`, flow) ?? unsorted(at, arrivals)
    if (wrong) return wrong
    const region = regions.findIndex((one) => !isRegion(one.region))
    if (region >= 0)
      return `${at}.regions[${region}].region is ${JSON.stringify(regions[region]?.region)}, which is no region of the shipped countries: write its ISO 3166-2 code, such as "GE-TB".`
    if (regions.reduce((sum, one) => sum + one.share, 0) > 1 + 1e-9)
      return `${at}.regions have shares of more than 1 in all: write 1 at most.`
  }
  for (const [i, { arrivesThrough, arrivals, channel = 'voice', greeting, diversions = [] }] of queues.entries()) {
    const at = `queues[${i}]`
    for (const [k, { to }] of diversions.entries()) {
      const wrong = to.kind === 'flow' ? unknown(`${at}.diversions[${k}].to.id`, to.id) : null
      if (wrong) return wrong
    }
    if (arrivesThrough === undefined) continue
    const wrong = unknown(`${at}.arrivesThrough`, arrivesThrough)
    if (wrong) return wrong
    if (!arrivals) return `${at}.arrivesThrough is there, and nobody arrives: add arrivals.`
    if (channel !== 'voice')
      return `${at}.arrivesThrough is there, and nobody hears a flow who brings work of ${channel}: leave it out.`
    if (greeting) return `${at} has a greeting and arrivesThrough: let the flow greet.`
  }
  return null
}

function senselessFlow(at: string, flow: ModelFlow, model: Model): string | null {
  if (typeof flow.definition === 'string')
    return `${at}.definition names the file ${JSON.stringify(flow.definition)}, which is not read here: put the definition itself in its place.`
  const definition = definitionOf(flow)
  const [problem] = problemsIn(definition, knownOf(flow, model)).filter(({ severity }) => severity === 'error')
  if (problem) return `${at}.definition${sentenceOf(problem)}`
  const kinds = new Map<string, string>(definition.blocks.map(({ blockId, kind }) => [blockId, kind]))
  for (const [blockId, callers] of Object.entries(flow.blocks ?? {})) {
    const kind = kinds.get(blockId)
    if (kind === undefined)
      return `${at}.blocks.${blockId} is there, and the definition has no such block: write one of ${[...kinds.keys()].join(', ')}.`
    const block = definition.blocks.find((one) => one.blockId === blockId)
    const wrong = senselessCallers(`${at}.blocks.${blockId}`, callers, Object.keys(block?.exits ?? {}))
    if (wrong) return wrong
  }
  for (const { blockId, kind } of definition.blocks) {
    const callers = flow.blocks?.[blockId]
    if (askingKinds.has(kind) && !callers)
      return `${at}.blocks has no ${blockId}, which is a block that asks (${kind}): say what callers answer there, such as "${blockId}": { "keys": { "1": 0.9 }, "hangUp": 0.02 }.`
    if (kind === 'transfer' && !callers?.talks)
      return `${at}.blocks has no ${blockId}.talks, and that block calls a number: say how long callers talk there.`
    if (unknownKinds.has(kind) && !callers?.exits)
      return `${at}.blocks has no ${blockId}.exits, and no model says what that block (${kind}) decides by: say how many go on by each exit.`
  }
  return null
}

function senselessCallers(at: string, { keys = {}, hangUp = 0, exits }: CallersAt, known: readonly string[]) {
  const all = sumOf([...Object.values(keys), hangUp])
  if (all > 1 + 1e-9) return `${at} has keys and hangUp of ${all} in all: write 1 at most.`
  if (!exits) return null
  const unknown = Object.keys(exits).find((exit) => !known.includes(exit))
  if (unknown !== undefined)
    return `${at}.exits has ${JSON.stringify(unknown)}, which leads nowhere: write one of ${known.join(', ')}.`
  const sum = sumOf(Object.values(exits))
  return Math.abs(sum - 1) > 1e-6 ? `${at}.exits have shares of ${sum} in all: write 1.` : null
}

/** As somebody writes it down. */
const sumOf = (shares: readonly number[]): number => Number(shares.reduce((sum, share) => sum + share, 0).toFixed(9))

/** What a flow may refer to. Prompts are sound, of which a model knows the length alone. */
function knownOf(flow: ModelFlow, { queues, flows = [], hours = [] }: Model): Known {
  const named = namedBy(flow)
  // The names that the definition itself uses.
  const ids = (all: readonly { readonly id: string }[]) => {
    const here = new Set(all.map(({ id }) => id))
    const there = Object.keys(flow.names ?? {}).filter((id) => here.has(named('queue', id)))
    return new Set([...here, ...there])
  }
  const called = (one: ModelFlow) =>
    typeof one.definition === 'string' ? [] : flowsCalledBy(one.definition).map((id) => namedBy(one)('flow', id))
  const calls = new Map(flows.map((one) => [one.id, called(one)]))
  const withNames = [...ids(flows)].map((id): [string, readonly string[]] => [id, calls.get(named('flow', id)) ?? []])
  return {
    flowId: flow.id as Known['flowId'],
    channels: ['voice'],
    languages: [],
    ids: { queue: ids(queues), hours: ids(hours), segment: new Set(), tier: new Set() },
    flows: new Map(withNames),
  }
}

/** The code of a problem is its sentence, and what it is about stands behind it. */
function sentenceOf({ code, blockId, path = [], exit, values }: FlowProblem): string {
  const where = blockId === null ? '' : `, block ${JSON.stringify(blockId)}`
  const about = [
    ...(exit === undefined ? [] : [exit]),
    ...(path.length > 0 ? [`settings.${path.join('.')}`] : []),
    ...Object.entries(values).map(([name, value]) => `${name} ${JSON.stringify(value)}`),
  ]
  const hint = code === 'block-of-unknown-kind' ? `; there are ${[...blockTypes.keys()].join(', ')}` : ''
  return `${where}: ${code.replaceAll('-', ' ')}${about.length > 0 ? ` (${about.join(', ')})` : ''}${hint}. Mend it there.`
}

function repeated(at: string, all: readonly { readonly id: string }[]): string | null {
  const ids = all.map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) < i)
  return twice === undefined ? null : `${at} have the id ${JSON.stringify(twice)} twice: give each an id of its own.`
}
