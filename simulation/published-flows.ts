import type { Block, BlockId, FlowDefinition, FlowSource, Json } from '#domain/flows/index.ts'
import type { FlowId, FlowVersionId, QueueId } from '#kernel/ids.ts'
import type { FlowsView, ProcessView } from '#server/processes/index.ts'

/** The flows of the simulated house: one behind a number, one for whom a queue does not take, one that leads away from queues. */
export const menuFlowId = 'flw_menu' as FlowId
export const overflowFlowId = 'flw_overflow' as FlowId
export const awayFlowId = 'flw_away' as FlowId

/** No such sound was ever made: who is to hear it goes on by the exit for failures. */
const missing = 'missing'

const says = (name: string) => [{ kind: 'text', words: { en: name } }]
const block = (blockId: string, kind: string, settings: Json, exits: Readonly<Record<string, string>> = {}): Block => ({
  blockId: blockId as BlockId,
  kind,
  settings,
  exits: exits as Readonly<Record<string, BlockId>>,
  at: { x: 0, y: 0 },
})
const menu = (question: string, keys: readonly string[], exits: Readonly<Record<string, string>>): Block =>
  block(
    question,
    'menu',
    { question: says(question), choices: keys.map((key) => ({ key, label: key })), timeoutMs: 4000, tries: 2 },
    exits,
  )

/** A greeting; 1 leads to the queue, 2 to the other one, which is not always there, 8 to what fails and leads nowhere, and 9 to the end. */
const menuFlow = (queueId: QueueId, otherQueueId: QueueId): FlowDefinition => ({
  format: 1,
  start: 'greeting' as BlockId,
  variables: [],
  fallbackQueueId: queueId,
  blocks: [
    block('greeting', 'say', { items: says('greeting'), isInterruptible: true }, { next: 'menu' }),
    menu('menu', ['1', '2', '8', '9'], {
      ...{ 'key-1': 'queue', 'key-2': 'sorry', 'key-8': 'broken', 'key-9': 'end', 'no-answer': 'queue' },
    }),
    block('broken', 'say', { items: says(missing), isInterruptible: false }, { next: 'end' }),
    block('sorry', 'say', { items: says(missing), isInterruptible: false }, { next: 'end', failed: 'other' }),
    block('other', 'enqueue', { queueId: otherQueueId }, { failed: 'menu' }),
    block('queue', 'enqueue', { queueId }),
    block('end', 'hang-up', {}),
  ],
})

/** Whoever presses 1 waits after all, in the queue that sent him away; the others are let go. */
const overflowFlow = (queueId: QueueId): FlowDefinition => ({
  format: 1,
  start: 'offer' as BlockId,
  variables: [],
  blocks: [
    menu('offer', ['1'], { 'key-1': 'queue', 'no-answer': 'end' }),
    block('queue', 'enqueue', { queueId }, { failed: 'end' }),
    block('end', 'hang-up', {}),
  ],
})

/** A message, a callback or a number outside; whom none of them takes is asked once more. */
const awayFlow = (queueId: QueueId): FlowDefinition => ({
  format: 1,
  start: 'away' as BlockId,
  variables: [{ name: 'number', label: 'Number' }],
  blocks: [
    menu('away', ['1', '2', '3'], { 'key-1': 'message', 'key-2': 'callback', 'key-3': 'number', 'no-answer': 'end' }),
    block('message', 'voicemail', { queueId }, { failed: 'away' }),
    block(
      'callback',
      'offer-callback',
      {
        ...{ queueId, variable: 'number', timeoutMs: 4000, tries: 2 },
        ...{ offer: says('shall-we-call'), askNumber: says('which-number') },
        ...{ yesKey: '1', otherNumberKey: '2', noKey: '3' },
      },
      { declined: 'away', failed: 'away' },
    ),
    block('number', 'transfer', { to: numberOutside }, { failed: 'away' }),
    block('end', 'hang-up', {}),
  ],
})
export const numberOutside = '+15550700'

/** What a core knows of flows, and of what they say. */
export type Published = Pick<FlowsView, 'sourceOf'> & Required<Pick<ProcessView, 'prompts'>>

export function publishedFlows(
  { queueId, otherQueueId }: { readonly queueId: QueueId; readonly otherQueueId: QueueId },
  isPublished: (flowId: FlowId) => boolean,
): Published {
  const sources = new Map<FlowId, FlowSource>()
  const publish = (flowId: FlowId, definition: FlowDefinition) =>
    sources.set(flowId, { flowId, versionId: `flv_${flowId.slice('flw_'.length)}` as FlowVersionId, definition })
  publish(menuFlowId, menuFlow(queueId, otherQueueId))
  publish(overflowFlowId, overflowFlow(queueId))
  publish(awayFlowId, awayFlow(queueId))
  return {
    sourceOf: (flowId, versionId) => (versionId !== null || isPublished(flowId) ? sources.get(flowId) : undefined),
    prompts: {
      itemOf: (name, language) => ({ kind: 'prompt', name, language }),
      soundOf: (item) => {
        const name = item.kind === 'text' ? item.words.en : undefined
        return name === undefined || name === missing ? undefined : [{ kind: 'prompt', name }]
      },
      soundOfWords: () => undefined,
    },
  }
}
