import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { InteractionId } from '#kernel/ids.ts'
import type { Interaction, InteractionSummary, Me } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore, testEdgeId } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
let levan: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  aylin = await core.signIn('aylin')
  levan = await core.signIn('levan')
})
afterAll(() => core.stop())
afterEach(async () => {
  for (const agent of [aylin, levan]) await agent.ask('PUT', '/me/presence', { presence: 'offline' })
  for (const { interactionId } of [...(core.services.decider.state?.interactions.values() ?? [])]) {
    await core.services.decider.execute({ type: 'EndInteraction', interactionId, reason: 'supervisor-ended' })
    for (const agent of [aylin, levan]) await agent.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
  }
  core.edge.commands.length = 0
})

const problem = (code: string) => expect.objectContaining({ code })
const commands = () => core.edge.commands.map(({ type }) => type)

async function answeredCall(agent: TestBrowser, callerNumber?: string): Promise<InteractionId> {
  await core.readyAgent(agent)
  const interactionId = await core.call(callerNumber)
  const accepted = await agent.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
  expect(accepted).toMatchObject({ status: 200, body: { interactionId } })
  return interactionId
}

describe('going available', () => {
  it('needs a station to talk through', async () => {
    const reza = await core.signIn('reza')
    const answer = await reza.ask('PUT', '/me/presence', { presence: 'available' })
    expect(answer).toMatchObject({ status: 409, body: problem('agent.no-station') })
  })

  it('waits a moment for a station that is being connected', async () => {
    const zsofia = await core.signIn('zsofia')
    const { agentId } = (await zsofia.ask('GET', '/me')).body as Me
    const connected = await zsofia.ask('PUT', '/me/station', { offerSdp: 'v=0 an offer of a browser' })
    const { stationId } = connected.body as { stationId: never }
    expect(connected).toMatchObject({ status: 200, body: { answerSdp: 'v=0 an answer' } })
    const going = zsofia.ask('PUT', '/me/presence', { presence: 'available' })
    await core.services.decider.execute({
      type: 'StationReachable',
      agentId: agentId as never,
      stationId,
      edgeId: testEdgeId,
      legId: core.newId('leg'),
    })
    expect((await going).status).toBe(200)
    await zsofia.ask('PUT', '/me/presence', { presence: 'offline' })
  })

  it('says what the browser offered wrong', async () => {
    core.edge.failNext({ code: 'bad-offer', sentence: 'no audio' })
    const answer = await aylin.ask('PUT', '/me/station', { offerSdp: 'v=0 an offer of a browser' })
    expect(answer).toMatchObject({ status: 422, body: problem('media.bad-offer') })
  })
})

describe('an offer', () => {
  it('is accepted once', async () => {
    await core.readyAgent(aylin)
    const interactionId = await core.call()
    const offerId = core.offerOf(interactionId)
    const [first, second] = await Promise.all([
      aylin.ask('POST', `/offers/${offerId}/accept`),
      aylin.ask('POST', `/offers/${offerId}/accept`),
    ])
    const accepted = { status: 200, body: { interactionId } }
    expect([first, second]).toMatchObject([accepted, accepted])
    expect(await aylin.ask('POST', `/offers/${offerId}/accept`)).toMatchObject(accepted)
  })

  it('is nobody else’s to take or to refuse', async () => {
    await core.readyAgent(aylin)
    const offerId = core.offerOf(await core.call())
    const taken = await levan.ask('POST', `/offers/${offerId}/accept`)
    expect(taken).toMatchObject({ status: 403, body: problem('offer.not-yours') })
    expect((await levan.ask('POST', `/offers/${offerId}/decline`)).status).toBe(403)
    expect((await core.browser().ask('POST', `/offers/${offerId}/accept`)).status).toBe(401)
  })

  it('that is declined goes to the next agent', async () => {
    await core.readyAgent(aylin)
    const interactionId = await core.call()
    const offerId = core.offerOf(interactionId)
    await core.readyAgent(levan)
    expect((await aylin.ask('POST', `/offers/${offerId}/decline`)).status).toBe(200)
    expect(core.offerOf(interactionId)).not.toBe(offerId)
    expect((await levan.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)).status).toBe(200)
    expect((await aylin.ask('POST', `/offers/${offerId}/accept`)).body).toEqual(problem('offer.gone'))
  })

  it('whose id is none is not found', async () => {
    expect((await aylin.ask('POST', '/offers/everything/accept')).body).toEqual(problem('offer.not-found'))
  })
})

