import { isRequirement, type Requirement } from '../../routing/index.ts'
import type { BlockType } from '../block-type.ts'
import { blockTypes } from '../blocks/index.ts'
import type { Block, BlockId, FlowDefinition, Json } from '../flow.ts'
import type { ReferredTo } from '../settings-schema.ts'
import { variableName } from '../settings-schema.ts'
import { circlesOf, reachedFrom } from './graph.ts'
import type { FlowProblem, FlowProblemCode, Known } from './problem.ts'
import { type Path, walkSettings } from './walk-settings.ts'

export type { FlowProblem, FlowProblemCode, Known } from './problem.ts'

/**
 * Everything that stands against publishing a definition, and what its drawer likely did not mean, in the order of its blocks.
 * The definition has the shape that `FlowDefinitionSchema` asks for; settings may be anything. Quick enough to be asked at each
 * key that is pressed in the designer.
 */
export function problemsIn(definition: FlowDefinition, known: Known): readonly FlowProblem[] {
  return new Inspection(definition, known).problems()
}

/** Flows that this one calls. */
export function flowsCalledBy(definition: FlowDefinition): readonly string[] {
  const called = new Set<string>()
  const none = () => undefined
  const refers = (_path: Path, what: ReferredTo, id: string) => what === 'flow' && called.add(id)
  for (const { kind, settings } of definition.blocks) {
    const type = blockTypes.get(kind)
    if (type) walkSettings(type.settings, settings, { wrong: none, words: none, requirement: none, refers })
  }
  return [...called]
}

interface Place {
  readonly blockId: BlockId
  readonly path: Path
}

class Inspection {
  readonly #definition: FlowDefinition
  readonly #known: Known
  readonly #found: FlowProblem[] = []
  readonly #asked = new Map<string, Place[]>()
  readonly #set = new Set<string>()
  readonly #spoken = new Set<string>()
  readonly #words: (Place & { readonly languages: readonly string[] })[] = []
  readonly #calls = new Set<string>()

  constructor(definition: FlowDefinition, known: Known) {
    this.#definition = definition
    this.#known = known
    for (const language of known.languages) this.#spoken.add(language)
  }

  problems(): readonly FlowProblem[] {
    const blocks = new Map<BlockId, Block>()
    for (const block of this.#definition.blocks) {
      if (blocks.has(block.blockId)) this.#add('block-twice', block.blockId)
      blocks.set(block.blockId, block)
    }
    this.#ofWhole(blocks)
    for (const block of blocks.values()) this.#ofBlock(block, blocks)
    this.#ofWays(blocks)
    this.#ofVariables()
    this.#ofLanguages()
    this.#ofCalls()
    const order = new Map([...blocks.keys()].map((blockId, index) => [blockId as string, index]))
    const placeOf = ({ blockId }: FlowProblem) => (blockId === null ? -1 : (order.get(blockId) ?? 0))
    return this.#found.sort((one, other) => placeOf(one) - placeOf(other))
  }

