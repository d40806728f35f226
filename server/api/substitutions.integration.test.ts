import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, QueueId } from '#kernel/ids.ts'
import type { ListedAgent, Substitution, Substitutions } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let levanAtHisDesk: TestBrowser
let aylin: AgentId
let levan: AgentId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  levanAtHisDesk = await core.signIn('levan')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const idOf = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
  aylin = idOf('Aylin')
  levan = idOf('Levan')
})
afterAll(() => core.stop())

const activeOf = (agentId: AgentId) => core.services.decider.state?.substitutions.get(agentId)?.active ?? []
const soon = async (look: () => boolean) => {
  for (let tries = 0; tries < 100 && !look(); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(look()).toBe(true)
}

describe('a substitution', () => {
  it('is entered by a supervisor, holds at once, is changed, and ends with its removal', async () => {
    const made = await samira.ask('POST', '/substitutions', { agentId: levan, cause: 'leave', standInIds: [aylin] })
    expect(made.status, made.text).toBe(201)
    const entered = made.body as Substitution
    expect(entered).toMatchObject({ state: 'now', cause: 'leave', standIns: [{ agentId: aylin }] })
    await soon(() => activeOf(levan).length === 1)

    const until = new Date(Date.now() + 3_600_000).toISOString()
    const changed = await samira.ask(
      'PUT',
      `/substitutions/${entered.substitutionId}`,
      { agentId: levan, cause: 'sick', from: entered.from, until, standInIds: [aylin], isAnySkill: true },
      { 'if-match': entered.etag },
    )
    expect(changed.body).toMatchObject({ cause: 'sick', until, isAnySkill: true })
    expect(core.services.decider.state?.substitutions.get(levan)?.rules).toMatchObject([{ isAnySkill: true }])
    expect(activeOf(levan)).toHaveLength(1)

    const { items } = (await admin.ask('GET', '/substitutions?state=now')).body as Substitutions
    expect(items).toMatchObject([{ substitutionId: entered.substitutionId }])
    expect(((await admin.ask('GET', '/substitutions?cause=leave')).body as Substitutions).items).toEqual([])

    expect((await samira.ask('DELETE', `/substitutions/${entered.substitutionId}`)).status).toBe(200)
    expect(activeOf(levan)).toHaveLength(0)
    expect(core.services.decider.state?.substitutions.has(levan)).toBe(false)
    const { items: audited } = (await admin.ask('GET', '/audit')).body as { items: { action: string }[] }
    expect(audited.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['substitution.created', 'substitution.changed', 'substitution.removed']),
    )
  })

  it('that begins later waits for its day', async () => {
    const from = new Date(Date.now() + 86_400_000).toISOString()
    const made = await samira.ask('POST', '/substitutions', {
      agentId: levan,
      cause: 'leave',
      from,
      standInIds: [aylin],
    })
    expect(made.body).toMatchObject({ state: 'coming' })
    expect(activeOf(levan)).toHaveLength(0)
    await samira.ask('DELETE', `/substitutions/${(made.body as Substitution).substitutionId}`)
  })

  it('takes who stands in to the queues of whom he stands in for, and lets him serve nothing else there', async () => {
    const queue = await admin.ask('POST', '/queues', { name: 'Complaints', members: [{ agentId: levan, priority: 0 }] })
    expect(queue.status, queue.text).toBe(201)
    const { queueId } = queue.body as { queueId: QueueId }
    const membership = () =>
      core.services.decider.state?.agents.get(aylin)?.settings.memberships.find((one) => one.queueId === queueId)
    expect(membership()).toBeUndefined()
    const made = await samira.ask('POST', '/substitutions', { agentId: levan, cause: 'sick', standInIds: [aylin] })
    expect(membership()).toEqual({ queueId, priority: 0, isStandIn: true })
    await samira.ask('DELETE', `/substitutions/${(made.body as Substitution).substitutionId}`)
    expect(membership()).toBeUndefined()
  })

  it('begins by itself beyond a limit of one agent', async () => {
    const limit = { agentId: levan, cause: 'open-work', on: 5, off: 2, standInIds: [aylin] }
    const made = await samira.ask('POST', '/substitutions', limit)
    expect(made.body).toMatchObject({ state: 'watching', agentsOver: 0, leastMs: 60_000 })
    await samira.ask('DELETE', `/substitutions/${(made.body as Substitution).substitutionId}`)
  })

  it('is refused where nobody could stand in like that, with a sentence that says why', async () => {
    const wrong = [
      [{ agentId: levan, cause: 'leave', standInIds: [levan] }, 'himself'],
      [{ cause: 'leave', standInIds: [aylin] }, 'whose work'],
      [{ agentId: levan, cause: 'open-work', on: 2, off: 2, standInIds: [aylin] }, 'below'],
      [{ agentId: levan, cause: 'leave', until: '2020-01-01T00:00:00Z', standInIds: [aylin] }, 'before it begins'],
    ] as const
    for (const [body, words] of wrong) {
      const refused = await samira.ask('POST', '/substitutions', body)
      expect(refused.status).toBe(422)
      expect(refused.body).toMatchObject({ code: 'substitution.impossible', detail: expect.stringContaining(words) })
    }
  })
})

describe('an agent', () => {
  it('is away by his own word, sees it, and is there again by it', async () => {
    const made = await levanAtHisDesk.ask('POST', '/me/absences', { cause: 'leave', standInIds: [aylin] })
    expect(made.status, made.text).toBe(201)
    const { items } = (await levanAtHisDesk.ask('GET', '/me/absences')).body as { items: Substitution[] }
    expect(items).toMatchObject([{ agentId: levan, cause: 'leave', state: 'now' }])
    await soon(() => activeOf(levan).length === 1)
    const path = `/me/absences/${(made.body as Substitution).substitutionId}`
    expect((await (await core.signIn('aylin')).ask('DELETE', path)).status).toBe(404)
    expect((await levanAtHisDesk.ask('DELETE', path)).status).toBe(200)
    expect(activeOf(levan)).toHaveLength(0)
  })

  it('says nothing of others, and ends no limit that was set for him', async () => {
    expect((await levanAtHisDesk.ask('GET', '/substitutions')).status).toBe(403)
    const limit = { agentId: levan, cause: 'occupancy', on: 90, off: 70, standInIds: [aylin] }
    const made = (await samira.ask('POST', '/substitutions', limit)).body as Substitution
    expect((await levanAtHisDesk.ask('DELETE', `/me/absences/${made.substitutionId}`)).status).toBe(404)
  })
})