describe('a call in hand', () => {
  it('is held, retrieved, muted, given digits and hung up, each at the edge', async () => {
    const id = await answeredCall(aylin)
    core.edge.commands.length = 0
    for (const [method, verb, body] of [
      ['POST', 'hold', undefined],
      ['POST', 'retrieve', undefined],
      ['PUT', 'muted', { isMuted: true }],
      ['POST', 'digits', { digits: '159#' }],
      ['POST', 'hang-up', undefined],
    ] as const) {
      expect(await aylin.ask(method, `/interactions/${id}/${verb}`, body), verb).toMatchObject({ status: 200 })
    }
    expect(commands()).toEqual(
      expect.arrayContaining(['bridge.hold', 'bridge.retrieve', 'leg.mute', 'leg.digits', 'leg.end']),
    )
    expect((await aylin.ask('POST', `/interactions/${id}/finish-wrap-up`)).status).toBe(200)
    await core.settled()
    const { body } = await aylin.ask('GET', `/interactions/${id}`)
    expect((body as Interaction).state).toBe('ended')
    expect((body as Interaction).segments.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['talk', 'hold', 'wrapUp']),
    )
  })

  it('is held before the legs are joined too: what the decider grants is done with the join', async () => {
    const id = await answeredCall(aylin)
    const isHeld = () => core.services.decider.state?.calls.get(id)?.engagement?.isHeld
    for (const code of ['no-such-bridge', 'wrong-state'] as const) {
      core.edge.failNext({ code, sentence: 'the phone was answered this very moment' })
      expect(await aylin.ask('POST', `/interactions/${id}/hold`), code).toMatchObject({ status: 200 })
      expect(isHeld()).toBe(true)
      core.edge.failNext({ code, sentence: '' })
      expect(await aylin.ask('POST', `/interactions/${id}/retrieve`), code).toMatchObject({ status: 200 })
      expect(isHeld()).toBe(false)
    }
    // Nobody presses digits later for him.
    core.edge.failNext({ code: 'wrong-state', sentence: '' })
    const digits = await aylin.ask('POST', `/interactions/${id}/digits`, { digits: '1' })
    expect(digits).toMatchObject({ status: 502, body: problem('edge.refused') })
    core.edge.failNext({ code: 'failed', sentence: '' })
    expect(await aylin.ask('POST', `/interactions/${id}/hold`)).toMatchObject({ status: 502 })
    await aylin.ask('POST', `/interactions/${id}/hang-up`)
    await aylin.ask('POST', `/interactions/${id}/finish-wrap-up`)
  })

  it('answers to its agent alone', async () => {
    const id = await answeredCall(aylin)
    core.edge.commands.length = 0
    const hung = await levan.ask('POST', `/interactions/${id}/hang-up`)
    expect(hung).toMatchObject({ status: 403, body: problem('interaction.not-yours') })
    expect(core.edge.commands).toEqual([])
    expect((await aylin.ask('POST', `/interactions/${id}/digits`, { digits: '12x' })).status).toBe(400)
  })

  it('does not tell its agent who only listens, in the history either', async () => {
    const samira = await core.signIn('samira')
    await core.readyAgent(samira)
    await samira.ask('PUT', '/me/presence', { presence: 'offline' })
    const id = await answeredCall(aylin)
    const monitors = async (who: TestBrowser) => {
      await core.settled()
      const { segments } = (await who.ask('GET', `/interactions/${id}`)).body as Interaction
      return segments.filter(({ kind }) => kind === 'monitor').map(({ outcome }) => outcome ?? 'runs')
    }
    expect((await samira.ask('PUT', `/interactions/${id}/monitoring`, { mode: 'listen' })).status).toBe(200)
    expect(await monitors(aylin)).toEqual([])
    expect(await monitors(samira)).toEqual(['runs'])
    expect((await samira.ask('PUT', `/interactions/${id}/monitoring`, { mode: 'coach' })).status).toBe(200)
    expect((await samira.ask('DELETE', `/interactions/${id}/monitoring`)).status).toBe(200)
    expect(await monitors(aylin)).toEqual(['coached'])
    expect(await monitors(samira)).toEqual(['listened', 'coached'])
    // Nobody monitors who may not, and nobody does to a call what is its agent's alone.
    expect((await levan.ask('PUT', `/interactions/${id}/monitoring`, { mode: 'listen' })).status).toBe(403)
    expect((await levan.ask('POST', `/interactions/${id}/take-over`)).status).toBe(403)
    const customerLegId = core.services.decider.state?.calls.get(id)?.customerLegId
    const muted = await levan.ask('PUT', `/interactions/${id}/parties/${customerLegId}/muted`, { isMuted: true })
    expect(muted).toMatchObject({ status: 403, body: problem('interaction.not-yours') })
    const nobody = await aylin.ask('DELETE', `/interactions/${id}/parties/${core.newId('leg')}`)
    // Who is not there has been removed.
    expect(nobody).toMatchObject({ status: 200 })
  })

  it('cannot be done to a call that is not there', async () => {
    const answer = await aylin.ask('POST', `/interactions/${core.newId('interaction')}/hang-up`)
    expect(answer).toMatchObject({ status: 404, body: problem('interaction.not-found') })
  })

  it('gets a note, an outcome and a customer', async () => {
    const id = await answeredCall(aylin, '+36301234567')
    const { items } = (await aylin.ask('GET', '/dispositions')).body as {
      items: { dispositionId: string; name: string }[]
    }
    const customer = (await aylin.ask('POST', '/customers', { name: 'Éva', phoneNumbers: ['06 30 123 4567'] }))
      .body as {
      customerId: string
    }
    expect((await aylin.ask('PUT', `/interactions/${id}/note`, { text: 'Calls again' })).status).toBe(200)
    expect(
      (await aylin.ask('PUT', `/interactions/${id}/disposition`, { dispositionId: items[0]?.dispositionId })).status,
    ).toBe(200)
    expect((await aylin.ask('PUT', `/interactions/${id}/customer`, { customerId: customer.customerId })).status).toBe(
      200,
    )
    await core.settled()
    expect((await aylin.ask('GET', `/interactions/${id}`)).body).toMatchObject({
      note: 'Calls again',
      dispositionName: items[0]?.name,
      customerName: 'Éva',
      callerNumber: '+36301234567',
    })
    expect((await levan.ask('PUT', `/interactions/${id}/note`, { text: 'mine' })).status).toBe(403)
    const nothing = await aylin.ask('PUT', `/interactions/${id}/disposition`, {
      dispositionId: core.newId('disposition'),
    })
    expect(nothing.body).toEqual(problem('disposition.not-found'))
  })
})

