import { draftSource, type FlowDefinition, type FlowSource, runTest } from '#domain/flows/index.ts'
import type { FlowId } from '#kernel/ids.ts'
import type { FlowChannel, FlowTest, Language } from '#protocol/http/index.ts'
import type { Refusal } from '../api/refusal.ts'
import type { CoreServices } from '../core-services.ts'
import { errorsAmong, problemsOf } from './flow-problems.ts'
import type { NamedThings } from './named-things.ts'
import { refusalUntilSpoken, textsOf } from './spoken-ahead.ts'

/** What is about to be published. */
export interface ToPublish {
  readonly flowId: FlowId
  readonly channels: readonly FlowChannel[]
  readonly languages: readonly Language[]
  readonly definition: FlowDefinition
  readonly tests: readonly FlowTest[]
  readonly known: NamedThings
  /** Flows that it may call, as callers hear them now. */
  readonly published: (flowId: FlowId) => FlowSource | undefined
}

/** Something that has to be right, or made ready, before callers hear it. Refuses, or lets it pass. */
export type BeforePublish = (version: ToPublish) => Refusal | undefined | Promise<Refusal | undefined>

const hasNoProblems: BeforePublish = (version) => {
  const problems = errorsAmong(problemsOf(version, version.known))
  if (problems.length === 0) return undefined
  const told = problems.map(({ blockId, code }) => (blockId === null ? code : `${blockId}: ${code}`))
  return { code: 'flow.has-problems', detail: told.slice(0, 20).join('; ') }
}

/** Those of its tests that do not hold, by their names. */
const holdsItsTests: BeforePublish = ({ flowId, definition, tests, published }) => {
  const failed = tests.filter((test) => runTest(test, draftSource(flowId, definition), published).failed !== undefined)
  if (failed.length === 0) return undefined
  return {
    code: 'flow.test-failed',
    detail: failed
      .map(({ name }) => name)
      .join('; ')
      .slice(0, 300),
  }
}

/** In a chat words are shown, and need no voice. */
const isSpoken =
  (speech: CoreServices['speech']): BeforePublish =>
  async ({ channels, definition, languages }) =>
    channels.includes('voice') ? refusalUntilSpoken(speech, textsOf(definition, languages)) : undefined

/** In this order; the first that refuses is what is said. */
export const beforePublish = ({ speech }: Pick<CoreServices, 'speech'>): readonly BeforePublish[] => [
  hasNoProblems,
  holdsItsTests,
  isSpoken(speech),
]
