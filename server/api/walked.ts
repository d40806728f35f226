import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowVersionId, InteractionId } from '#kernel/ids.ts'
import type { DrawnBlock, WalkedBlock } from '#protocol/http/index.ts'

/** Whoever went round more often has shown by then what he did. */
const mostShown = 300

/** The blocks of flows to which a caller came, in their order, as they are called in the version by which he went. */
export async function readWalked(db: Kysely<Database>, interactionId: InteractionId): Promise<readonly WalkedBlock[]> {
  const steps = await db
    .selectFrom('flow_step as step')
    .leftJoin('flow', 'flow.flow_id', 'step.flow_id')
    .leftJoin('flow_version as version', 'version.flow_version_id', 'step.flow_version_id')
    .selectAll('step')
    .select(['flow.name as flow_name', 'version.number as version_number'])
    .where('step.interaction_id', '=', interactionId)
    .orderBy('ordinal')
    .limit(mostShown)
    .execute()
  if (steps.length === 0) return []
  const drawn = await drawnBlocks(db, [...new Set(steps.map((step) => step.flow_version_id))])
  return steps.map((step) => {
    const block = drawn.get(step.flow_version_id)?.get(step.block_id)
    const exitLabel = block && step.exit !== null ? labelOf(block, step.exit) : undefined
    return {
      ...{ flowId: step.flow_id, flowName: step.flow_name ?? '', flowVersionId: step.flow_version_id },
      ...(step.version_number !== null && { versionNumber: step.version_number }),
      blockId: step.block_id,
      ...(block && { kind: block.kind, ...(block.name && { name: block.name }) }),
      at: step.at.toISOString(),
      ...(step.left_at && { leftAt: step.left_at.toISOString() }),
      ...(step.exit !== null && { exit: step.exit }),
      ...(exitLabel && { exitLabel }),
      ...(step.left_as !== null && { leftAs: step.left_as }),
    }
  })
}

async function drawnBlocks(db: Kysely<Database>, versionIds: readonly FlowVersionId[]) {
  const versions = await db
    .selectFrom('flow_version')
    .select(['flow_version_id', 'definition'])
    .where('flow_version_id', 'in', versionIds)
    .execute()
  return new Map(
    versions.map(({ flow_version_id: id, definition }) => [
      id,
      new Map(definition.blocks.map((block) => [block.blockId, block])),
    ]),
  )
}

/** What the drawer called this way out; nothing: it has its own word. */
function labelOf({ settings }: DrawnBlock, exit: string): string | undefined {
  const { choices, cases } = (settings ?? {}) as {
    readonly choices?: readonly { readonly key?: string; readonly label?: string }[]
    readonly cases?: readonly {
      readonly caseId?: string
      readonly label?: string
      readonly words?: Readonly<Record<string, string>>
    }[]
  }
  const chosen = choices?.find(({ key }) => exit === `key-${key}`)
  const { label, words } = cases?.find(({ caseId }) => exit === `case-${caseId}`) ?? {}
  return chosen?.label ?? label ?? Object.values(words ?? {})[0]
}
