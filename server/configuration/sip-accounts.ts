import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import type { Account, EdgeCommandOf } from '#protocol/edge/index.ts'

/** The digest realm of every SIP user of this installation (RFC 8760 hashes are bound to it). */
export const sipRealm = 'parley'

const md5Purpose = (userName: string) => `sip_account.ha1_md5:${userName}`
const sha256Purpose = (userName: string) => `sip_account.ha1_sha256:${userName}`

/** The sealed hashes that stand in for a SIP password, for a row of `sip_account`. */
export function sealSipPassword(box: SecretBox, userName: string, password: string) {
  const hash = (algorithm: string) => createHash(algorithm).update(`${userName}:${sipRealm}:${password}`).digest('hex')
  return {
    ha1_md5_box: box.seal(hash('md5'), md5Purpose(userName)),
    ha1_sha256_box: box.seal(hash('sha256'), sha256Purpose(userName)),
  }
}

/** Everybody who may register, for the edge. An account whose box does not open is left out, and said so. */
export async function readSipAccounts(
  db: Kysely<Database>,
  box: SecretBox,
  logger: Logger,
): Promise<EdgeCommandOf<'accounts.set'>> {
  const rows = await db.selectFrom('sip_account').selectAll().orderBy('user_name').execute()
  const accounts: Account[] = []
  for (const row of rows) {
    const md5 = box.open(row.ha1_md5_box, md5Purpose(row.user_name))
    const sha256 = row.ha1_sha256_box && box.open(row.ha1_sha256_box, sha256Purpose(row.user_name))
    if (!md5.ok) {
      logger.error('A SIP account cannot be read with the key of this data folder', { user: row.user_name })
      continue
    }
    accounts.push({
      user: row.user_name,
      ha1Md5: md5.value,
      ...(sha256?.ok ? { ha1Sha256: sha256.value } : {}),
      ...(row.station_id === null ? {} : { stationId: row.station_id }),
      ...(row.display_name === null ? {} : { displayName: row.display_name }),
    })
  }
  return { type: 'accounts.set', realm: sipRealm, accounts }
}
