import { afterAll, beforeAll, expect, it } from 'vitest'
import { isId } from '#kernel/ids.ts'
import { migrate } from '../migrate.ts'
import { startTestServer, type TestServer } from '../testing.ts'
import { migrations } from './index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

it('carries the numbers and the phones of an installation from before over', async () => {
  const { pool } = await server.database()
  await pool.query('DROP SCHEMA public CASCADE')
  await pool.query('CREATE SCHEMA public')
  const before = migrations.filter(({ name }) => name < '0003')
  expect((await migrate(pool, before)).ok).toBe(true)
  await pool.query(`
    INSERT INTO business_unit (business_unit_id, kind, name) VALUES ('bun_1', 'root', 'All');
    INSERT INTO organization (routing_domain_id, root_unit_id) VALUES ('rdm_1', 'bun_1');
    INSERT INTO queue (queue_id, business_unit_id, name) VALUES ('que_1', 'bun_1', 'Support');
    INSERT INTO person (person_id, business_unit_id, name, email, password_hash) VALUES ('per_1', 'bun_1', 'Nino', 'n@x', '');
    INSERT INTO agent (agent_id, person_id, station_id) VALUES ('agt_1', 'per_1', 'stn_1');
    INSERT INTO phone_number (number, business_unit_id, queue_id, greeting, description)
      VALUES ('100', 'bun_1', 'que_1', 'greeting', 'Front'), ('+995322247247', 'bun_1', 'que_1', NULL, '');
    INSERT INTO sip_account (user_name, agent_id, station_id, ha1_md5_box) VALUES ('701', 'agt_1', 'stn_2', ''), ('702', NULL, NULL, '');
  `)
  expect((await migrate(pool)).ok).toBe(true)

  const db = pool.kysely
  const rules = await db.selectFrom('number_rule').selectAll().orderBy('pattern').execute()
  expect(rules).toMatchObject([
    { pattern: '+995322247247', target: { kind: 'queue', queueId: 'que_1' }, queue_id: 'que_1' },
    { pattern: '100', target: { kind: 'queue', queueId: 'que_1', greeting: 'greeting' }, description: 'Front' },
  ])
  expect(rules[0]?.target).not.toHaveProperty('greeting')
  expect(rules.every((rule) => isId('number-rule', rule.number_rule_id))).toBe(true)
  expect(new Set(rules.map((rule) => rule.number_rule_id)).size).toBe(2)

  const phones = await db.selectFrom('sip_account').select(['user_name', 'person_id']).orderBy('user_name').execute()
  expect(phones).toEqual([
    { user_name: '701', person_id: 'per_1' },
    { user_name: '702', person_id: null },
  ])
  // Nobody's station changes by itself, and there are limits from the first day.
  const agent = await db.selectFrom('agent').select('station_choice').executeTakeFirstOrThrow()
  expect(agent.station_choice).toBeNull()
  const limits = await db.selectFrom('dial_limits').selectAll().executeTakeFirstOrThrow()
  expect(limits).toMatchObject({ longest_call_minutes: 240, emergency_numbers: null })
  expect(limits.blocked_prefixes).toContain('+882')
})
