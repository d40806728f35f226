import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import type { FlowSecretId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'

const purpose = (flowSecretId: FlowSecretId) => `flow.secret:${flowSecretId}`
export const sealFlowSecret = (box: SecretBox, flowSecretId: FlowSecretId, secret: string): Buffer =>
  box.seal(secret, purpose(flowSecretId))

interface Sealed {
  readonly box: Uint8Array
  readonly hosts: ReadonlySet<string>
}

/** Why a secret cannot be sent: it is not there (or was sealed with another key), or is not for this host. */
export type NoSecret = 'secret-gone' | 'secret-elsewhere'

/** What administrators let flows carry and reach, in memory: a request waits for no query. Secrets stay sealed until they are sent. */
export class FlowConnections {
  readonly #box: SecretBox
  #secrets: ReadonlyMap<FlowSecretId, Sealed> = new Map()
  #inside: ReadonlySet<string> = new Set()

  constructor(box: SecretBox) {
    this.#box = box
  }

  /** Read at the start and with each change of the configuration. */
  async load(db: Kysely<Database>): Promise<void> {
    const [secrets, inside] = await Promise.all([
      db.selectFrom('flow_secret').select(['flow_secret_id', 'secret_box', 'hosts']).execute(),
      db.selectFrom('inside_host').select(['host', 'port']).execute(),
    ])
    this.#secrets = new Map(
      secrets.map(({ flow_secret_id, secret_box: box, hosts }) => [flow_secret_id, { box, hosts: new Set(hosts) }]),
    )
    this.#inside = new Set(inside.map(({ host, port }) => placeOf(host, port)))
  }

  /** @param hostname as `URL` has it */
  secretFor(flowSecretId: FlowSecretId, hostname: string): Result<string, NoSecret> {
    const sealed = this.#secrets.get(flowSecretId)
    if (!sealed) return failure('secret-gone')
    if (!sealed.hosts.has(hostname)) return failure('secret-elsewhere')
    const opened = this.#box.open(sealed.box, purpose(flowSecretId))
    return opened.ok ? success(opened.value) : failure('secret-gone')
  }

  mayBeInside({ hostname, port, protocol }: URL): boolean {
    const to = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
    return this.#inside.has(placeOf(hostname, null)) || this.#inside.has(placeOf(hostname, to))
  }
}

const placeOf = (host: string, port: number | null): string => `${host} ${port ?? ''}`

/** As `URL` reads it: in small letters, an IPv4 address in four parts, an IPv6 one in brackets. `undefined`: no host. */
export function readHost(text: string): string | undefined {
  const bare = text.trim()
  const host = bare.includes(':') && !bare.startsWith('[') ? `[${bare}]` : bare
  if (!/^(\[[0-9a-f:.]+\]|[^\s/?#@:[\]\\]+)$/i.test(host)) return undefined
  return URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : undefined
}
