import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import type { Database } from '#adapters/postgres/schema.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { createAlarms } from './alarms.ts'

/** Notes the statements, does nothing, and takes its time. */
function slowDatabase() {
  const begun: string[] = []
  const statement: object = new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === 'then') return undefined
        if (name === 'execute') return () => new Promise((resolve) => setImmediate(() => resolve([])))
        return () => {
          if (['insertInto', 'updateTable', 'selectFrom'].includes(String(name))) begun.push(String(name))
          return statement
        }
      },
    },
  )
  return { db: statement as Kysely<Database>, count: (name: string) => begun.filter((one) => one === name).length }
}
const alarmsOver = (db: Kysely<Database>) =>
  createAlarms({ db, clock: { wallMs: () => 0 }, randomBytes: (count) => new Uint8Array(count), logger: silentLogger })

it('writes a flood of one alarm as few times as the database can follow', async () => {
  const { db, count } = slowDatabase()
  const alarms = alarmsOver(db)
  let last = Promise.resolve()
  for (let n = 0; n < 1000; n++) last = alarms.raise({ kind: 'address-banned', subject: `192.0.2.${n % 256}` })
  await last
  expect(count('insertInto')).toBeLessThan(3)
  expect(count('selectFrom')).toBeLessThan(3)
})

it('keeps the order of what comes and goes', async () => {
  const { db, count } = slowDatabase()
  const alarms = alarmsOver(db)
  for (let n = 0; n < 3; n++) {
    void alarms.raise({ kind: 'trunk-down', subject: 'A', subjectId: 'trk_1' })
    void alarms.clear('trunk-down', 'trk_1')
  }
  await alarms.raise({ kind: 'trunk-down', subject: 'A', subjectId: 'trk_1' })
  expect(count('insertInto')).toBe(4)
  expect(count('updateTable')).toBe(3)
})
