import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowId } from '#kernel/ids.ts'
import type { DrawnFlow } from '#protocol/http/index.ts'

/** One block that asks another system, in what a flow's drawer sees (its draft) or in what callers hear. */
interface Asking {
  readonly flowId: FlowId
  readonly name: string
  readonly isPublished: boolean
  /** As `URL` reads it; `undefined`: what stands there is no address yet. */
  readonly host: string | undefined
  readonly port: number | undefined
  readonly secretIds: readonly string[]
}
export type Requests = readonly Asking[]

/** Every request of every flow that is not archived. */
export async function requestsOfFlows(db: Kysely<Database>): Promise<Requests> {
  const rows = await db
    .selectFrom('flow')
    .leftJoin('flow_version', 'flow_version.flow_version_id', 'flow.published_version_id')
    .where('archived_at', 'is', null)
    .select(['flow.flow_id as flowId', 'flow.name', 'flow.definition as draft', 'flow_version.definition as published'])
    .orderBy('folded_name')
    .execute()
  return rows.flatMap(({ flowId, name, draft, published }) => [
    ...(published ? askingIn(published).map((one) => ({ flowId, name, isPublished: true, ...one })) : []),
    ...askingIn(draft).map((one) => ({ flowId, name, isPublished: false, ...one })),
  ])
}

/** Each flow once; as published when that version asks so too. */
export function usersOf(
  requests: Requests,
  isOne: (asking: Asking) => boolean,
): { flowId: FlowId; name: string; isPublished: boolean }[] {
  const users = new Map<FlowId, { flowId: FlowId; name: string; isPublished: boolean }>()
  for (const asking of requests) {
    const { flowId, name, isPublished } = asking
    if (isOne(asking) && !users.has(flowId)) users.set(flowId, { flowId, name, isPublished })
  }
  return [...users.values()]
}

function askingIn({ blocks }: DrawnFlow): Pick<Asking, 'host' | 'port' | 'secretIds'>[] {
  return blocks.flatMap(({ kind, settings }): Pick<Asking, 'host' | 'port' | 'secretIds'>[] => {
    if (kind !== 'http-request') return []
    // A draft may hold anything.
    const { url, secrets } = (settings ?? {}) as { readonly url?: unknown; readonly secrets?: unknown }
    const secretIds = Array.isArray(secrets)
      ? secrets.flatMap((one: { readonly secretId?: unknown } | null) =>
          typeof one?.secretId === 'string' ? [one.secretId] : [],
        )
      : []
    const address = typeof url === 'string' ? url.replace(/\{[^{}]*\}/g, 'x') : ''
    if (!URL.canParse(address)) return [{ host: undefined, port: undefined, secretIds }]
    const { hostname, port, protocol } = new URL(address)
    return [{ host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port), secretIds }]
  })
}
