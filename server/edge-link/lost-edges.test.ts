import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import { emptyState, type RoutingCommand } from '#domain/routing/index.ts'
import type { EdgeId, IncarnationId } from '#kernel/ids.ts'
import { LostEdges } from './lost-edges.ts'

const edgeId = 'edg_1' as EdgeId
let asked: RoutingCommand[]
let isConnected: boolean
let edges: LostEdges
const state = emptyState()
state.edges.set(edgeId, { edgeId, incarnation: 'inc_1' as IncarnationId })

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  isConnected = false
  const execute = async (command: RoutingCommand) => {
    asked.push(command)
    return { ok: true, value: [] } as const
  }
  const edge = { isConnected: () => isConnected }
  edges = new LostEdges({ decider: { state, execute }, edge, afterMs: 1000, logger: silentLogger })
})
afterEach(() => {
  edges.stop()
  vi.useRealTimers()
})

describe('an edge that is away', () => {
  it('is given up after its time, counted from the first break', () => {
    edges.lost(edgeId)
    vi.advanceTimersByTime(999)
    edges.lost(edgeId)
    expect(asked).toEqual([])
    vi.advanceTimersByTime(1)
    expect(asked).toEqual([{ type: 'EdgeLost', edgeId }])
  })

  it('is not given up when it comes back in time', () => {
    edges.lost(edgeId)
    edges.found(edgeId)
    vi.advanceTimersByTime(2000)
    edges.lost(edgeId)
    isConnected = true
    vi.advanceTimersByTime(2000)
    expect(asked).toEqual([])
  })

  it('since before this core was there is given up as well', () => {
    edges.reloaded()
    vi.advanceTimersByTime(1000)
    expect(asked).toHaveLength(1)
    isConnected = true
    edges.reloaded()
    vi.advanceTimersByTime(1000)
    expect(asked).toHaveLength(1)
  })

  it('is let be when the core stops', () => {
    edges.lost(edgeId)
    edges.stop()
    vi.advanceTimersByTime(1000)
    expect(asked).toEqual([])
  })
})
