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

/** Of whoever has these settings: a group for each of his memberships, as he is reached now. */
interface GroupsOf {
  readonly edgeId: EdgeId | null
  readonly groups: readonly AgentGroup[]
}

/** Settings are replaced and never changed, so what was made of them holds. One look for all of an agent's queues. */
const groupsBySettings = new WeakMap<AgentSettings, GroupsOf>()

/** In the order of his memberships. */
export function groupsOf({ settings, station }: Agent): readonly AgentGroup[] {
  const edgeId = station?.edgeId ?? null
  const before = groupsBySettings.get(settings)
  if (before && before.edgeId === edgeId) return before.groups
  const ability = keyOfAbility(settings)
  const groups = settings.memberships.map((membership) => groupFor(settings, membership, edgeId, ability))
  groupsBySettings.set(settings, { edgeId, groups })
  return groups
}

/** @param membership one of his own. No dearer than finding it was. */
export const groupOf = (agent: Agent, membership: Membership): AgentGroup =>
  groupsOf(agent)[agent.settings.memberships.indexOf(membership)] as AgentGroup

/**
 * Many are alike, in many queues: of a group there is one object, and one text of its key, which a map of groups knows again by
 * its address. Beyond so many they are forgotten and made anew; nobody relies on there being one.
 */
const known = new Map<string, AgentGroup>()
const knownAtMost = 10_000

function groupFor(
  { skills = {}, areas = [] }: AgentSettings,
  { ring = 1, isStandIn: standsIn }: Membership,
  edgeId: EdgeId | null,
  ability: string,
): AgentGroup {
  const isStandIn = standsIn === true
  const key = `${isStandIn ? 's' : ''}${ring} ${edgeId ?? ''} ${ability}`
  const before = known.get(key)
  if (before) return before
  if (known.size >= knownAtMost) known.clear()
  const group = { key, ring, skills, areas, edgeId, isStandIn }
  known.set(key, group)
  return group
}

function keyOfAbility({ skills = {}, areas = [] }: AgentSettings): string {
  const levels = Object.entries(skills).map(([skillId, level]) => `${skillId}:${level}`)
  const places = areas.map((area) => `${area.regionCode}@${area.latitude}:${area.longitude}`)
  return [...levels.sort(), ...places.sort()].join(',')
}
