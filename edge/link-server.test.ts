import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { silentLogger } from '#adapters/system/logger.ts'
import type { CommandId, EdgeId, IncarnationId, LegId, RecordingId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { EdgeCommand } from '#protocol/edge/commands.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import { edgeLinkVersion } from '#protocol/edge/messages.ts'
import { EventLog } from './event-log.ts'
import { LinkServer } from './link-server.ts'
import { CoreStandIn, until } from './testing/core-stand-in.ts'

const secret = 'correct horse'
const incarnation = 'inc_1' as IncarnationId
// Below the ports that systems give to whoever asks for any.
let port = 27_460
const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function serve() {
  port++
  const performed: EdgeCommand[] = []
  const watch: string[] = []
  const events = new EventLog({ wallMs: () => 1000, dropped: () => {} })
  const server = new LinkServer({
    port,
    secret,
    edgeId: 'edge-1' as EdgeId,
    incarnation,
    events,
    monotonicMs: () => 0,
    logger: silentLogger,
    perform: async (command) => {
      performed.push(command)
      await new Promise((resolve) => setTimeout(resolve, 20))
      return success({ count: String(performed.length) })
    },
    snapshot: () => ({ legs: [], bridges: [], stations: [], recordings: [] }),
    coreConnected: () => watch.push('connected'),
    coreLost: () => watch.push('lost'),
  })
  const listening = await server.listen()
  if (!listening.ok) throw new Error(listening.error)
  undo.push(() => server.close())
  const core = async (how?: ConstructorParameters<typeof CoreStandIn>[2]) => {
    const one = new CoreStandIn(port, secret, how)
    undo.push(() => one.close())
    await until(() => one.welcome ?? one.refused)
    return one
  }
  return { server, events, performed, watch, core }
}
const mute: EdgeCommand = { type: 'leg.mute', legId: 'leg_1' as LegId, muted: true }
const ended = (name: string): EdgeEvent => ({
  type: 'leg.ended',
  legId: name as LegId,
  reason: 'hung-up',
  durationMs: 1,
})
const digit: EdgeEvent = { type: 'leg.digit', legId: 'leg_1' as LegId, digit: '1', durationMs: 0 }

describe('the edge link', () => {
  it('lets nobody in without the secret', async () => {
    await serve()
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: secret }]) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers })
      const status = await new Promise((resolve) => {
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
        socket.on('open', () => resolve('open'))
        socket.on('error', () => {})
      })
      expect(status).toBe(401)
      socket.terminate()
    }
  })

  it('greets with who it is and what there is', async () => {
    const { server, core } = await serve()
    server.tell(digit)
    expect((await core()).welcome).toEqual({
      type: 'welcome',
      version: edgeLinkVersion,
      edgeId: 'edge-1',
      incarnation,
      seq: 1,
      keptEvents: 0,
      snapshot: { legs: [], bridges: [], stations: [], recordings: [], closedRecordings: [] },
    })
  })

  it('does a command once, however often it is given, also while it is being done', async () => {
    const { performed, core } = await serve()
    const one = await core()
    const [first, again] = await Promise.all([one.ask(mute, 'same'), one.ask(mute, 'same')])
    expect([first, again]).toEqual([
      { ok: true, value: { count: '1' } },
      { ok: true, value: { count: '1' } },
    ])
    const next = await core()
    expect(await next.ask(mute, 'same')).toEqual({ ok: true, value: { count: '1' } })
    expect(await next.ask(mute, 'other')).toEqual({ ok: true, value: { count: '2' } })
    expect(performed).toHaveLength(2)
  })

  it('refuses a core that has been replaced, at hello and at each command', async () => {
    const { performed, core, watch } = await serve()
    const old = await core({ epoch: 5 })
    const present = await core({ epoch: 6 })
    await until(() => old.isClosed)
    const late = await core({ epoch: 5 })
    expect(late.welcome).toBeUndefined()
    expect(late.refused?.error.code).toBe('stale-epoch')
    expect(await present.ask(mute, 'a', 5)).toMatchObject({ ok: false, error: { code: 'stale-epoch' } })
    expect(await present.ask(mute, 'b', 7)).toMatchObject({ ok: true })
    expect(await present.ask(mute, 'c', 6)).toMatchObject({ ok: false, error: { code: 'stale-epoch' } })
    expect(performed).toHaveLength(1)
    expect(watch).toEqual(['connected', 'connected'])
  })

  it('keeps terminal events until they are acknowledged, and only those', async () => {
    const { server, core, watch } = await serve()
    server.tell(ended('leg_1'))
    server.tell(digit)
    server.tell(ended('leg_2'))
    const one = await core()
    await until(() => one.events.length === 2)
    expect(one.events.map(({ seq }) => seq)).toEqual([1, 3])
    server.tell(digit)
    await until(() => one.events.length === 3)
    one.send({ type: 'acknowledge', incarnation, seq: 1 })
    one.send({ type: 'acknowledge', incarnation: 'inc_0', seq: 99 })
    await one.ask(mute)
    one.close()
    await until(() => watch.at(-1) === 'lost')
    server.tell(ended('leg_3'))

    const two = await core()
    await until(() => two.events.length === 2)
    expect(two.welcome?.seq).toBe(5)
    expect(two.events.map(({ seq }) => seq)).toEqual([3, 5])
    two.close()

    const three = await core({ acknowledged: { incarnation, seq: 3 } })
    await until(() => three.events.length === 1)
    expect(three.events.map(({ seq, event }) => [seq, event.type])).toEqual([[5, 'leg.ended']])
  })

  it('lists closed recordings that were not acknowledged', async () => {
    const { server, core } = await serve()
    const recording = {
      recordingId: 'rec_1' as RecordingId,
      path: 'a',
      bytes: 1,
      sha256: '',
      durationMs: 1,
      missingMs: 0,
    }
    server.tell({ type: 'recording.closed', recording })
    expect((await core()).welcome?.snapshot.closedRecordings).toEqual([recording])
  })

  it('answers a command that is not well formed, and ends the link at anything else', async () => {
    const { core, performed } = await serve()
    const one = await core()
    one.send({ type: 'command', id: 'x' as CommandId, epoch: 1, command: { type: 'leg.mute' } })
    await until(() => one.outcomes.find((outcome) => outcome.id === 'x'))
    expect(one.outcomes[0]?.outcome).toMatchObject({ ok: false, error: { code: 'bad-command' } })
    expect(one.isClosed).toBe(false)
    one.send({ type: 'nonsense' })
    await until(() => one.isClosed)
    expect(performed).toHaveLength(0)
  })

  it('says why it cannot listen', async () => {
    await serve()
    port--
    await expect(serve()).rejects.toThrow('EADDRINUSE')
    port++
  })
})
