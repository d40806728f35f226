import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, SkillId } from '#kernel/ids.ts'
import type { ListedAgent, ManagedQueue, Skill } from '#protocol/http/index.ts'
import { TallyReset } from '../tallies/tally-reset.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let aylin: AgentId
let levan: AgentId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const idOf = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
  aylin = idOf('Aylin')
  levan = idOf('Levan')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code, type: `urn:parley:error:${code}` })
const add = async (name: string, kind = 'skill'): Promise<Skill> => {
  const made = await admin.ask('POST', '/skills', { name, kind })
  expect(made.status, made.text).toBe(201)
  return made.body
}
const give = ({ skillId, etag }: Skill, agents: object[]) =>
  admin.ask('PUT', `/skills/${skillId}/agents`, { agents }, { 'if-match': etag })
const remove = ({ skillId, etag }: Skill) => admin.ask('DELETE', `/skills/${skillId}`, undefined, { 'if-match': etag })
const skillsOf = (agentId: AgentId) => core.services.decider.state?.agents.get(agentId)?.settings.skills

describe('a scarce skill', () => {
  it('keeps whoever has it, as routing knows at once, until it is kept no more or is gone', async () => {
    const made = await admin.ask('POST', '/skills', {
      ...{ name: 'Megrelian', kind: 'language' },
      reservation: { least: 3, keepFree: 2, untilWaitedMs: 60_000 },
    })
    const skill = made.body as Skill
    expect(skill).toMatchObject({ reservation: { least: 3, keepFree: 2, untilWaitedMs: 60_000 } })
    const kept = () => core.services.decider.state?.reservations.get(skill.skillId)
    expect(kept()).toEqual({ skillId: skill.skillId, least: 3, keepFree: 2, untilWaitedMs: 60_000 })
    const change = (of: Skill, body: object) =>
      admin.ask('PATCH', `/skills/${of.skillId}`, body, { 'if-match': of.etag })
    const renamed = await change(skill, { name: 'Mingrelian' })
    expect(kept()).toBeDefined()
    const open = await change(renamed.body as Skill, { reservation: { least: 1, keepFree: 1 } })
    expect(kept()).toMatchObject({ least: 1, untilWaitedMs: null })
    const none = await change(open.body as Skill, { reservation: null })
    expect([(none.body as Skill).reservation, kept()]).toEqual([undefined, undefined])
    expect((await change(none.body as Skill, { reservation: { least: 6, keepFree: 1 } })).status).toBe(400)
    expect((await remove(none.body as Skill)).status).toBe(200)
  })
})

describe('a skill', () => {
  it('is given to agents, each as well as he has it, and routing knows at once', async () => {
    const georgian = await add('Georgian', 'language')
    expect(georgian).toMatchObject({ kind: 'language', agents: 0, queueIds: [] })
    const given = await give(georgian, [
      { agentId: aylin, proficiency: 2 },
      { agentId: levan, proficiency: 5 },
    ])
    expect(given.body).toMatchObject({ agents: 2 })
    expect([skillsOf(aylin), skillsOf(levan)]).toEqual([{ [georgian.skillId]: 2 }, { [georgian.skillId]: 5 }])
    const { items } = (await admin.ask('GET', `/skills/${georgian.skillId}/agents`)).body as { items: object[] }
    expect(items).toMatchObject([
      { agentId: levan, proficiency: 5 },
      { agentId: aylin, proficiency: 2 },
    ])
    expect((await give(georgian, [])).body).toEqual(problem('request.stale'))
    await give(given.body as Skill, [])
    expect(skillsOf(levan)).toBeUndefined()
  })

  it('has a name of its own among those of its kind, however it is written', async () => {
    await add('Loans', 'product')
    const again = await admin.ask('POST', '/skills', { name: ' LOANS', kind: 'product' })
    expect(again.body).toEqual(problem('skill.name-taken'))
    await add('Loans', 'businessUnit')
  })

  it('that is in use stays, and says who needs it without anybody’s name', async () => {
    const skill = await add('Mortgages', 'product')
    const queue = await admin.ask('POST', '/queues', {
      name: 'Homes',
      requirement: { any: [{ skillId: skill.skillId, least: 3 }] },
    })
    expect(queue.status, queue.text).toBe(201)
    const given = (await give(skill, [{ agentId: aylin, proficiency: 1 }])).body as Skill
    const refused = await remove(given)
    expect(refused.body).toEqual(problem('skill.in-use'))
    expect((refused.body as { detail: string }).detail).toBe('Queues that ask for it: Homes. Agents who have it: 1.')
    const { queueId, etag } = queue.body as ManagedQueue
    await admin.ask('PATCH', `/queues/${queueId}`, { requirement: null }, { 'if-match': etag })
    const taken = (await give(given, [])).body as Skill
    expect((await remove(taken)).status).toBe(200)
    expect((await remove(taken)).body).toEqual(problem('skill.not-found'))
  })

  it('is administered by who may, and each change is noted', async () => {
    expect((await samira.ask('GET', '/skills')).status).toBe(403)
    expect((await samira.ask('POST', '/skills', { name: 'x', kind: 'skill' })).status).toBe(403)
    const skill = await add('Chess')
    const nobody = await give(skill, [{ agentId: `agt_${'0'.repeat(26)}`, proficiency: 3 }])
    expect(nobody.body).toEqual(problem('agent.not-an-agent'))
    const change = { name: 'Go', kind: 'product' }
    const changed = await admin.ask('PATCH', `/skills/${skill.skillId}`, change, { 'if-match': skill.etag })
    await remove(changed.body as Skill)
    const { items } = (await admin.ask('GET', '/audit?limit=200')).body as {
      items: { action: string; subject?: string }[]
    }
    const noted = items.filter(({ subject }) => subject === skill.skillId).map(({ action }) => action)
    expect(noted).toEqual(['skill.removed', 'skill.changed', 'skill.created'])
  })
})

