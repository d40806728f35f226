import { describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { emptyState, type RoutingCommand } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/index.ts'
import { emptyNumberPlan } from '../configuration/number-plan.ts'
import type { Decider } from '../core-services.ts'
import type { KnownCustomer } from '../known-customers.ts'
import { NotDurable, ProcessHost } from './process-host.ts'
import { WaitingRoom } from './waiting-room.ts'

const edgeId = 'edg_1' as EdgeId
const legId = 'leg_00000000000000000000000001' as LegId
const ended: EdgeEvent = { type: 'leg.ended', legId, reason: 'party-left', durationMs: 1 }

type Outcome = Awaited<ReturnType<Decider['execute']>>
type Options = ConstructorParameters<typeof ProcessHost>[0]

/** A host whose decider has decided everything already, and whose last commit ends when the test says so. */
function hostAhead(options: Partial<Options> = {}) {
  const commits: ((outcome: Outcome) => void)[] = []
  const asked: RoutingCommand[] = []
  const decider: Decider = {
    state: emptyState(),
    isReady: true,
    position: 0,
    execute: (command) => {
      asked.push(command)
      return new Promise((resolve) => commits.push(resolve))
    },
    subscribe: () => () => {},
  }
  const edge = { send: () => Promise.reject(new Error('nothing is asked of the edge here')) }
  const wallMs = () => 1
  const randomBytes = secureRandomBytes
  const host = new ProcessHost({
    decider,
    edge,
    numberPlan: () => ({ ...emptyNumberPlan, outboundRoute: () => ({ refusal: 'dial.no-rule' }) }),
    waitingRoom: new WaitingRoom({ edge, graceMs: 1, wallMs, randomBytes, logger: silentLogger }),
    keepRecording: () => Promise.resolve(),
    wallMs,
    randomBytes,
    logger: silentLogger,
    ...options,
  })
  return { host, asked, commit: (outcome: Outcome) => commits.shift()?.(outcome) }
}

describe('an end that leads to nothing more, because the state knows of it already', () => {
  it('is taken once what the state knows it by is durable', async () => {
    const { host, commit } = hostAhead()
    let isTaken = false
    const taken = host.take({ kind: 'edge', edgeId, event: ended }).then(() => {
      isTaken = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isTaken).toBe(false)
    commit({ ok: true, value: [] })
    await taken
  })

  it('has to come again when that was lost', async () => {
    const { host, commit } = hostAhead()
    const taken = host.take({ kind: 'edge', edgeId, event: ended })
    commit({ ok: false, error: { kind: 'unavailable', cause: 'database' } })
    await expect(taken).rejects.toBeInstanceOf(NotDurable)
  })

  it('is waited for with no other kind of event', async () => {
    const { host } = hostAhead()
    await host.take({ kind: 'edge', edgeId, event: { type: 'leg.alerting', legId } })
  })
})

describe('a call that comes in', () => {
  const announcement = { kind: 'announcement', prompt: 'closed' } as const
  const numberPlan = () => ({
    ...emptyNumberPlan,
    numberRoute: () => announcement,
    outboundRoute: () => ({ refusal: 'dial.no-rule' }),
  })
  const incoming: EdgeEvent = {
    type: 'leg.incoming',
    leg: {
      ...{ legId, edgeId, transport: 'sip', direction: 'inbound', state: 'initiated', muted: false, ageMs: 0 },
      ...{ callerNumber: '+995322247247', dialedNumber: '400' },
    },
  }

  it('begins when it is known what the caller speaks, and what is told of it meanwhile comes after that', async () => {
    const lookedUp: (readonly string[])[] = []
    let answer = (_: ReadonlyMap<string, KnownCustomer>) => {}
    const knownCustomers = (numbers: readonly string[]) => {
      lookedUp.push(numbers)
      return new Promise<ReadonlyMap<string, KnownCustomer>>((resolve) => {
        answer = resolve
      })
    }
    const { host, asked } = hostAhead({ numberPlan, knownCustomers })
    void host.take({ kind: 'edge', edgeId, event: incoming })
    void host.take({ kind: 'edge', edgeId, event: ended })
    await new Promise((resolve) => setImmediate(resolve))
    expect(lookedUp).toEqual([['+995322247247', '400']])
    expect(asked).toEqual([])
    answer(new Map([['+995322247247', { language: 'ka' }]]))
    await new Promise((resolve) => setImmediate(resolve))
    // The end leads to nothing here, and waits for what was decided before it.
    expect(asked).toMatchObject([{ type: 'BeginInteraction', entry: { language: 'ka' } }, { type: 'AdvanceTime' }])
  })

  it('begins at once where nobody could know', () => {
    const { host, asked } = hostAhead({ numberPlan, spokenLanguage: 'az' })
    void host.take({ kind: 'edge', edgeId, event: incoming })
    expect(asked).toMatchObject([{ type: 'BeginInteraction', entry: { language: 'az' } }])
  })
})
