import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowDefinition, FlowSource } from '#domain/flows/index.ts'
import type { FlowId, FlowVersionId } from '#kernel/ids.ts'
import type { DrawnFlow, FlowChannel, Language } from '#protocol/http/index.ts'

/** What is published of a flow, and how it is meant. */
export interface PublishedFlow extends FlowSource {
  readonly name: string
  readonly channels: readonly FlowChannel[]
  /** The first is for whom none of them is his own. */
  readonly languages: readonly Language[]
  /** The last part of the address of its page; `null`: it has none. */
  readonly slug: string | null
}

/** Nobody is longer in a flow than that: so long a version that was replaced is kept for who began with it. */
const keptAfterReplaced = '24 hours'

/**
 * Every published version by which somebody goes, in memory: a call waits for no query. Read at the start and with each
 * change of the configuration, on every core; a version never changes, so only new ones are read.
 */
export class FlowLibrary {
  readonly #versions = new Map<FlowVersionId, FlowSource>()
  #current: ReadonlyMap<FlowId, PublishedFlow> = new Map()

  /** The version with which a run began, or, with `null`, the one that is published now. `undefined`: there is none. */
  source = (flowId: FlowId, versionId: FlowVersionId | null): FlowSource | undefined => {
    if (versionId === null) return this.#current.get(flowId)
    const source = this.#versions.get(versionId)
    return source?.flowId === flowId ? source : undefined
  }

  /** What callers hear now. */
  published(flowId: FlowId): PublishedFlow | undefined {
    return this.#current.get(flowId)
  }

  /** By the last part of the address of its page. */
  bySlug(slug: string): PublishedFlow | undefined {
    for (const flow of this.#current.values()) if (flow.slug === slug) return flow
    return undefined
  }

  async load(db: Kysely<Database>): Promise<void> {
    const wanted = await db
      .selectFrom('flow_version as version')
      .innerJoin('flow', 'flow.flow_id', 'version.flow_id')
      .select(['version.flow_version_id', 'version.flow_id', 'version.languages', 'flow.name', 'flow.channels'])
      .select('flow.slug')
      .select(
        sql<boolean>`version.flow_version_id = flow.published_version_id AND archived_at IS NULL`.as('is_current'),
      )
      .where(
        sql<boolean>`version.flow_version_id = flow.published_version_id OR NOT EXISTS (
          SELECT FROM flow_version AS later
          WHERE later.flow_id = version.flow_id AND later.number > version.number
            AND later.published_at < now() - ${keptAfterReplaced}::interval)`,
      )
      .execute()
    await this.#read(
      db,
      wanted.map((row) => row.flow_version_id),
    )
    const ids = new Set(wanted.map((row) => row.flow_version_id))
    for (const versionId of this.#versions.keys()) if (!ids.has(versionId)) this.#versions.delete(versionId)
    const current = new Map<FlowId, PublishedFlow>()
    for (const { flow_id, flow_version_id, is_current, name, channels, languages, slug } of wanted) {
      const source = this.#versions.get(flow_version_id)
      if (is_current && source) current.set(flow_id, { ...source, name, channels, languages, slug })
    }
    this.#current = current
  }

  async #read(db: Kysely<Database>, versionIds: readonly FlowVersionId[]): Promise<void> {
    const missing = versionIds.filter((versionId) => !this.#versions.has(versionId))
    if (missing.length === 0) return
    const rows = await db
      .selectFrom('flow_version')
      .select(['flow_version_id', 'flow_id', 'definition'])
      .where('flow_version_id', 'in', missing)
      .execute()
    for (const { flow_version_id: versionId, flow_id: flowId, definition } of rows) {
      this.#versions.set(versionId, { flowId, versionId, definition: asDefinition(definition) })
    }
  }
}

/** What was checked when it was saved is what the interpreter reads: the same shape with branded ids. */
export const asDefinition = (drawn: DrawnFlow): FlowDefinition => drawn as unknown as FlowDefinition