  #add(code: FlowProblemCode, blockId: BlockId | null, others: Partial<FlowProblem> = {}): void {
    this.#found.push({ code, severity: 'error', blockId, values: {}, ...others })
  }

  #ofWhole(blocks: ReadonlyMap<BlockId, Block>): void {
    const { start, fallbackQueueId, variables } = this.#definition
    if (!blocks.has(start)) this.#add('start-missing', null)
    const queues = this.#known.ids.queue
    if (fallbackQueueId && queues && !queues.has(fallbackQueueId)) {
      this.#add('queue-missing', null, { path: ['fallbackQueueId'], values: { id: fallbackQueueId } })
    }
    const names = new Set<string>()
    for (const [index, { name }] of variables.entries()) {
      const path = ['variables', index, 'name']
      if (!new RegExp(variableName).test(name)) this.#add('setting-wrong', null, { path })
      if (names.has(name)) this.#add('variable-twice', null, { path, values: { variable: name } })
      names.add(name)
    }
  }

  #ofBlock(block: Block, blocks: ReadonlyMap<BlockId, Block>): void {
    const { blockId, kind, settings, exits } = block
    const type = blockTypes.get(kind)
    if (!type) {
      this.#add('block-of-unknown-kind', blockId, { values: { kind } })
      return
    }
    const before = this.#found.length
    this.#ofSettings(type, blockId, settings)
    for (const channel of this.#known.channels) {
      if (type.channels.includes(channel)) continue
      this.#add('block-not-on-channel', blockId, { severity: 'warning', values: { kind, channel } })
    }
    // What a type says of its settings it says of right ones only.
    if (this.#found.slice(before).some(({ severity }) => severity === 'error')) return
    for (const { path, problem, values = {} } of type.check?.(settings, this.#definition) ?? []) {
      this.#add(problem, blockId, { path, values })
    }
    const known = type.exits(settings)
    for (const { name, isOptional } of known) {
      if (exits[name] === undefined && !isOptional) this.#add('exit-leads-nowhere', blockId, { exit: name })
    }
    for (const [exit, to] of Object.entries(exits)) {
      if (!known.some(({ name }) => name === exit)) {
        this.#add('exit-unknown', blockId, { exit, severity: 'warning' })
      } else if (!blocks.has(to)) this.#add('exit-leads-to-missing-block', blockId, { exit })
    }
  }

  #ofSettings(type: BlockType, blockId: BlockId, settings: Json): void {
    walkSettings(type.settings, settings, {
      wrong: (path, code, values = {}) => this.#add(code, blockId, { path, values }),
      refers: (path, what, id) => this.#refers({ blockId, path }, what, id),
      words: (path, languages) => {
        this.#words.push({ blockId, path, languages })
        for (const language of languages) this.#spoken.add(language)
      },
      requirement: (path, value) => {
        if (!isRequirement(value)) {
          this.#add('requirement-wrong', blockId, { path })
          return
        }
        for (const skillId of skillsIn(value)) this.#refers({ blockId, path }, 'skill', skillId)
      },
    })
  }

  #refers(place: Place, what: ReferredTo, id: string): void {
    const { blockId, path } = place
    if (what === 'variable') {
      this.#asked.set(id, [...(this.#asked.get(id) ?? []), place])
    } else if (what === 'set-variable') {
      this.#set.add(id)
      if (!this.#isDeclared(id)) this.#add('variable-not-declared', blockId, { path, values: { variable: id } })
    } else if (what === 'language') this.#spoken.add(id)
    else if (what === 'flow') {
      this.#calls.add(id)
      const exists = this.#known.flows.has(id) || id === this.#known.flowId
      if (!exists) this.#add('flow-missing', blockId, { path, values: { id } })
    } else {
      const ids = this.#known.ids[what]
      if (ids && !ids.has(id)) this.#add(`${what}-missing`, blockId, { path, values: { id } })
      else if (what === 'prompt') {
        const languages = this.#known.languagesOfPrompt?.(id)
        if (languages) this.#words.push({ ...place, languages })
      }
    }
  }

  #isDeclared = (name: string): boolean => this.#definition.variables.some((variable) => variable.name === name)

  #ofWays(blocks: ReadonlyMap<BlockId, Block>): void {
    const reached = reachedFrom(this.#definition.start, blocks)
    for (const blockId of blocks.keys()) {
      if (!reached.has(blockId)) this.#add('block-not-reached', blockId, { severity: 'warning' })
    }
    const restless = circlesOf([...blocks.values()], ({ kind }) => {
      const type = blockTypes.get(kind)
      return type !== undefined && type.on === undefined && kind !== 'call-flow'
    })
    for (const { blockId } of restless) this.#add('circle-without-rest', blockId)
  }

  #ofVariables(): void {
    for (const [variable, places] of this.#asked) {
      const values = { variable }
      const isSecret = this.#definition.variables.some(({ name, isSecret }) => name === variable && isSecret)
      for (const { blockId, path } of places) {
        if (!this.#isDeclared(variable)) this.#add('variable-not-declared', blockId, { path, values })
        else if (!this.#set.has(variable)) {
          // The flow that calls this one, or one that it calls, may fill it in.
          this.#add('variable-never-set', blockId, { path, values, severity: 'warning' })
        }
        if (isSecret && path[path.length - 1] === 'variable' && path.length > 2) {
          this.#add('secret-said', blockId, { path, values, severity: 'warning' })
        }
      }
    }
  }

  #ofLanguages(): void {
    for (const { blockId, path, languages } of this.#words) {
      for (const language of this.#spoken) {
        if (languages.includes(language)) continue
        this.#add('language-missing', blockId, { path, values: { language }, severity: 'warning' })
      }
    }
  }

  #ofCalls(): void {
    const { flowId, flows } = this.#known
    if (flowId === null) return
    const seen = new Set<string>()
    const open = [...this.#calls]
    for (let called = open.pop(); called !== undefined; called = open.pop()) {
      if (called === flowId) {
        this.#add('flow-calls-itself', null)
        return
      }
      if (seen.has(called)) continue
      seen.add(called)
      open.push(...(flows.get(called) ?? []))
    }
  }
}

function skillsIn(requirement: Requirement): readonly string[] {
  if ('skillId' in requirement) return [requirement.skillId]
  if ('not' in requirement) return skillsIn(requirement.not)
  return ('all' in requirement ? requirement.all : requirement.any).flatMap(skillsIn)
}
