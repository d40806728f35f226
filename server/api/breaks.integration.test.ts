import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import type { ListedAgent, ShownBreakLimit, ShownPresenceReason, Team } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let supervisor: TestBrowser
let aylinsBrowser: TestBrowser
let aylin: AgentId
let levan: AgentId
let team: Team
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  supervisor = await core.signIn('samira')
  aylinsBrowser = await core.signIn('aylin')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const idOf = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
  aylin = idOf('Aylin')
  levan = idOf('Levan')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const agentState = (agentId: AgentId) => core.services.decider.state?.agents.get(agentId)
const listed = async <Item>(browser: TestBrowser, path: string): Promise<readonly Item[]> =>
  ((await browser.ask('GET', path)).body as { items: Item[] }).items
const reasons = async () => await listed<ShownPresenceReason>(aylinsBrowser, '/presence-reasons')
const change = ({ reasonId, etag }: ShownPresenceReason, body: object) =>
  admin.ask('PATCH', `/presence-reasons/${reasonId}`, body, { 'if-match': etag })
const comesBack = (agentId: AgentId) =>
  core.services.decider.execute({
    type: 'SetPresence',
    agentId,
    presence: { kind: 'notReady', reason: 'requested' },
    by: 'agent',
  })

it('begins with five reasons; an administrator adds, orders, changes, retires and removes them', async () => {
  expect((await reasons()).map(({ reasonId }) => reasonId)).toEqual(['rest', 'lunch', 'training', 'meeting', 'other'])
  const made = await admin.ask('POST', '/presence-reasons', { name: ' Prayer ', kind: 'break', longestMs: 900_000 })
  expect(made.body).toMatchObject({ name: 'Prayer', isPaid: true, isCounted: false, needsGrant: false })
  const prayer: ShownPresenceReason = made.body
  expect((await admin.ask('POST', '/presence-reasons', { name: 'PRAYER', kind: 'other' })).body).toEqual(
    problem('presence-reason.name-taken'),
  )
  expect((await aylinsBrowser.ask('POST', '/presence-reasons', { name: 'Nap', kind: 'other' })).body).toEqual(
    problem('permission.denied'),
  )
  await admin.ask('PUT', '/presence-reasons/order', { reasonIds: [prayer.reasonId, 'lunch'] })
  expect((await reasons()).slice(0, 2).map(({ reasonId }) => reasonId)).toEqual([prayer.reasonId, 'lunch'])

  await aylinsBrowser.ask('PUT', '/me/presence', { presence: 'break', reason: prayer.reasonId })
  expect(agentState(aylin)?.presence).toEqual({ kind: 'break', reason: prayer.reasonId })
  // It was used: the log names it for ever.
  const gone = await admin.ask('DELETE', `/presence-reasons/${prayer.reasonId}`, undefined, { 'if-match': prayer.etag })
  expect(gone.body).toEqual({ isRetired: true })
  const again = await aylinsBrowser.ask('PUT', '/me/presence', { presence: 'break', reason: prayer.reasonId })
  expect(again.body).toEqual(problem('presence-reason.not-found'))

  const spare: ShownPresenceReason = (await admin.ask('POST', '/presence-reasons', { name: 'Gym', kind: 'other' })).body
  const removed = await admin.ask('DELETE', `/presence-reasons/${spare.reasonId}`, undefined, {
    'if-match': spare.etag,
  })
  expect(removed.body).toEqual({ isRetired: false })
  expect((await change(spare, { name: 'Gymnastics' })).body).toEqual(problem('presence-reason.not-found'))
})

it('keeps teams: their names, members and business unit', async () => {
  const made = await admin.ask('POST', '/teams', { name: 'Morning', agentIds: [aylin] })
  team = made.body
  expect(team).toMatchObject({ name: 'Morning', agentIds: [aylin], timeZone: expect.any(String) })
  expect((await admin.ask('POST', '/teams', { name: 'morning ' })).body).toEqual(problem('team.name-taken'))
  const changed = await admin.ask(
    'PATCH',
    `/teams/${team.teamId}`,
    { agentIds: [aylin, levan] },
    { 'if-match': team.etag },
  )
  team = changed.body
  expect(new Set(team.agentIds)).toEqual(new Set([aylin, levan]))
  expect(await listed<Team>(supervisor, '/teams')).toHaveLength(1)
  expect((await supervisor.ask('POST', '/teams', { name: 'Evening' })).body).toEqual(problem('permission.denied'))
})

it('grants a break that has to be asked for in order, and a supervisor grants or refuses it with a word', async () => {
  const rest = (await reasons()).find(({ reasonId }) => reasonId === 'rest') as ShownPresenceReason
  expect((await change(rest, { needsGrant: true })).status).toBe(200)
  const limits = [{ teamId: team.teamId, most: 1 }]
  expect((await admin.ask('PUT', '/break-limits', { items: limits })).status).toBe(200)
  expect((await admin.ask('PUT', '/break-limits', { items: [...limits, ...limits] })).body).toEqual(
    problem('break-limit.taken'),
  )
  expect((await admin.ask('PUT', '/break-limits', { items: [{ most: 1 }] })).body).toEqual(problem('request.malformed'))

  await comesBack(aylin)
  await comesBack(levan)
  expect((await aylinsBrowser.ask('PUT', '/me/presence', { presence: 'break', reason: 'rest' })).body).toEqual(
    problem('break.needs-grant'),
  )
  await core.services.decider.execute({ type: 'RequestBreak', agentId: levan, reason: 'rest' })
  expect(agentState(levan)?.presence).toMatchObject({ kind: 'break', isLimited: true })
  expect((await aylinsBrowser.ask('PUT', '/me/break', { reason: 'rest' })).status).toBe(200)
  expect(agentState(aylin)?.breakRequest).toMatchObject({ state: 'asked', reason: 'rest' })
  const [shown] = await listed<ShownBreakLimit>(supervisor, '/break-limits')
  expect(shown).toMatchObject({ here: 2, away: 1, asking: 1 })

  const refused = await supervisor.ask('POST', `/agents/${aylin}/break-answer`, { isGranted: false, word: 'After two' })
  expect(refused.status).toBe(200)
  expect((await aylinsBrowser.ask('GET', '/me/break')).body).toMatchObject({ isGranted: false, word: 'After two' })
  const late = await supervisor.ask('POST', `/agents/${aylin}/break-answer`, { isGranted: true })
  expect(late.body).toEqual(problem('break.not-asked'))

  await aylinsBrowser.ask('PUT', '/me/break', { reason: 'rest' })
  await supervisor.ask('POST', `/agents/${aylin}/break-answer`, { isGranted: true })
  expect(agentState(aylin)?.presence.kind).toBe('break')
  await comesBack(aylin)
  await aylinsBrowser.ask('PUT', '/me/break', { reason: 'rest' })
  await aylinsBrowser.ask('DELETE', '/me/break')
  expect(agentState(aylin)?.breakRequest).toBeUndefined()
  const { items } = (await admin.ask('GET', '/audit?limit=200')).body as { items: { action: string }[] }
  const actions = new Set(items.map(({ action }) => action))
  expect(actions).toContain('agent.break-granted')
  expect(actions).toContain('agent.break-refused')
  expect(actions).toContain('break-limits.changed')
})
