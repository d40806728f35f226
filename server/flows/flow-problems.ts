import { type FlowDefinition, type FlowProblem, type Known, problemsIn } from '#domain/flows/index.ts'
import type { FlowId } from '#kernel/ids.ts'
import type { FlowChannel, Language, FlowProblem as ToldProblem } from '#protocol/http/index.ts'
import type { NamedThings } from './named-things.ts'

interface Drawn {
  readonly flowId: FlowId
  readonly channels: readonly FlowChannel[]
  readonly languages: readonly Language[]
  readonly definition: FlowDefinition
}

/** What stands against publishing it, and what its drawer likely did not mean. */
export const problemsOf = ({ definition, ...flow }: Drawn, things: NamedThings): readonly FlowProblem[] =>
  problemsIn(definition, knownOf(flow, things))

export const errorsAmong = (problems: readonly FlowProblem[]): readonly FlowProblem[] =>
  problems.filter(({ severity }) => severity === 'error')

function knownOf({ flowId, channels, languages }: Omit<Drawn, 'definition'>, things: NamedThings): Known {
  const idsOf = (kind: string) => new Set(things.filter(({ what }) => what === kind).map(({ id }) => id))
  const prompts = new Map(
    things.flatMap(({ what, id, languages }) => (what === 'prompt' ? [[id, languages ?? []]] : [])),
  )
  return {
    ...{ flowId, channels, languages },
    ids: {
      ...{ queue: idsOf('queue'), hours: idsOf('hours'), prompt: idsOf('prompt'), incident: idsOf('incident') },
      ...{ segment: idsOf('segment'), tier: idsOf('tier'), skill: idsOf('skill'), secret: idsOf('secret') },
    },
    flows: new Map(things.flatMap(({ what, id, calls }) => (what === 'flow' ? [[id, calls ?? []]] : []))),
    languagesOfPrompt: (promptId) => prompts.get(promptId) ?? [],
  }
}

export const told = ({ blockId, path, exit, ...problem }: FlowProblem): ToldProblem => ({
  ...problem,
  ...(blockId !== null && { blockId }),
  ...(path !== undefined && { path: [...path] }),
  ...(exit !== undefined && { exit }),
})