describe('the history', () => {
  it('shows agents their own interactions and supervisors all', async () => {
    const ofAylin = await answeredCall(aylin)
    const ofLevan = await answeredCall(levan)
    await core.settled()
    const list = async (browser: TestBrowser, query = '') =>
      ((await browser.ask('GET', `/interactions${query}`)).body as { items: InteractionSummary[] }).items.map(
        (one) => one.interactionId,
      )
    expect(await list(aylin)).toContain(ofAylin)
    expect(await list(aylin)).not.toContain(ofLevan)
    expect((await aylin.ask('GET', `/interactions/${ofLevan}`)).status).toBe(404)
    const samira = await core.signIn('samira')
    expect(await list(samira)).toEqual(expect.arrayContaining([ofAylin, ofLevan]))
    expect((await samira.ask('GET', `/interactions/${ofLevan}`)).status).toBe(200)
    const { agentId } = (await levan.ask('GET', '/me')).body as Me
    expect(await list(samira, `?agentId=${agentId}`)).not.toContain(ofAylin)
    expect(await list(aylin, `?agentId=${agentId}`)).toEqual([])
  })

  it('comes in pages, newest first, without a gap and without a double', async () => {
    for (let i = 0; i < 5; i++) await core.call(`+3620999000${i}`)
    await core.settled()
    const samira = await core.signIn('samira')
    const seen: InteractionSummary[] = []
    for (let path = '/interactions?limit=2', pages = 0; pages < 30; pages++) {
      const page = (await samira.ask('GET', path)).body as { items: InteractionSummary[]; next?: string }
      seen.push(...page.items)
      if (!page.next) break
      path = `/interactions?limit=2&cursor=${page.next}`
    }
    const starts = seen.map(({ startedAt }) => startedAt)
    expect(starts).toEqual([...starts].sort().reverse())
    expect(new Set(seen.map(({ interactionId }) => interactionId)).size).toBe(seen.length)
    expect(seen.filter(({ callerNumber }) => callerNumber?.startsWith('+3620999000'))).toHaveLength(5)
    expect((await samira.ask('GET', '/interactions?search=999 0003')).body).toMatchObject({
      items: [{ callerNumber: '+36209990003' }],
    })
  })
})

