import { Type } from 'typebox'
import type { Block, FlowDefinition, Json } from './flow.ts'
import { closed, variableName } from './settings-schema.ts'

export const mostBlocks = 1000
const mostExits = 64
const BlockIdSchema = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' })
const Coordinate = Type.Number({ minimum: -1_000_000, maximum: 1_000_000 })

const BlockSchema = Type.Unsafe<Block>(
  Type.Object(
    {
      blockId: BlockIdSchema,
      kind: Type.String({ minLength: 1, maxLength: 40 }),
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      settings: Type.Unsafe<Json>(Type.Unknown()),
      exits: Type.Record(Type.String({ minLength: 1, maxLength: 80 }), BlockIdSchema, { maxProperties: mostExits }),
      at: Type.Object({ x: Coordinate, y: Coordinate }, closed),
    },
    closed,
  ),
)

/** The shape of a definition, whoever sends it; what settings have to be is said by `problemsIn`. */
export const FlowDefinitionSchema = Type.Unsafe<FlowDefinition>(
  Type.Object(
    {
      format: Type.Literal(1),
      start: BlockIdSchema,
      blocks: Type.Array(BlockSchema, { maxItems: mostBlocks }),
      variables: Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: variableName }),
            label: Type.String({ minLength: 1, maxLength: 100 }),
            isSecret: Type.Optional(Type.Literal(true)),
          },
          closed,
        ),
        { maxItems: 200 },
      ),
      fallbackQueueId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      notes: Type.Optional(
        Type.Array(
          Type.Object(
            {
              noteId: BlockIdSchema,
              text: Type.String({ maxLength: 2000 }),
              at: Type.Object({ x: Coordinate, y: Coordinate }, closed),
            },
            closed,
          ),
          { maxItems: 200 },
        ),
      ),
    },
    closed,
  ),
)
