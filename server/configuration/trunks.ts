import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import { presetFields } from '#domain/dialing/index.ts'
import type { TrunkId } from '#kernel/ids.ts'
import type { EdgeCommandOf, EdgeTrunk } from '#protocol/edge/index.ts'
import type { TrunkPreset } from '#protocol/http/index.ts'

/** A trunk's connection without what is told to edges alone: the fields that the screens show and change. */
export type TrunkFields = Omit<EdgeTrunk, 'trunkId' | 'password' | 'region'>

const purpose = (trunkId: TrunkId) => `trunk.password:${trunkId}`
export const sealTrunkPassword = (box: SecretBox, trunkId: TrunkId, password: string): Buffer =>
  box.seal(password, purpose(trunkId))

/** What is not in the row comes from the preset: a field that a later version brings has a value in older rows too. */
export const trunkFieldsOf = (preset: TrunkPreset, fields: Record<string, unknown>): TrunkFields =>
  ({ ...presetFields[preset], ...fields }) as TrunkFields

/** Every trunk in use, for the edge. One whose password does not open is left out, and said so. */
export async function readTrunks(
  db: Kysely<Database>,
  box: SecretBox,
  logger: Logger,
): Promise<EdgeCommandOf<'trunks.set'>> {
  const [rows, organization] = await Promise.all([
    db.selectFrom('trunk').selectAll().where('is_active', '=', true).orderBy('trunk_id').execute(),
    db.selectFrom('organization').select('region').executeTakeFirstOrThrow(),
  ])
  const trunks: EdgeTrunk[] = []
  for (const row of rows) {
    const password = row.password_box && box.open(row.password_box, purpose(row.trunk_id))
    if (password && !password.ok) {
      logger.error('A trunk cannot be used: its password cannot be read with the key of this data folder', {
        trunkId: row.trunk_id,
      })
      continue
    }
    trunks.push({
      trunkId: row.trunk_id,
      ...trunkFieldsOf(row.preset, row.fields),
      ...(password ? { password: password.value } : {}),
      region: organization.region,
    })
  }
  return { type: 'trunks.set', trunks }
}
