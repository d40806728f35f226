import type { EdgeId, QueueId } from '#kernel/ids.ts'
import type { Area } from '../../geography/index.ts'
import type { AgentSettings, Membership } from '../settings.ts'
import type { Agent } from '../state.ts'
import type { Skills } from './requirement.ts'

/**
 * Agents of a queue who are alike: they can do the same, work in the same regions, stand in one ring, and are
 * reached over one edge. Whoever may be
 * asked for one of its interactions by what they are, may all be.
 */
export interface AgentGroup {
  readonly key: string
  readonly ring: number
  readonly skills: Skills
  /** Where they work; none: nobody said. */
  readonly areas: readonly Area[]
  /** `null`: over any. */
  readonly edgeId: EdgeId | null
  /** They are there for the work of somebody for whom they stand in, and for nothing else of the queue. */
  readonly isStandIn: boolean
}

type OfQueues = Map<QueueId, AgentGroup>

/** Settings are replaced and never changed, so what was made of them holds. */
const known = new WeakMap<AgentSettings, Map<EdgeId | null, OfQueues>>()
const keysOfAbility = new WeakMap<AgentSettings, string>()

export function groupOf({ settings, station }: Agent, { queueId, ring = 1, ...membership }: Membership): AgentGroup {
  const edgeId = station?.edgeId ?? null
  const ofQueues = made(made(known, settings, newOfEdges), edgeId, newOfQueues)
  return made(ofQueues, queueId, () => {
    const { skills = {}, areas = [] } = settings
    const isStandIn = membership.isStandIn === true
    const key = `${isStandIn ? 's' : ''}${ring} ${edgeId ?? ''} ${keyOfAbility(settings)}`
    return { key, ring, skills, areas, edgeId, isStandIn }
  })
}

const newOfEdges = () => new Map<EdgeId | null, OfQueues>()
const newOfQueues = (): OfQueues => new Map()

/** What a map has for a key, made when it has nothing. */
function made<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const before = map.get(key)
  if (before !== undefined) return before
  const value = make()
  map.set(key, value)
  return value
}

function keyOfAbility(settings: AgentSettings): string {
  return made(keysOfAbility, settings, () => {
    const levels = Object.entries(settings.skills ?? {}).map(([skillId, level]) => `${skillId}:${level}`)
    const places = (settings.areas ?? []).map((area) => `${area.regionCode}@${area.latitude}:${area.longitude}`)
    return [...levels.sort(), ...places.sort()].join(',')
  })
}
