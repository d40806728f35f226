import type { Block, FlowDefinition } from '#domain/flows/index.ts'
import { blockOf, english, flowOf } from '#domain/flows/testing/flow.ts'
import type { Model, ModelFlow } from '../model.ts'

/** Small flows for tests. */

export const drawn = (...blocks: Block[]): FlowDefinition => flowOf(blocks)

/** A menu of as many keys as there are exits `key-…`. */
export const menuOf = (blockId: string, exits: Record<string, string>, tries = 1): Block =>
  blockOf(
    blockId,
    'menu',
    {
      question: english('what is it about?'),
      choices: Object.keys(exits).flatMap((exit) =>
        exit.startsWith('key-') ? [{ key: exit.slice('key-'.length), label: exit }] : [],
      ),
      ...{ timeoutMs: 3000, tries },
    },
    exits,
  )

/** 1 leads to support, 2 to sales; whoever says nothing is let go. */
export const hotline = (blocks: ModelFlow['blocks'] = { menu: { keys: { 1: 0.7, 2: 0.3 } } }): ModelFlow => ({
  id: 'hotline',
  definition: drawn(
    menuOf('menu', { 'key-1': 'support', 'key-2': 'sales', 'no-answer': 'bye' }, 2),
    blockOf('support', 'enqueue', { queueId: 'support' }),
    blockOf('sales', 'enqueue', { queueId: 'sales' }),
    blockOf('bye', 'hang-up', {}),
  ),
  ...(blocks && { blocks }),
})

export const hourMs = 3_600_000
export const minuteMs = 60_000

/** Two queues behind a hotline. */
export const behindHotline = (others: Partial<Model> = {}): Model => ({
  horizonMs: 4 * hourMs,
  drain: true,
  queues: ['support', 'sales'].map((id) => ({
    id,
    handle: { exponentialMeanMs: 3 * minuteMs },
    patience: { exponentialMeanMs: minuteMs },
  })),
  agents: [
    { count: 6, queues: [{ id: 'support' }] },
    { count: 3, queues: [{ id: 'sales' }] },
  ],
  flows: [hotline()],
  entrances: [{ id: 'front', flow: 'hotline', arrivals: { poissonPerHour: 150 } }],
  ...others,
})