describe('what a queue asks', () => {
  const settingsOf = ({ queueId }: ManagedQueue) => core.services.decider.state?.queues.get(queueId)?.settings

  it('is what routing goes by, with who is asked first and who later', async () => {
    const russian = await add('Russian', 'language')
    const requirement = {
      all: [{ skillId: russian.skillId, least: 3 }, { not: { skillId: russian.skillId, least: 5 } }],
    }
    const relaxation = [
      { afterMs: 20_000, ring: 2 },
      { afterMs: 60_000, lowerBy: 2, drop: [russian.skillId] },
      { afterMs: 90_000, isAnybody: true },
    ]
    const members = [
      { agentId: aylin, priority: 0, ring: 1, weight: 3, position: 7 },
      { agentId: levan, priority: 0, ring: 2, weight: 1, position: 0 },
    ]
    const asked = { strategy: 'weightedRandom', requirement, relaxation, offersAtOnce: 2 }
    const made = await admin.ask('POST', '/queues', { name: 'Russian desk', ...asked, members })
    expect(made.body).toMatchObject(asked)
    const queue = made.body as ManagedQueue
    expect(queue.members).toHaveLength(2)
    expect(queue.members).toEqual(expect.arrayContaining(members.map((member) => expect.objectContaining(member))))
    expect(settingsOf(queue)).toMatchObject(asked)
    const memberships = core.services.decider.state?.agents.get(levan)?.settings.memberships
    expect(memberships).toContainEqual({ queueId: queue.queueId, priority: 0, ring: 2 })
    const { items } = (await admin.ask('GET', '/skills')).body as { items: Skill[] }
    expect(items.find(({ skillId }) => skillId === russian.skillId)?.queueIds).toEqual([queue.queueId])
  })

  it('is refused where it makes no sense', async () => {
    const skillId = `skl_${'0'.repeat(26)}` as SkillId
    const asked = (more: object) => admin.ask('POST', '/queues', { name: 'Wrong', ...more })
    expect((await asked({ requirement: { skillId, least: 3 } })).body).toEqual(problem('skill.not-found'))
    expect((await asked({ relaxation: [{ afterMs: 1000, drop: [skillId] }] })).body).toEqual(problem('skill.not-found'))
    for (const requirement of [{ all: [] }, { skillId, least: 6 }, { skillId }, 'any', { not: { all: [] } }]) {
      expect((await asked({ requirement })).body, JSON.stringify(requirement)).toEqual(problem('request.malformed'))
    }
    const twice = [
      { afterMs: 1000, ring: 2 },
      { afterMs: 1000, isAnybody: true },
    ]
    expect((await asked({ relaxation: twice })).body).toEqual(problem('request.malformed'))
    expect((await asked({ strategy: 'whoeverShouts' })).status).toBe(400)
    expect((await asked({ offersAtOnce: 0 })).status).toBe(400)
  })
})

describe('what strategies count', () => {
  const talliedSince = () => core.services.decider.state?.agents.get(aylin)?.tally.sinceMs ?? 0

  it('begins anew when its period is over, and not before', async () => {
    const shown = await admin.ask('GET', '/routing/tally-period')
    expect(shown.body).toMatchObject({ period: 'day', resetMinute: 0 })
    const set = await admin.ask('PUT', '/routing/tally-period', { period: 'week', resetMinute: 360 })
    expect(set.body).toMatchObject({ period: 'week', resetMinute: 360 })
    const { db, decider, logger } = core.services
    const before = talliedSince()
    const lookAt = (wallMs: number) => new TallyReset({ db, decider, logger, clock: { wallMs: () => wallMs } }).look()
    await lookAt(before)
    expect(talliedSince()).toBe(before)
    await lookAt(before + 8 * 86_400_000)
    expect(talliedSince()).toBeGreaterThan(before)
    expect((await samira.ask('GET', '/routing/tally-period')).status).toBe(403)
  })
})
