import { isRequirement, type Requirement } from '../routing/index.ts'
import { blockTypes } from './blocks/index.ts'
import type { FlowDefinition, Json } from './flow.ts'
import { type Path, walkSettings } from './problems/walk-settings.ts'
import type { ReferredTo } from './settings-schema.ts'

/** What is at home elsewhere: ids of the flow itself, its blocks and variables stay. */
export type RenamedThing = Exclude<ReferredTo, 'variable' | 'set-variable' | 'language'>

/**
 * The same flow in a house where what it refers to has other ids. What is no setting of its kind stays as it is: `problemsIn`
 * says so.
 * @param nameOf the id there
 */
export function renamed(
  definition: FlowDefinition,
  nameOf: (what: RenamedThing, id: string) => string,
): FlowDefinition {
  const blocks = definition.blocks.map((block) => {
    const type = blockTypes.get(block.kind)
    if (!type) return block
    const settings = structuredClone(block.settings) as Json
    const none = () => undefined
    walkSettings(type.settings, block.settings, {
      ...{ wrong: none, words: none },
      refers: (path, what, id) => {
        if (what !== 'variable' && what !== 'set-variable' && what !== 'language') put(settings, path, nameOf(what, id))
      },
      requirement: (path, value) => {
        if (isRequirement(value)) put(settings, path, withSkills(value, nameOf) as unknown as Json)
      },
    })
    return { ...block, settings }
  })
  const { fallbackQueueId } = definition
  return {
    ...definition,
    blocks,
    ...(fallbackQueueId && { fallbackQueueId: nameOf('queue', fallbackQueueId) as typeof fallbackQueueId }),
  }
}

function put(settings: Json, path: Path, value: Json): void {
  const last = path.at(-1)
  let inside = settings as unknown as Record<string | number, Json>
  for (const step of path.slice(0, -1)) inside = inside[step] as unknown as typeof inside
  if (last !== undefined) inside[last] = value
}

function withSkills(asked: Requirement, nameOf: (what: 'skill', id: string) => string): Requirement {
  if ('skillId' in asked) return { ...asked, skillId: nameOf('skill', asked.skillId) as typeof asked.skillId }
  if ('not' in asked) return { not: withSkills(asked.not, nameOf) }
  if ('all' in asked) return { all: asked.all.map((part) => withSkills(part, nameOf)) }
  return { any: asked.any.map((part) => withSkills(part, nameOf)) }
}
