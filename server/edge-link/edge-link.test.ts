import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '#adapters/system/logger.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { type LegId, newId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeEvent } from '#protocol/edge/index.ts'
import { createEdgeLink, type RunningEdgeLink } from './edge-link.ts'
import { ScriptedEdge } from './scripted-edge.ts'

const secret = 'a secret that is long enough to be one'
const legId = 'leg_00000000000000000000000001' as LegId
const ended: EdgeEvent = { type: 'leg.ended', legId, reason: 'party-left', durationMs: 1 }

let edge: ScriptedEdge
let link: RunningEdgeLink
/** What the core heard, in its order. */
let heard: string[]
let logged: string[]
let epoch: number | undefined
let consequence: (event: EdgeEvent) => Promise<void>

beforeEach(async () => {
  edge = new ScriptedEdge({ secret })
  // Its own for each test: the last one's link may still say goodbye.
  const words: string[] = []
  heard = words
  logged = []
  epoch = 1
  consequence = () => Promise.resolve()
  link = createEdgeLink([`ws://127.0.0.1:${await edge.port()}`], {
    secret,
    coreName: 'test',
    epoch: () => epoch,
    canDecide: () => true,
    greeting: () => [{ type: 'accounts.set', realm: 'parley', accounts: [] }],
    newCommandId: () => newId('command', Date.now(), secureRandomBytes),
    logger: createLogger({ level: 'error', part: 'core', form: 'lines', write: (line) => logged.push(line) }),
    handlers: {
      connected: () => void words.push('snapshot'),
      event: (_, event) => {
        words.push(event.type)
        return consequence(event)
      },
      disconnected: () => void words.push('disconnected'),
    },
  })
})
afterEach(async () => {
  link.stop()
  await edge.close()
})
const connected = () => edge.until('the connection', () => link.isConnected())
const mute = (muted: boolean): Extract<EdgeCommand, { type: 'leg.mute' }> => ({ type: 'leg.mute', legId, muted })

describe('the link to an edge', () => {
  it('greets with the epoch, puts the accounts first, and answers with what the edge answers', async () => {
    edge.answers.set('leg.mute', { code: 'no-such-leg', sentence: 'gone' })
    link.start()
    await connected()
    expect(await link.send(mute(true))).toEqual({ ok: false, error: { code: 'no-such-leg', sentence: 'gone' } })
    expect(await link.send({ type: 'leg.answer', legId })).toEqual({ ok: true, value: {} })
    expect(edge.hellos[0]).toMatchObject({ epoch: 1 })
    expect(edge.commands.map(({ type }) => type)).toEqual(['accounts.set', 'leg.mute', 'leg.answer'])
  })

  it('does not dial before this core may command', async () => {
    epoch = undefined
    link.start()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(edge.hellos).toEqual([])
    epoch = 3
    link.redial()
    await connected()
    expect(edge.hellos).toMatchObject([{ epoch: 3 }])
  })

  it('keeps a command while the link is away, and carries it out once', async () => {
    link.start()
    await connected()
    edge.breakLink()
    await edge.until('the break', () => !link.isConnected())
    expect((await link.send(mute(true))).ok).toBe(true)
    expect(edge.given('leg.mute')).toHaveLength(1)
  })

  it('says so when the edge does not come back in time', async () => {
    link.start()
    await connected()
    await edge.close()
    const outcome = await link.send(mute(true), { withinMs: 100 })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'not-connected' } })
  })

  it('hears why a call ended before it believes the snapshot that misses it', async () => {
    edge.tell(ended)
    link.start()
    await edge.until('the snapshot', () => heard.includes('snapshot'))
    expect(heard).toEqual(['leg.ended', 'snapshot'])
  })

  it('believes the snapshot also after a kept end that it cannot read', async () => {
    edge.tell({ ...ended, reason: 'by magic' } as unknown as EdgeEvent)
    edge.tell(ended)
    link.start()
    await edge.until('the snapshot', () => heard.includes('snapshot'))
    expect(heard).toEqual(['leg.ended', 'snapshot'])
    await edge.until('the acknowledgement', () => edge.kept.length === 0)
  })

  it('acknowledges an end only when what it led to is durable, and hears it again when it was not', async () => {
    const steps: ((ok: boolean) => void)[] = []
    consequence = () =>
      new Promise((resolve, reject) => {
        steps.push((ok) => (ok ? resolve() : reject(new Error('not durable'))))
      })
    link.start()
    await connected()
    for (let i = 0; i < 3; i++) edge.tell(ended)
    await edge.until('three ends', () => steps.length === 3)
    steps[2]?.(true)
    steps[0]?.(true)
    await edge.until('the first acknowledgement', () => edge.kept.length === 2)
    steps[1]?.(false)
    consequence = () => Promise.resolve()
    await edge.until('the others', () => edge.kept.length === 0)
    expect(heard.filter((type) => type === 'leg.ended')).toHaveLength(5)
  })

  it('says what kind of thing is not in the contract, and nothing of whoever it is about', async () => {
    link.start()
    await connected()
    const leg = { legId, callerNumber: '+995599123456', callerName: 'Tamar', ageMs: 'seven' }
    edge.tell({ type: 'leg.incoming', leg } as unknown as EdgeEvent)
    const line = await edge.until('the line', () => logged.find((text) => text.includes('not in the contract')))
    expect(line).not.toMatch(/995599123456|Tamar/)
    expect(line).toContain('event leg.incoming')
  })

  it('passes over what is not in the contract', async () => {
    link.start()
    await connected()
    edge.tell({ type: 'leg.exploded' } as unknown as EdgeEvent)
    edge.tell({ type: 'leg.alerting', legId })
    await edge.until('the next event', () => heard.includes('leg.alerting'))
    expect(heard).toEqual(['snapshot', 'leg.alerting'])
  })
})
