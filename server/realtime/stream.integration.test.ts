import Value from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type { LegId } from '#kernel/ids.ts'
import { type EdgeEvent, EdgeInspection } from '#protocol/edge/index.ts'
import type { Me } from '#protocol/http/index.ts'
import type { DeskInteraction, DeskOffer, StreamToPage, TelephonyLeg } from '#protocol/realtime/index.ts'
import { startTestCore, type TestBrowser, type TestCore, testEdgeId } from '../api/testing.ts'

let core: TestCore
let port: number
const opened: WebSocket[] = []
beforeAll(async () => {
  core = await startTestCore()
  await core.http.listen()
  const address = core.http.app.server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(async () => {
  for (const socket of opened) socket.terminate()
  await core.stop()
})

/** A page with the stream open. `until` resolves with the first message, also of the past, that fits. */
async function page(browser: TestBrowser, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`, {
    headers: {
      origin: `http://127.0.0.1:${port}`,
      ...(browser.cookie ? { cookie: browser.cookie } : {}),
      ...headers,
    },
  })
  opened.push(socket)
  const heard: StreamToPage[] = []
  const waiters = new Set<() => void>()
  let closedWith: number | undefined
  socket.on('message', (data) => {
    heard.push(JSON.parse(data.toString()))
    for (const look of [...waiters]) look()
  })
  socket.on('close', (code) => {
    closedWith = code
    for (const look of [...waiters]) look()
  })
  const refusal = await new Promise<number | undefined>((resolve, reject) => {
    socket.on('open', () => resolve(undefined))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.on('error', reject)
  }).catch(() => -1)
  const until = <Value>(look: () => Value | undefined): Promise<Value> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never came; heard ${JSON.stringify(heard)}`)), 5_000)
      const tryIt = () => {
        const value = look()
        if (value === undefined) return
        clearTimeout(timer)
        waiters.delete(tryIt)
        resolve(value)
      }
      waiters.add(tryIt)
      tryIt()
    })
  const entries = (topic: string) => {
    let shown: Record<string, unknown> | undefined
    for (const message of heard) {
      if (message.type === 'snapshot' && message.topic === topic) shown = { ...message.entries }
      if (message.type === 'delta' && message.topic === topic) {
        shown = { ...shown, ...message.set }
        for (const key of message.remove) delete shown[key]
      }
    }
    return shown
  }
  return {
    socket,
    heard,
    refusal,
    until,
    entries,
    say: (message: unknown) => socket.send(JSON.stringify(message)),
    closed: () => until(() => closedWith),
    entry: <Entry>(topic: string, prefix: string, fits: (entry: Entry) => boolean = () => true) =>
      until(() => {
        const found = Object.entries(entries(topic) ?? {}).find(
          ([key, entry]) => key.startsWith(prefix) && fits(entry as Entry),
        )
        return found?.[1] as Entry | undefined
      }),
  }
}

describe('the stream', () => {
  it('opens only for our own pages of people who are signed in', async () => {
    const aylin = await core.signIn('aylin')
    expect((await page(core.browser())).refusal).toBe(401)
    expect((await page(aylin, { origin: 'https://evil.example' })).refusal).toBe(403)
    expect((await page(aylin)).refusal).toBeUndefined()
  })

  it('tells a desk its life from ring to wrap-up, in every tab', async () => {
    const aylin = await core.signIn('aylin')
    const tabs = [await page(aylin), await page(aylin)]
    for (const tab of tabs) tab.say({ type: 'subscribe', topic: 'desk' })
    await core.readyAgent(aylin)
    const interactionId = await core.call('+995322247247')
    for (const tab of tabs) {
      const offer = await tab.entry<DeskOffer>('desk', 'offer:', ({ callerNumber }) => callerNumber !== undefined)
      expect(offer).toMatchObject({
        interactionId,
        queueName: 'Support',
        callerNumber: '+995322247247',
        dialedNumber: '200',
      })
    }
    await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
    for (const tab of tabs) {
      await tab.entry<DeskInteraction>('desk', `interaction:${interactionId}`, ({ state }) => state === 'engaged')
    }
    const customer = { name: 'Nino Beridze', phoneNumbers: ['+995322247247'] }
    const { customerId } = (await aylin.ask('POST', '/customers', customer)).body as { customerId: string }
    await aylin.ask('PUT', `/interactions/${interactionId}/customer`, { customerId })
    await tabs[0]?.entry<DeskInteraction>('desk', 'interaction:', ({ customerName }) => customerName === 'Nino Beridze')
    await aylin.ask('PATCH', `/customers/${customerId}`, { name: 'Nino B.' }, { 'if-match': '*' })
    await tabs[0]?.entry<DeskInteraction>('desk', 'interaction:', ({ customerName }) => customerName === 'Nino B.')
    await core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    await tabs[1]?.entry<DeskInteraction>('desk', 'interaction:', ({ endReason }) => endReason === 'customer-left')
    await aylin.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
    await tabs[1]?.until(() => (`interaction:${interactionId}` in (tabs[1]?.entries('desk') ?? {}) ? undefined : true))
    await aylin.ask('PUT', '/me/presence', { presence: 'offline' })
  })

  it('knows the caller whose number one customer has, and asks about one that several have', async () => {
    const aylin = await core.signIn('aylin')
    const make = (name: string, number: string) => aylin.ask('POST', '/customers', { name, phoneNumbers: [number] })
    await make('Only Owner', '+36 1 555 0001')
    await make('One of two', '+36 1 555 0002')
    await make('Other of two', '+36 1 555 0002')
    const desk = await page(aylin)
    desk.say({ type: 'subscribe', topic: 'desk' })
    await core.readyAgent(aylin)
    const known = await core.call('+3615550001')
    await desk.entry<DeskOffer>('desk', 'offer:', ({ customerName }) => customerName === 'Only Owner')
    await core.services.decider.execute({ type: 'CustomerLeft', interactionId: known, reason: 'customer-left' })
    const asked = await core.call('+3615550002')
    const offer = await desk.entry<DeskOffer>('desk', 'offer:', ({ callerNumber }) => callerNumber === '+3615550002')
    expect(offer).toMatchObject({ interactionId: asked })
    expect(offer).not.toHaveProperty('customerName')
    await core.services.decider.execute({ type: 'CustomerLeft', interactionId: asked, reason: 'customer-left' })
    await aylin.ask('PUT', '/me/presence', { presence: 'offline' })
  })

  it('gives a page that comes back what it missed, and a stranger’s position a snapshot', async () => {
    const levan = await core.signIn('levan')
    const first = await page(levan)
    first.say({ type: 'subscribe', topic: 'desk' })
    const snapshot = await first.until(() => first.heard.find((one) => one.type === 'snapshot'))
    const hello = first.heard.find((one) => one.type === 'hello')
    const resume = { origin: hello?.type === 'hello' ? hello.origin : '', position: snapshot.position }
    first.socket.close()
    await core.readyAgent(levan)
    const second = await page(levan)
    second.say({ type: 'subscribe', topic: 'desk', resume })
    const missed = await second.until(() => second.heard.find((one) => one.type === 'delta'))
    expect(missed.set).toMatchObject({ presence: { presence: 'available' } })
    expect(second.heard.some((one) => one.type === 'snapshot')).toBe(false)
    const third = await page(await core.signIn('reza'))
    third.say({ type: 'subscribe', topic: 'desk', resume })
    await third.until(() => third.heard.find((one) => one.type === 'snapshot'))
    await levan.ask('PUT', '/me/presence', { presence: 'offline' })
  })

  it('shows the floor to supervisors, and the queues to everybody', async () => {
    const [samira, levan] = [await core.signIn('samira'), await core.signIn('levan')]
    const [floor, desk] = [await page(samira), await page(levan)]
    floor.say({ type: 'subscribe', topic: 'agents' })
    desk.say({ type: 'subscribe', topic: 'agents' })
    desk.say({ type: 'subscribe', topic: 'queues' })
    await desk.until(() => desk.heard.find((one) => one.type === 'refused'))
    await floor.until(() => floor.heard.find((one) => one.type === 'snapshot'))
    // The supervisor has a station too.
    expect(Object.values(floor.entries('agents') ?? {})).toHaveLength(5)
    await core.readyAgent(levan)
    await floor.entry<{ name: string }>('agents', 'agt_', (agent) => agent.name === 'Levan Kapanadze')
    await floor.entry<{ presence: string }>('agents', 'agt_', (agent) => agent.presence === 'available')
    await desk.entry<{ agentsAvailable: number }>('queues', 'que_', (queue) => queue.agentsAvailable === 1)
    await levan.ask('PUT', '/me/presence', { presence: 'offline' })
  })

  it('takes the call off the desk of who was asked and did not come, and says so to who asked', async () => {
    const [reza, zsofia] = [await core.signIn('reza'), await core.signIn('zsofia')]
    const [asking, asked] = [await page(reza), await page(zsofia)]
    for (const desk of [asking, asked]) desk.say({ type: 'subscribe', topic: 'desk' })
    await core.readyAgent(reza)
    const interactionId = await core.call()
    await reza.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
    await core.readyAgent(zsofia)
    const { agentId } = (await zsofia.ask('GET', '/me')).body as { agentId: string }
    const whom = { with: { kind: 'agent', agentId } }
    const { status, text } = await reza.ask('POST', `/interactions/${interactionId}/consultation`, whom)
    expect(status, text).toBeLessThan(300)
    await asked.entry<DeskInteraction>('desk', 'interaction:', ({ isToAnswer }) => isToAnswer === true)
    await asking.entry<DeskInteraction>('desk', 'interaction:', ({ heldSinceMs }) => heldSinceMs !== undefined)
    const legId = core.services.decider.state?.calls.get(interactionId)?.consultation?.legId as LegId
    await core.services.decider.execute({ type: 'CalledPartyLeft', interactionId, legId, reason: 'no-answer' })
    await asked.until(() => (`interaction:${interactionId}` in (asked.entries('desk') ?? {}) ? undefined : true))
    await asking.entry<{ name: string }>('desk', 'unreached', ({ name }) => name === 'Zsófia Nagy')
    await core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    await reza.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
    for (const agent of [reza, zsofia]) await agent.ask('PUT', '/me/presence', { presence: 'offline' })
  })

  it('shows what a colleague wrote to whom he asks, and to whoever gets the call from the queue', async () => {
    const [reza, zsofia] = [await core.signIn('reza'), await core.signIn('zsofia')]
    const desk = await page(zsofia)
    desk.say({ type: 'subscribe', topic: 'desk' })
    await core.readyAgent(reza)
    const interactionId = await core.call()
    await reza.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
    await core.readyAgent(zsofia)
    const { agentId } = (await zsofia.ask('GET', '/me')).body as { agentId: string }
    const whom = { with: { kind: 'agent', agentId }, note: ' Asks for an invoice of March. ' }
    const asked = await reza.ask('POST', `/interactions/${interactionId}/consultation`, whom)
    expect(asked.status, asked.text).toBe(200)
    const shown = await desk.entry<DeskInteraction>('desk', 'interaction:', ({ handOverNotes }) => !!handOverNotes)
    expect(shown.handOverNotes).toMatchObject([{ text: 'Asks for an invoice of March.', byName: 'Reza Karimi' }])
    await reza.ask('DELETE', `/interactions/${interactionId}/consultation`)
    const { queueId } = core.services.decider.state?.calls.get(interactionId)?.engagement ?? {}
    const sent = { to: { kind: 'queue', queueId }, note: 'He has the number of the order.' }
    const sentOn = await reza.ask('POST', `/interactions/${interactionId}/send-on`, sent)
    expect(sentOn.status, sentOn.text).toBe(200)
    const offer = await desk.entry<DeskOffer>('desk', 'offer:', ({ handOverNotes }) => handOverNotes?.length === 2)
    expect(offer.handOverNotes?.map(({ text }) => text)).toEqual([sent.note, whom.note.trim()])
    await core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    await reza.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
    for (const agent of [reza, zsofia]) await agent.ask('PUT', '/me/presence', { presence: 'offline' })
  })

  it('shows every call to supervisors, and who is parked to all who take calls', async () => {
    const [samira, aylin] = [await core.signIn('samira'), await core.signIn('aylin')]
    const [floor, desk] = [await page(samira), await page(aylin)]
    await core.readyAgent(aylin)
    const interactionId = await core.call()
    await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
    floor.say({ type: 'subscribe', topic: 'calls' })
    desk.say({ type: 'subscribe', topic: 'calls' })
    desk.say({ type: 'subscribe', topic: 'parked' })
    await desk.until(() => desk.heard.find((one) => one.type === 'refused'))
    await floor.entry<{ agentName: string }>('calls', 'int_', (call) => call.agentName === 'Aylin Məmmədova')
    const answer = await aylin.ask('POST', `/interactions/${interactionId}/park`)
    expect(answer).toMatchObject({ status: 200, body: { slot: 1 } })
    await desk.entry<{ callerNumber: string }>('parked', '1', (parked) => parked.callerNumber === '+995322247247')
    await floor.entry<{ state: string }>('calls', 'int_', (call) => call.state === 'parked')
  })

  it('tells when a caller’s sound is gone', async () => {
    const aylin = await core.signIn('aylin')
    const desk = await page(aylin)
    desk.say({ type: 'subscribe', topic: 'desk' })
    await core.readyAgent(aylin)
    const interactionId = await core.call()
    await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
    const legId = core.services.decider.state?.calls.get(interactionId)?.customerLegId as never
    core.edge.tell((listener) => listener.event?.({ type: 'leg.silent', legId, isSilent: true }, testEdgeId))
    await desk.entry<DeskInteraction>('desk', 'interaction:', ({ isSilent }) => isSilent === true)
    await aylin.ask('POST', `/interactions/${interactionId}/hang-up`)
    await aylin.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
  })

  it('closes when its sign-in ends', async () => {
    const aylin = await core.signIn('aylin')
    const [one, other] = [await page(aylin), await page(await core.signIn('aylin'))]
    await aylin.ask('POST', '/sign-out')
    expect(await one.closed()).toBe(4401)
    other.say({ type: 'ping' })
    await other.until(() => other.heard.find((message) => message.type === 'pong'))
  })

  it('closes when what the person may do changes', async () => {
    const [admin, reza] = [await core.signIn('admin'), await core.signIn('reza')]
    const open = await page(reza)
    const { personId } = (await reza.ask('GET', '/me')).body as Me
    await admin.ask('PATCH', `/people/${personId}`, { roles: ['agent', 'supervisor'] }, { 'if-match': '*' })
    expect(await open.closed()).toBe(4401)
    const again = await page(reza)
    again.say({ type: 'subscribe', topic: 'agents' })
    await again.until(() => again.heard.find((message) => message.type === 'snapshot'))
  })
})

describe('telephony, live', () => {
  const tell = (event: EdgeEvent) => core.edge.tell((listener) => listener.event?.(event, testEdgeId))
  const leg = (legId: LegId): EdgeEvent => ({
    type: 'leg.incoming',
    leg: {
      legId,
      edgeId: testEdgeId,
      transport: 'sip',
      direction: 'inbound',
      state: 'initiated',
      callerNumber: '+994125550000',
      dialedNumber: '200',
      muted: false,
      ageMs: 0,
    },
  })

  it('shows legs from their beginning to their end, and where phones are registered', async () => {
    const registration = {
      user: '702',
      contact: 'sip:702@192.0.2.7:5060',
      transport: 'udp' as const,
      remote: '192.0.2.7:5060',
      sinceMs: 1,
      expiresAtMs: 2,
    }
    core.edge.answerWith('edge.inspect', {
      inspection: JSON.stringify({ ...Value.Create(EdgeInspection), registrations: [registration] }),
    })
    const samira = await page(await core.signIn('samira'))
    samira.say({ type: 'subscribe', topic: 'telephony' })
    await samira.entry('telephony', 'registration:702', () => true)
    const legId = core.newId('leg')
    tell(leg(legId))
    await samira.entry<TelephonyLeg>(
      'telephony',
      `leg:${legId}`,
      ({ callerNumber }) => callerNumber === '+994125550000',
    )
    tell({ type: 'leg.connected', legId })
    await samira.entry<TelephonyLeg>('telephony', `leg:${legId}`, ({ state }) => state === 'connected')
    tell({ type: 'leg.ended', legId, reason: 'party-left', durationMs: 1 })
    await samira.until(() => (`leg:${legId}` in (samira.entries('telephony') ?? {}) ? undefined : true))
  })

  it('is for those who may read telephony, and alarms for those who watch the floor', async () => {
    const aylin = await page(await core.signIn('aylin'))
    for (const topic of ['telephony', 'alarms']) {
      aylin.say({ type: 'subscribe', topic })
      await aylin.until(() => aylin.heard.find((message) => message.type === 'refused' && message.topic === topic))
    }
    const samira = await page(await core.signIn('samira'))
    samira.say({ type: 'subscribe', topic: 'alarms' })
    await samira.until(() => samira.entries('alarms'))
    await core.services.alarms.raise({ kind: 'edge-away', subject: 'edge', subjectId: 'edge' })
    await samira.entry<{ kind: string }>('alarms', 'alm_', ({ kind }) => kind === 'edge-away')
    await core.services.alarms.clear('edge-away', 'edge')
    await samira.until(() => (Object.keys(samira.entries('alarms') ?? {}).length === 0 ? true : undefined))
  })
})
