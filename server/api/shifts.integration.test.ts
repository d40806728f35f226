import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import type { ListedAgent, OnShift, Person, PlannedShift, ShiftAssignment, ShiftPattern } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let supervisor: TestBrowser
let aylin: AgentId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  supervisor = await core.signIn('samira')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  aylin = items.find((agent) => agent.name.startsWith('Aylin'))?.agentId as AgentId
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const listed = async <Item>(path: string): Promise<readonly Item[]> =>
  ((await supervisor.ask('GET', path)).body as { items: Item[] }).items
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  ...{ weekday, beginsMinute: 0, endsMinute: 1440 },
  breaks: [{ reasonId: 'lunch', beginsMinute: 720, lengthMinutes: 30 }],
}))

it('keeps patterns of shifts, gives them to people, and says who is to be there and is not', async () => {
  const made = await admin.ask('POST', '/shift-patterns', { name: 'Round the clock', days: everyDay })
  const pattern: ShiftPattern = made.body
  expect(pattern).toMatchObject({ name: 'Round the clock', agents: 0 })
  expect((await admin.ask('POST', '/shift-patterns', { name: 'ROUND THE CLOCK', days: everyDay })).body).toEqual(
    problem('shift-pattern.name-taken'),
  )
  const twice = [...everyDay, { weekday: 1, beginsMinute: 600, endsMinute: 700, breaks: [] }]
  expect((await admin.ask('POST', '/shift-patterns', { name: 'Twice', days: twice })).body).toEqual(
    problem('shift-pattern.invalid'),
  )
  expect((await supervisor.ask('POST', '/shift-patterns', { name: 'Mine', days: everyDay })).body).toEqual(
    problem('permission.denied'),
  )

  const wish = { agentIds: [aylin], shiftPatternId: pattern.shiftPatternId, fromDate: '2020-01-01' }
  expect((await admin.ask('POST', '/shift-assignments', { ...wish, untilDate: '2019-12-31' })).body).toEqual(
    problem('request.malformed'),
  )
  expect((await admin.ask('POST', '/shift-assignments', wish)).status).toBe(201)
  const [assignment] = await listed<ShiftAssignment>('/shift-assignments')
  expect(assignment).toMatchObject({ agentId: aylin, fromDate: '2020-01-01' })

  const shifts = await listed<PlannedShift>('/shifts?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z')
  expect(shifts.length).toBeGreaterThan(0)
  expect(shifts[0]).toMatchObject({ agentId: aylin, breaks: [{ reasonId: 'lunch' }] })
  expect((await supervisor.ask('GET', '/shifts?from=2026-11-23T00:00:00Z&to=2027-11-24T00:00:00Z')).body).toEqual(
    problem('request.malformed'),
  )
  const [now] = await listed<OnShift>('/shifts/now')
  expect(now).toMatchObject({ agentId: aylin, keeping: expect.stringMatching(/on-shift|late|absent/) })

  const { shiftPatternId: id } = pattern
  expect((await admin.ask('DELETE', `/shift-patterns/${id}`, undefined, { 'if-match': pattern.etag })).body).toEqual(
    problem('shift-pattern.in-use'),
  )
  expect((await admin.ask('DELETE', `/shift-assignments/${assignment?.shiftAssignmentId}`)).status).toBe(200)
  expect((await admin.ask('DELETE', `/shift-patterns/${id}`, undefined, { 'if-match': pattern.etag })).status).toBe(200)
})

it('says of a person how he writes up and what he bears, and routing knows', async () => {
  const { items } = (await admin.ask('GET', '/people?limit=200')).body as { items: Person[] }
  const person = items.find(({ agentId }) => agentId === aylin) as Person
  const body = {
    wrapUp: { limitMs: 90_000, extensions: 1, extensionMs: 30_000 },
    ownLoads: [{ channel: 'task', atOnce: 2, weight: 40 }],
  }
  const changed = await admin.ask('PATCH', `/people/${person.personId}`, body, { 'if-match': person.etag })
  expect(changed.body).toMatchObject(body)
  const settings = () => core.services.decider.state?.agents.get(aylin)?.settings
  expect(settings()).toMatchObject({ wrapUp: body.wrapUp, capacity: { task: 2 }, weights: { task: 40 } })
  const two = { ownLoads: [{ channel: 'voice', atOnce: 2, weight: 50 }] }
  expect((await admin.ask('PATCH', `/people/${person.personId}`, two, { 'if-match': '*' })).body).toEqual(
    problem('request.malformed'),
  )
  await admin.ask('PATCH', `/people/${person.personId}`, { wrapUp: null, ownLoads: [] }, { 'if-match': '*' })
  expect(settings()?.wrapUp).toBeUndefined()
  expect(settings()?.weights?.task).not.toBe(40)
})
