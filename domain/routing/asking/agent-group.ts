import type { EdgeId } from '#kernel/ids.ts'
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

/** A membership is replaced and never changed, so what was made of it holds as long as the rest is the same. */
const known = new WeakMap<Membership, { readonly settings: AgentSettings; readonly group: AgentGroup }>()
const keysOfAbility = new WeakMap<AgentSettings, string>()

export function groupOf({ settings, station }: Agent, membership: Membership): AgentGroup {
  const edgeId = station?.edgeId ?? null
  const before = known.get(membership)
  if (before && before.settings === settings && before.group.edgeId === edgeId) return before.group
  const { ring = 1 } = membership
  const { skills = {}, areas = [] } = settings
  const isStandIn = membership.isStandIn === true
  const key = `${isStandIn ? 's' : ''}${ring} ${edgeId ?? ''} ${keyOfAbility(settings)}`
  const group = { key, ring, skills, areas, edgeId, isStandIn }
  known.set(membership, { settings, group })
  return group
}

function keyOfAbility(settings: AgentSettings): string {
  const before = keysOfAbility.get(settings)
  if (before !== undefined) return before
  const levels = Object.entries(settings.skills ?? {}).map(([skillId, level]) => `${skillId}:${level}`)
  const places = (settings.areas ?? []).map((area) => `${area.regionCode}@${area.latitude}:${area.longitude}`)
  const key = [...levels.sort(), ...places.sort()].join(',')
  keysOfAbility.set(settings, key)
  return key
}
