import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type FlowDefinition, type FlowProblem, type Known, problemsIn } from '#domain/flows/index.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import { call } from '../sign-in/api.ts'
import type { Drawing } from './use-draft.ts'

export const useReferences = () =>
  useQuery({
    queryKey: ['flow-references'],
    queryFn: ({ signal }) => call('flowReferences', { signal }),
    refetchOnMount: 'always',
  })

/** What is to be done, as one draws: the same check that publishing asks. */
export function useProblems(
  flowId: string,
  { definition, channels, languages }: Drawing,
  references: readonly FlowReference[] | undefined,
): readonly FlowProblem[] {
  const known = useMemo(
    () => references && knownOf(flowId, channels, languages, references),
    [flowId, channels, languages, references],
  )
  return useMemo(() => (known ? problemsIn(definition as unknown as FlowDefinition, known) : []), [definition, known])
}

function knownOf(
  flowId: string,
  channels: Drawing['channels'],
  languages: Drawing['languages'],
  references: readonly FlowReference[],
): Known {
  const idsOf = (kind: string) => new Set(references.filter(({ what }) => what === kind).map(({ id }) => id))
  const prompts = new Map(references.map(({ id, languages: recorded }) => [id, recorded ?? []]))
  return {
    ...{ flowId: flowId as NonNullable<Known['flowId']>, channels, languages },
    ids: {
      ...{ queue: idsOf('queue'), hours: idsOf('hours'), prompt: idsOf('prompt'), incident: idsOf('incident') },
      ...{ segment: idsOf('segment'), tier: idsOf('tier'), skill: idsOf('skill') },
    },
    flows: new Map(references.flatMap(({ what, id, calls }) => (what === 'flow' ? [[id, calls ?? []]] : []))),
    languagesOfPrompt: (promptId) => prompts.get(promptId) ?? [],
  }
}
