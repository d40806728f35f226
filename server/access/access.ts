import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { AccessPolicy, Ban, EdgeCommandOf, EdgeEvent } from '#protocol/edge/index.ts'
import type { ChangeAccessSettings } from '#protocol/http/index.ts'
import type { EdgeLink } from '../core-services.ts'

type Policy = Omit<AccessPolicy, 'ownNumbers' | 'emergencyNumbers'>

/** As it comes: a stranger may call our numbers at a person's pace, and five wrong passwords shut an address out for ten minutes. */
const usualPolicy: Policy = {
  areGuestsAllowed: true,
  trustedAddresses: ['127.0.0.0/8', '::1'],
  offencesBeforeBan: 5,
  offenceWindowS: 300,
  banS: 600,
  guestCallsPerSecond: 5,
  guestCallsAtOnce: 20,
  trunkCallsPerSecond: 200,
}

export interface Access {
  /** What edges are to know now; sent first after each connect. */
  greeting(): EdgeCommandOf<'access.set'> | undefined
  read(): Promise<{ readonly policy: Policy; readonly version: number }>
  /** @returns undefined when somebody changed it in the meantime */
  change(body: ChangeAccessSettings, version: number | 'any'): Promise<{ policy: Policy; version: number } | undefined>
  /** Those that have not run out, latest first. */
  bans(limit: number, after: string | undefined): Promise<Ban[]>
  isTrusted(address: string): boolean
  ban(address: string, forS: number): Promise<Ban>
  /** @returns whether it was shut out */
  lift(address: string): Promise<boolean>
  /** Reads everything again and tells the edges; after own numbers changed, too. */
  reload(): Promise<void>
  stop(): void
}

export interface AccessParts {
  readonly db: Kysely<Database>
  readonly edge: Pick<EdgeLink, 'send' | 'edgeIds' | 'subscribe'>
  readonly clock: Pick<Clock, 'wallMs'>
  readonly logger: Logger
  /** Our numbers as patterns, and those that no limit blocks. */
  ownNumbers(): readonly string[]
  emergencyNumbers(): readonly string[]
  isInRange(address: string, range: string): boolean
}

/** What the edge link's contract takes at once. */
const bansToldAtMost = 10_000

/** Who may call in, in the database and on every edge; what edges find out about strangers is kept for the next start. */
export function createAccess({
  db,
  edge,
  clock,
  logger,
  ownNumbers,
  emergencyNumbers,
  isInRange,
}: AccessParts): Access {
  let policy: Policy | undefined
  /** By address, the latest last. */
  const bans = new Map<string, Ban>()

  async function read(): Promise<{ policy: Policy; version: number }> {
    const row = await db.selectFrom('access_settings').selectAll().executeTakeFirstOrThrow()
    return { policy: { ...usualPolicy, ...row.policy }, version: row.version }
  }

  const standing = () => db.selectFrom('address_ban').selectAll().where('until', '>', new Date(clock.wallMs()))

  const greeting = (): EdgeCommandOf<'access.set'> | undefined =>
    policy && {
      type: 'access.set',
      policy: { ...policy, ownNumbers: [...ownNumbers()], emergencyNumbers: [...emergencyNumbers()] },
      bans: [...bans.values()].filter((ban) => ban.untilMs > clock.wallMs()).slice(-bansToldAtMost),
    }

  function tellEdges(): void {
    const command = greeting()
    for (const edgeId of command ? edge.edgeIds : []) if (command) void edge.send(command, { edgeId })
  }

  async function reload(): Promise<void> {
    const [{ policy: read_ }, rows] = await Promise.all([
      read(),
      standing().orderBy('until', 'desc').limit(bansToldAtMost).execute(),
    ])
    policy = read_
    bans.clear()
    // The latest last, as they come.
    for (const row of rows.reverse()) bans.set(row.address, banOf(row))
    tellEdges()
  }

  async function keep({ address, reason, offences, sinceMs, untilMs }: Ban): Promise<void> {
    const row = { reason, offences, since: new Date(sinceMs), until: new Date(untilMs) }
    await db
      .insertInto('address_ban')
      .values({ address, ...row })
      .onConflict((conflict) => conflict.column('address').doUpdateSet(row))
      .execute()
    bans.delete(address)
    bans.set(address, { address, reason, offences, sinceMs, untilMs })
    // More than are told need not be known: the table has them.
    if (bans.size > bansToldAtMost) bans.delete(bans.keys().next().value as string)
  }

  async function forget(address: string): Promise<boolean> {
    bans.delete(address)
    const { numDeletedRows } = await db.deleteFrom('address_ban').where('address', '=', address).executeTakeFirst()
    return numDeletedRows > 0n
  }

  const told = (event: EdgeEvent) => {
    if (event.type !== 'address.banned' && event.type !== 'address.unbanned') return
    const noted = event.type === 'address.banned' ? keep(event.ban) : forget(event.address)
    noted.catch((error: unknown) => logger.warn('What became of an address could not be kept', { error }))
  }
  const unsubscribe = edge.subscribe({ event: told })

  return {
    greeting,
    read,
    reload,
    async change(body, version) {
      const changed = await db.transaction().execute(async (transaction) => {
        const row = await transaction.selectFrom('access_settings').selectAll().forUpdate().executeTakeFirstOrThrow()
        if (version !== 'any' && row.version !== version) return undefined
        const next = { ...row.policy, ...body }
        await transaction
          .updateTable('access_settings')
          .set({ policy: JSON.stringify(next), version: row.version + 1 })
          .execute()
        return { policy: { ...usualPolicy, ...next }, version: row.version + 1 }
      })
      if (changed) await reload()
      return changed
    },
    async bans(limit, after) {
      let page = standing().orderBy('address').limit(limit)
      if (after !== undefined) page = page.where('address', '>', after)
      return (await page.execute()).map(banOf)
    },
    isTrusted: (address) => (policy ?? usualPolicy).trustedAddresses.some((range) => isInRange(address, range)),
    async ban(address, forS) {
      const sinceMs = clock.wallMs()
      const ban: Ban = { address, reason: 'by-hand', offences: 0, sinceMs, untilMs: sinceMs + forS * 1000 }
      await keep(ban)
      for (const edgeId of edge.edgeIds) void edge.send({ type: 'address.ban', address, forS }, { edgeId })
      return ban
    },
    async lift(address) {
      const wasThere = await forget(address)
      for (const edgeId of edge.edgeIds) void edge.send({ type: 'address.unban', address }, { edgeId })
      return wasThere
    },
    stop: unsubscribe,
  }
}

const banOf = (row: { address: string; reason: Ban['reason']; offences: number; since: Date; until: Date }): Ban => ({
  address: row.address,
  reason: row.reason,
  offences: row.offences,
  sinceMs: row.since.getTime(),
  untilMs: row.until.getTime(),
})