describe('a recording', () => {
  const sound = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251))

  async function recorded(state: 'ready' | 'recording' = 'ready') {
    const interactionId = await answeredCall(aylin)
    await core.settled()
    const recordingId = core.newId('recording')
    core.keepSound(recordingId, sound)
    const { agentId } = (await aylin.ask('GET', '/me')).body as { agentId: never }
    const facts = { state, started_at: new Date(), sha256: 'ab' }
    await core.services.db
      .insertInto('recording')
      .values({ recording_id: recordingId, interaction_id: interactionId, agent_id: agentId, ...facts })
      .execute()
    return { interactionId, recordingId, path: `/recordings/${recordingId}/audio` }
  }

  it('is heard by its agent and by supervisors, and by nobody else', async () => {
    const { path, interactionId, recordingId } = await recorded()
    const whole = await aylin.ask('GET', path)
    expect(whole).toMatchObject({
      status: 200,
      headers: { 'content-type': 'audio/wav', 'cache-control': 'private, no-store' },
    })
    expect(whole.bytes.equals(sound)).toBe(true)
    expect((await (await core.signIn('samira')).ask('GET', path)).status).toBe(200)
    expect(await levan.ask('GET', path)).toMatchObject({ status: 403, body: problem('permission.denied') })
    expect((await (await core.signIn('admin')).ask('GET', path)).status).toBe(403)
    expect((await core.browser().ask('GET', path)).status).toBe(401)
    expect((await levan.ask('GET', `/interactions/${interactionId}/recordings`)).status).toBe(404)
    const listed = (await aylin.ask('GET', `/interactions/${interactionId}/recordings`)).body as { items: object[] }
    expect(listed.items).toContainEqual(expect.objectContaining({ recordingId, isReady: true, channels: 2 }))
  })

  it('is played in ranges', async () => {
    const { path } = await recorded()
    const part = await aylin.ask('GET', path, undefined, { range: 'bytes=10-19' })
    expect(part).toMatchObject({
      status: 206,
      headers: { 'content-range': 'bytes 10-19/1000', 'content-length': '10' },
    })
    expect(part.bytes.equals(sound.subarray(10, 20))).toBe(true)
    const last = await aylin.ask('GET', path, undefined, { range: 'bytes=-5' })
    expect(last.bytes.equals(sound.subarray(995))).toBe(true)
    const beyond = await aylin.ask('GET', path, undefined, { range: 'bytes=1000-' })
    expect(beyond).toMatchObject({ status: 416, body: problem('recording.bad-range') })
    expect(beyond.headers['content-range']).toBe('bytes */1000')
    const old = await aylin.ask('GET', path, undefined, { range: 'bytes=10-19', 'if-range': '"another"' })
    expect(old.status).toBe(200)
    const head = await aylin.ask('HEAD', path)
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '1000', 'accept-ranges': 'bytes' } })
    expect(head.bytes).toHaveLength(0)
  })

  it('that is not finished, or never was, says so', async () => {
    const { path } = await recorded('recording')
    expect(await aylin.ask('GET', path)).toMatchObject({ status: 409, body: problem('recording.not-ready') })
    const nothing = await aylin.ask('GET', `/recordings/${core.newId('recording')}/audio`)
    expect(nothing).toMatchObject({ status: 404, body: problem('recording.not-found') })
  })

  it('leaves one trace for one listening', async () => {
    const { path, recordingId } = await recorded()
    for (const range of ['bytes=0-99', 'bytes=100-199', 'bytes=200-299'])
      await aylin.ask('GET', path, undefined, { range })
    const entries = await core.services.db
      .selectFrom('audit_entry')
      .selectAll()
      .where('subject', '=', recordingId)
      .execute()
    expect(entries.map(({ action }) => action)).toEqual(['recording.listened'])
  })
})

describe('a call from a web page', () => {
  const body = { number: '200', offerSdp: 'v=0 an offer of a browser', name: '  Nino \n Beridze ' }

  it('needs no sign-in, and a number that is answered here', async () => {
    const started = await core.browser().ask('POST', '/web-calls', body)
    expect(started).toMatchObject({ status: 201, body: { answerSdp: 'v=0 an answer' } })
    expect(core.edge.commands.at(-1)).toMatchObject({
      type: 'web-call.connect',
      dialedNumber: '200',
      callerNumber: expect.stringMatching(/^web-[b-z]{7}$/),
      callerName: 'Nino Beridze',
    })
    expect((await core.browser().ask('POST', '/web-calls', { ...body, number: '600' })).status).toBe(201)
    const unknown = await core.browser().ask('POST', '/web-calls', { ...body, number: '999' })
    expect(unknown).toMatchObject({ status: 404, body: problem('web-call.unknown-number') })
  })

  it('is limited by address', async () => {
    const answers: number[] = []
    for (let i = 0; i < 12; i++)
      answers.push((await core.browser('198.51.100.77').ask('POST', '/web-calls', body)).status)
    expect(answers.filter((status) => status === 201)).toHaveLength(10)
    const refused = await core.browser('198.51.100.77').ask('POST', '/web-calls', body)
    expect(refused).toMatchObject({ status: 429, body: problem('request.too-many') })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await core.browser('198.51.100.78').ask('POST', '/web-calls', body)).status).toBe(201)
  })

  it('says when the edge is away or full', async () => {
    core.edge.failNext({ code: 'not-connected', sentence: '' })
    expect(await core.browser('203.0.113.4').ask('POST', '/web-calls', body)).toMatchObject({
      status: 503,
      body: problem('edge.not-connected'),
    })
    core.edge.failNext({ code: 'overloaded', sentence: '' })
    expect(await core.browser('203.0.113.4').ask('POST', '/web-calls', body)).toMatchObject({
      status: 503,
      body: problem('edge.overloaded'),
    })
  })
})
