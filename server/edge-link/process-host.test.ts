import { describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { emptyState } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/index.ts'
import { emptyNumberPlan } from '../configuration/number-plan.ts'
import type { Decider } from '../core-services.ts'
import { NotDurable, ProcessHost } from './process-host.ts'
import { WaitingRoom } from './waiting-room.ts'

const edgeId = 'edg_1' as EdgeId
const legId = 'leg_00000000000000000000000001' as LegId
const ended: EdgeEvent = { type: 'leg.ended', legId, reason: 'party-left', durationMs: 1 }

type Outcome = Awaited<ReturnType<Decider['execute']>>

/** A host whose decider has decided everything already, and whose last commit ends when the test says so. */
function hostAhead() {
  const commits: ((outcome: Outcome) => void)[] = []
  const decider: Decider = {
    state: emptyState(),
    isReady: true,
    position: 0,
    execute: () => new Promise((resolve) => commits.push(resolve)),
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
  })
  return { host, commit: (outcome: Outcome) => commits.shift()?.(outcome) }
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
