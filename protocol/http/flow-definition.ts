import { type Static, Type } from 'typebox'
import { idField } from './fields.ts'

/**
 * A flow as it is drawn, kept and carried from one installation to another. Here is its outer shape alone: what a block's
 * settings are is known by its kind, see `domain/flows/blocks`.
 */
const closed = { additionalProperties: false } as const

/** Short, and the same for as long as the block is there. */
const blockId = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' })
const exitName = Type.String({ minLength: 1, maxLength: 64 })

/** Any JSON: its kind says which. */
const Settings = Type.Unsafe<DrawnJson>(Type.Unknown())
export type DrawnJson = null | boolean | number | string | readonly DrawnJson[] | { readonly [key: string]: DrawnJson }

export const DrawnBlock = Type.Object(
  {
    blockId,
    kind: Type.String({ minLength: 1, maxLength: 64 }),
    name: Type.Optional(Type.String({ maxLength: 100 })),
    settings: Settings,
    /** Which block each exit leads to. */
    exits: Type.Record(exitName, blockId),
    at: Type.Object(
      { x: Type.Number({ minimum: -1e6, maximum: 1e6 }), y: Type.Number({ minimum: -1e6, maximum: 1e6 }) },
      closed,
    ),
  },
  closed,
)
export type DrawnBlock = Static<typeof DrawnBlock>

/** What is written beside the blocks, for who draws after. */
const FlowNote = Type.Object(
  {
    noteId: blockId,
    text: Type.String({ maxLength: 2000 }),
    at: Type.Object(
      { x: Type.Number({ minimum: -1e6, maximum: 1e6 }), y: Type.Number({ minimum: -1e6, maximum: 1e6 }) },
      closed,
    ),
  },
  closed,
)

export const DrawnFlow = Type.Object(
  {
    format: Type.Literal(1),
    /** Empty while there are no blocks. */
    start: Type.String({ maxLength: 40 }),
    blocks: Type.Array(DrawnBlock, { maxItems: 500 }),
    variables: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_]+$' }),
          label: Type.String({ maxLength: 100 }),
          isSecret: Type.Optional(Type.Literal(true)),
        },
        closed,
      ),
      { maxItems: 200 },
    ),
    fallbackQueueId: Type.Optional(idField('queue')),
    notes: Type.Optional(Type.Array(FlowNote, { maxItems: 200 })),
  },
  closed,
)
export type DrawnFlow = Static<typeof DrawnFlow>

/** Where it goes on: with a caller, in a chat, beside an agent who reads it out, or on a web page with a customer alone. */
export const FlowChannel = Type.Union([
  Type.Literal('voice'),
  Type.Literal('chat'),
  Type.Literal('script'),
  Type.Literal('self-service'),
])
export type FlowChannel = Static<typeof FlowChannel>
