import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InteractionId, LegId, TrunkId } from '#kernel/ids.ts'
import type { EdgeEvent, EdgeInspection, LadderStep } from '#protocol/edge/index.ts'
import type { AccessSettings, Alarm, InteractionLadders, ShownBan } from '#protocol/http/index.ts'
import { demoPassword, startTestCore, type TestBrowser, type TestCore, testEdgeId } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let aylin: TestBrowser
let samira: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  aylin = await core.signIn('aylin')
  samira = await core.signIn('samira')
})
afterAll(() => core.stop())

const tell = (event: EdgeEvent) => core.edge.tell((listener) => listener.event?.(event, testEdgeId))
const actions = async () => {
  const { items } = (await admin.ask('GET', '/audit?limit=200')).body as {
    items: { action: string; subject?: string }[]
  }
  return items
}
const step = (over: Partial<LadderStep>): LadderStep => ({
  atMs: Date.now(),
  direction: 'in',
  transport: 'udp',
  remote: '192.0.2.9:5060',
  method: 'INVITE',
  cseq: 1,
  ...over,
})
const eventually = async (check: () => Promise<void>) => {
  for (let tries = 0; ; tries++) {
    try {
      return await check()
    } catch (error) {
      if (tries > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

describe('the signalling of an interaction', () => {
  let interactionId: InteractionId
  let legId: LegId
  const steps = [step({}), step({ direction: 'out', status: 200, reason: 'OK' }), step({ method: 'BYE', cseq: 2 })]

  beforeAll(async () => {
    interactionId = await core.call()
    legId = core.services.decider.state?.calls.get(interactionId)?.customerLegId as LegId
    tell({ type: 'leg.ladder', legId, sipCallId: 'abc@192.0.2.9', steps })
    await core.settled()
  })

  it('is a ladder for each leg, for those who may read telephony', async () => {
    const answer = await samira.ask('GET', `/interactions/${interactionId}/ladders`)
    const { legs } = answer.body as InteractionLadders
    expect(legs).toHaveLength(1)
    expect(legs[0]).toMatchObject({ legId, role: 'customer', sipCallId: 'abc@192.0.2.9', hasPackets: false })
    expect(legs[0]?.steps.map(({ method, status }) => status ?? method)).toEqual(['INVITE', 200, 'BYE'])
    expect(legs[0]?.steps[0]?.at).toBe(new Date(steps[0]?.atMs ?? 0).toISOString())
    expect((await aylin.ask('GET', `/interactions/${interactionId}/ladders`)).status).toBe(403)
  })

  it('stands beside how its legs sounded, while they talk and when they are over', async () => {
    const sounding = await core.call('+99451')
    const soundingLeg = core.services.decider.state?.calls.get(sounding)?.customerLegId as LegId
    const quality = {
      packetsReceived: 250,
      packetsLost: 0,
      packetsLate: 0,
      packetsSent: 250,
      bufferDepthMs: 40,
      jitterMs: 2,
    }
    const report = (mos: number, lossPercent: number) =>
      tell({
        type: 'leg.quality',
        legId: soundingLeg,
        quality: { ...quality, codec: 'pcma', mos, lossPercent, remote: { mos: 4.2, lossPercent: 0.5, jitterMs: 1 } },
      })
    const sound = async () =>
      ((await samira.ask('GET', `/interactions/${sounding}`)).body as { sound?: readonly unknown[] }).sound
    await core.settled()
    expect(await sound()).toBeUndefined()
    report(4.4, 0)
    report(2.4, 12)
    tell({ type: 'leg.silent', legId: soundingLeg, isSilent: true, direction: 'to' })
    const leg = { legId: soundingLeg, role: 'customer', codec: 'pcma', mosMean: 3.4, mosWorst: 2.4, lossPercent: 6 }
    await eventually(async () =>
      expect(await sound()).toMatchObject([{ ...leg, heardMosMean: 4.2, heardLossPercent: 0.5, silentFromMs: 0 }]),
    )
    tell({ type: 'leg.silent', legId: soundingLeg, isSilent: false, direction: 'to' })
    tell({ type: 'leg.ended', legId: soundingLeg, reason: 'party-left', durationMs: 12_000 })
    await core.settled()
    expect(await sound()).toMatchObject([leg])
    const row = await core.services.db
      .selectFrom('leg_sound')
      .selectAll()
      .where('interaction_id', '=', sounding)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ leg_id: soundingLeg, role: 'customer', silent_from_ms: 0 })
  })

  it('has what a leg that talks has said so far', async () => {
    const talking = await core.call('+99455')
    const talkingLeg = core.services.decider.state?.calls.get(talking)?.customerLegId as LegId
    core.edge.answerWith('leg.signalling', { steps: JSON.stringify([step({})]), sipCallId: 'live@192.0.2.9' })
    const { legs } = (await samira.ask('GET', `/interactions/${talking}/ladders`)).body as InteractionLadders
    expect(legs).toMatchObject([{ legId: talkingLeg, sipCallId: 'live@192.0.2.9', hasPackets: true }])
    core.edge.answerWith('leg.signalling', { steps: '[]', sipCallId: '' })
  })

  it('is kept whatever a stranger wrote into his messages, and so are those that are written with it', async () => {
    const spiteful = ['\\u0000', '\u0000', '\ud800', 'x'.repeat(120)]
    const legIds = spiteful.map(() => core.newId('leg'))
    spiteful.forEach((reason, at) => {
      tell({
        type: 'leg.ladder',
        legId: legIds[at] as LegId,
        sipCallId: reason,
        steps: [step({ status: 486, reason })],
      })
    })
    await core.services.ladders.flush()
    const kept = await core.services.db
      .selectFrom('leg_ladder')
      .select('leg_id')
      .where('leg_id', 'in', legIds)
      .execute()
    expect(kept).toHaveLength(legIds.length)
  })

  it('gives its packets to administrators alone, and says so in the audit log', async () => {
    core.edge.answerWith('leg.packets', { pcapBase64: Buffer.from('a capture').toString('base64') })
    const answer = await admin.ask('GET', `/interactions/${interactionId}/packets`)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/vnd.tcpdump.pcap')
    expect(answer.text).toBe('a capture')
    expect(await actions()).toContainEqual(
      expect.objectContaining({ action: 'packets.downloaded', subject: interactionId }),
    )
    expect((await samira.ask('GET', `/interactions/${interactionId}/packets`)).status).toBe(403)
    core.edge.answerWith('leg.packets', { pcapBase64: '' })
    expect((await admin.ask('GET', `/interactions/${interactionId}/packets`)).status).toBe(404)
  })

  it('keeps sound from now on when told to', async () => {
    const capture = (who: TestBrowser) => who.ask('PUT', `/interactions/${interactionId}/capture`, { isOn: true })
    // Administering a centre does not include listening to its customers.
    expect((await capture(admin)).status).toBe(403)
    const roles = ['administrator', 'supervisor']
    const made = { name: 'Both', email: 'both@demo.parley', roles, language: 'en', password: demoPassword }
    expect((await admin.ask('POST', '/people', made)).status).toBe(201)
    const both = await core.signIn('both')
    expect((await capture(both)).status).toBe(200)
    expect(core.edge.commands).toContainEqual({ type: 'leg.capture', legId, isOn: true })
    for (const [who, withSound] of [
      [admin, false],
      [both, true],
    ] as const) {
      await who.ask('GET', `/interactions/${interactionId}/packets`)
      expect(core.edge.commands.at(-1)).toMatchObject({ type: 'leg.packets', withSound })
    }
    expect((await samira.ask('PUT', `/interactions/${interactionId}/capture`, { isOn: true })).status).toBe(403)
  })

  it('is nothing of an interaction that does not exist', async () => {
    const nobody = core.newId('interaction')
    expect((await samira.ask('GET', `/interactions/${nobody}/ladders`)).status).toBe(404)
  })
})

describe('who may call in', () => {
  it('is read, changed with its ETag, and told to the edges', async () => {
    const before = (await samira.ask('GET', '/access')).body as AccessSettings
    expect(before.areGuestsAllowed).toBe(true)
    expect((await samira.ask('PATCH', '/access', { areGuestsAllowed: false })).status).toBe(403)
    expect((await admin.ask('PATCH', '/access', { areGuestsAllowed: false })).status).toBe(428)
    const ifMatch = { 'if-match': before.etag }
    const changed = await admin.ask('PATCH', '/access', { areGuestsAllowed: false }, ifMatch)
    expect(changed.body).toMatchObject({ areGuestsAllowed: false })
    expect((await admin.ask('PATCH', '/access', { banS: 60 }, ifMatch)).status).toBe(412)
    const told = core.edge.commands.findLast((command) => command.type === 'access.set')
    expect(told).toMatchObject({ policy: { areGuestsAllowed: false, banS: 600 } })
    expect((told as { policy: { ownNumbers: string[] } }).policy.ownNumbers).toContain('200')
    expect((await actions()).map(({ action }) => action)).toContain('access.changed')
  })

  it('refuses what makes no sense', async () => {
    const any = { 'if-match': '*' }
    expect((await admin.ask('PATCH', '/access', { offencesBeforeBan: 0 }, any)).status).toBe(400)
    expect((await admin.ask('PATCH', '/access', { trustedAddresses: ['home'] }, any)).status).toBe(400)
  })
})

describe('addresses that are shut out', () => {
  const ban = (address: string) => ({
    address,
    reason: 'guessing' as const,
    offences: 5,
    sinceMs: Date.now(),
    untilMs: Date.now() + 600_000,
  })

  it('are kept when an edge tells of them, come in pages, and are lifted', async () => {
    for (const last of [1, 2, 3]) tell({ type: 'address.banned', ban: ban(`198.51.100.${last}`) })
    await eventually(async () => {
      const { items, next } = (await samira.ask('GET', '/bans?limit=2')).body as { items: ShownBan[]; next?: string }
      expect(items.map(({ address }) => address)).toEqual(['198.51.100.1', '198.51.100.2'])
      const rest = (await samira.ask('GET', `/bans?limit=2&cursor=${next}`)).body as { items: ShownBan[] }
      expect(rest.items.map(({ address }) => address)).toEqual(['198.51.100.3'])
    })
    expect((await samira.ask('DELETE', '/bans/198.51.100.1')).status).toBe(403)
    expect((await admin.ask('DELETE', '/bans/198.51.100.1')).status).toBe(200)
    expect(core.edge.commands).toContainEqual({ type: 'address.unban', address: '198.51.100.1' })
    expect((await admin.ask('DELETE', '/bans/198.51.100.1')).status).toBe(404)
    expect(await actions()).toContainEqual(
      expect.objectContaining({ action: 'address.unbanned', subject: '198.51.100.1' }),
    )
  })

  it('are made by hand, but never a trusted one', async () => {
    const made = await admin.ask('POST', '/bans', { address: '2001:db8::9', forS: 3600 })
    expect(made.body).toMatchObject({ address: '2001:db8::', reason: 'by-hand' })
    expect(core.edge.commands).toContainEqual({ type: 'address.ban', address: '2001:db8::', forS: 3600 })
    expect((await admin.ask('POST', '/bans', { address: '127.0.0.1', forS: 3600 })).status).toBe(409)
    expect((await admin.ask('POST', '/bans', { address: '::ffff:127.0.0.1', forS: 3600 })).status).toBe(409)
    for (const address of ['1.2.3', 'fe80::1%eth0'])
      expect((await admin.ask('POST', '/bans', { address, forS: 3600 })).status).toBe(400)
  })

  it('go to a firewall as text', async () => {
    const plain = await samira.ask('GET', '/bans/export')
    expect(plain.headers['content-type']).toContain('text/plain')
    expect(plain.text).toContain('198.51.100.3\n')
    expect((await samira.ask('GET', '/bans/export?format=nftables')).text).toMatch(/198\.51\.100\.3 timeout \d+s/)
  })

  it('let in again by an edge are forgotten', async () => {
    tell({ type: 'address.unbanned', address: '198.51.100.2' })
    await eventually(async () => {
      expect((await samira.ask('GET', '/bans')).text).not.toContain('198.51.100.2')
    })
  })
})

describe('alarms', () => {
  const trunkId = 'trk_00000000000000000000000001' as TrunkId
  const trunk = (condition: 'unreachable' | 'refused' | 'registered', sipStatus?: number) =>
    tell({
      type: 'trunk.changed',
      trunk: { trunkId, condition, sinceMs: Date.now(), calls: 0, ...(sipStatus === undefined ? {} : { sipStatus }) },
    })
  const alarmsOf = async (kind: string): Promise<Alarm[]> => {
    const { items } = (await samira.ask('GET', '/alarms?limit=200')).body as { items: Alarm[] }
    return items.filter((alarm) => alarm.kind === kind)
  }

  it('tell of a trunk that goes, once, and that it came back', async () => {
    trunk('unreachable')
    trunk('refused', 403)
    await eventually(async () =>
      expect(await alarmsOf('trunk-down')).toMatchObject([{ subjectId: trunkId, detail: '403' }]),
    )
    trunk('registered')
    await eventually(async () => expect((await alarmsOf('trunk-down'))[0]?.clearedAt).toBeDefined())
    trunk('unreachable')
    await eventually(async () => expect(await alarmsOf('trunk-down')).toHaveLength(2))
  })

  it('are seen by somebody, and those of a moment are over by that', async () => {
    const [strangers] = await alarmsOf('address-banned')
    expect((await aylin.ask('GET', '/alarms')).status).toBe(403)
    const seen = await samira.ask('POST', `/alarms/${strangers?.alarmId}/acknowledge`)
    expect(seen.body).toMatchObject({ acknowledgedAt: expect.any(String), clearedAt: expect.any(String) })
    const [trunkDown] = await alarmsOf('trunk-down')
    const stillDown = await samira.ask('POST', `/alarms/${trunkDown?.alarmId}/acknowledge`)
    expect((stillDown.body as Alarm).clearedAt).toBeUndefined()
    expect((await samira.ask('POST', `/alarms/${core.newId('alarm')}/acknowledge`)).status).toBe(404)
  })
})

describe('figures for Prometheus', () => {
  it('pass on what the edges count', async () => {
    const inspection: EdgeInspection = {
      registrations: [],
      trunks: [],
      bans: [],
      figures: {
        calls: [
          { trunkId: '', direction: 'inbound', begun: 7, answered: 5, active: 2, endedBy: { '2xx': 4, '4xx': 1 } },
        ],
        responses: { 'sent 200': 12 },
        requests: { 'received INVITE': 7 },
        setUpSeconds: { bounds: [0.1, 1], counts: [4, 1], sum: 0.9, count: 6 },
        rtp: { packetsReceived: 1000, packetsLost: 3, jitterMsMean: 4, mosMean: 4.3, mosLowest: 3.9 },
        tickLatenessMs: 1,
        registrations: 2,
        bannedAddresses: 1,
        refusedMessages: 9,
      },
    }
    core.edge.answerWith('edge.inspect', { inspection: JSON.stringify(inspection) })
    const { text } = await admin.ask('GET', '/../../metrics')
    for (const line of [
      `parley_sip_calls_total{edge="${testEdgeId}",trunk="",direction="inbound"} 7`,
      `parley_sip_calls_answered_total{edge="${testEdgeId}",trunk="",direction="inbound"} 5`,
      `parley_sip_calls_ended_total{edge="${testEdgeId}",trunk="",direction="inbound",class="4xx"} 1`,
      `parley_sip_responses_total{edge="${testEdgeId}",direction="sent",code="200"} 12`,
      `parley_sip_set_up_seconds_bucket{edge="${testEdgeId}",le="1"} 5`,
      `parley_sip_set_up_seconds_bucket{edge="${testEdgeId}",le="+Inf"} 6`,
      `parley_rtp_mos{edge="${testEdgeId}",of="lowest"} 3.9`,
      `parley_sip_messages_refused_total{edge="${testEdgeId}"} 9`,
    ]) {
      expect(text).toContain(line)
    }
  })
})
