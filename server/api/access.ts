import { isIP } from 'node:net'
import { success } from '#kernel/result.ts'
import type { Ban } from '#protocol/edge/index.ts'
import type { AccessSettings, ShownBan } from '#protocol/http/index.ts'
import { banAddress } from '../access/ban-address.ts'
import { exportBans } from '../access/bans-export.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { etagOf, readIfMatch } from './etag.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

const bansExportedAtMost = 100_000

/** Who may call in, and who is shut out. */
export function accessHandlers(
  services: ApiServices,
): Pick<Handlers, 'accessSettings' | 'changeAccessSettings' | 'bans' | 'createBan' | 'liftBan' | 'exportBans'> {
  const { access, db, clock } = services

  return {
    async accessSettings() {
      const { policy, version } = await access.read()
      return success({ ...policy, etag: etagOf(version) } satisfies AccessSettings)
    },

    async changeAccessSettings({ caller, body, request, address }) {
      const version = readIfMatch(request.headers['if-match'])
      if (!version.ok) return version
      const changed = await access.change(body, version.value)
      if (!changed) return refuse('request.stale')
      await audit(db, {
        action: 'access.changed',
        personId: caller.personId,
        address,
        details: { fields: Object.keys(body) },
      })
      return success({ ...changed.policy, etag: etagOf(changed.version) } satisfies AccessSettings)
    },

    async bans({ query }) {
      const after = decodeCursor(query.cursor, (text): text is string => isIP(text) !== 0)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      const found = await access.bans(limit + 1, after.value)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return success({
        items: items.map(shown),
        ...(found.length > limit && last ? { next: encodeCursor(last.address) } : {}),
      })
    },

    async createBan({ caller, body, address }) {
      const banned = banAddress(body.address)
      if (banned === undefined) return refuse('request.malformed', { detail: 'This is no network address.' })
      if (access.isTrusted(body.address) || access.isTrusted(banned)) return refuse('ban.trusted')
      const ban = await access.ban(banned, body.forS)
      await audit(db, { action: 'address.banned', personId: caller.personId, subject: banned, address })
      return success(shown(ban))
    },

    async liftBan({ caller, request, address }) {
      const banned = banAddress((request.params as { address?: string }).address ?? '')
      if (banned === undefined || !(await access.lift(banned))) return refuse('ban.not-found')
      await audit(db, { action: 'address.unbanned', personId: caller.personId, subject: banned, address })
      return success({})
    },

    async exportBans({ query, reply }) {
      const bans = await access.bans(bansExportedAtMost, undefined)
      void reply.type('text/plain; charset=utf-8').send(exportBans(bans, query.format ?? 'plain', clock.wallMs()))
      return success('sent')
    },
  }
}

const shown = (ban: Ban): ShownBan => ({
  address: ban.address,
  reason: ban.reason,
  offences: ban.offences,
  since: new Date(ban.sinceMs).toISOString(),
  until: new Date(ban.untilMs).toISOString(),
})
