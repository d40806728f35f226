import type { AgentId, IncidentId } from '#kernel/ids.ts'
import type { Place } from '../../geography/index.ts'
import { areCustomerFacts, type CustomerFacts } from '../priority/customer.ts'
import { mostIncidents } from '../priority/lift.ts'
import { isPlace, isReach, type Reach } from './area.ts'
import { knownLadder } from './known-ladder.ts'
import { isPreference, type KeptFor, mostPreferred, type Preference, preferring } from './preference.ts'
import { type Asked, everybody, ladder, mostSteps, type RelaxationStep } from './relaxation.ts'
import { isRequirement, type Requirement } from './requirement.ts'

/** What an interaction asks for itself, wherever it waits. */
export interface Wishes {
  readonly requirement: Requirement | null
  /** Its own way of asking for less; `null`: the queue's. */
  readonly relaxation: readonly RelaxationStep[] | null
  /** Whoever stands higher goes first, however long others wait. */
  readonly level: number
  /** Counts as if it had waited this much longer. */
  readonly boostMs: number
  /** Whom the customer shall reach if he can be had soon, the dearest first; absent: nobody. */
  readonly preferred?: readonly Preference[]
  /** Where the customer is; absent: nobody knows, and no queue asks agents where they work. */
  readonly place?: Place
  /** Who the customer is, as far as that counts; absent: nobody knows. */
  readonly customer?: CustomerFacts
  /** Incidents to which it belongs by its numbers or by what it says, which no log holds; absent: none. */
  readonly incidentIds?: readonly IncidentId[]
}

export const noWishes: Wishes = { requirement: null, relaxation: null, level: 0, boostMs: 0 }

const noSteps: readonly RelaxationStep[] = []
const nobody: readonly KeptFor[] = []

const dayMs = 86_400_000
export const mostBoostMs = 30 * dayMs

/** Who is asked, step by step, in a queue of these settings. Whoever is preferred and cannot be had is not waited for. */
export function askedIn(queue: Asking, wishes: Wishes, canBeHad: (agentId: AgentId) => boolean): readonly Asked[] {
  const { preferred } = wishes
  if (preferred === undefined) return keeping(queue, wishes, nobody)
  const waitedFor = preferred.filter(({ agentId }) => canBeHad(agentId))
  return keeping(
    queue,
    wishes,
    waitedFor.map(({ agentId, patienceMs }) => ({ agentIds: [agentId], patienceMs })),
  )
}

/** Those for whom it is kept first, then whoever is asked in a queue of these settings. */
export function keeping(queue: Asking, wishes: Wishes, kept: readonly KeptFor[]): readonly Asked[] {
  const requirement = requirementIn(queue, wishes)
  const steps = wishes.relaxation ?? queue.relaxation ?? noSteps
  const from = wishes.place && queue.reach ? { place: wishes.place, reach: queue.reach } : null
  const isAnybody = requirement === null && steps.length === 0 && from === null
  const asked = isAnybody ? everybody : from ? ladder(requirement, steps, from) : knownLadder(requirement, steps)
  return kept.length === 0 ? asked : preferring(asked, kept)
}

/** What a queue asks, as far as this is about it. */
interface Asking {
  readonly requirement?: Requirement
  readonly relaxation?: readonly RelaxationStep[]
  readonly reach?: Reach
}

/** What is asked there at the beginning. */
export function requirementIn({ requirement: ofQueue }: Asking, { requirement: own }: Wishes): Requirement | null {
  return own && ofQueue ? { all: [ofQueue, own] } : (own ?? ofQueue ?? null)
}

/** Whether these can be carried out, whoever asks for them. */
export function areWishes({ requirement, relaxation, level, boostMs, preferred, place, ...others }: Wishes): boolean {
  return (
    (requirement === null || isRequirement(requirement)) &&
    (relaxation === null || isRelaxation(relaxation)) &&
    Number.isSafeInteger(level) &&
    Math.abs(level) <= 1000 &&
    Number.isSafeInteger(boostMs) &&
    Math.abs(boostMs) <= mostBoostMs &&
    (preferred === undefined || arePreferences(preferred)) &&
    (place === undefined || isPlace(place)) &&
    (others.customer === undefined || areCustomerFacts(others.customer)) &&
    (others.incidentIds ?? []).length <= mostIncidents
  )
}

const arePreferences = (preferred: readonly Preference[]): boolean =>
  preferred.length <= mostPreferred &&
  new Set(preferred.map(({ agentId }) => agentId)).size === preferred.length &&
  preferred.every(isPreference)

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most

/** Steps at different times, within a day, that each do something. */
export function isRelaxation(steps: readonly RelaxationStep[]): boolean {
  return (
    steps.length <= mostSteps &&
    steps.every(
      ({ afterMs, ring = 1, lowerBy = 0, drop = [], reach = 'anywhere' }, place) =>
        steps.findIndex((other) => other.afterMs === afterMs) === place &&
        isWithin(afterMs, 0, dayMs) &&
        isWithin(ring, 1, 100) &&
        isWithin(lowerBy, 0, 4) &&
        drop.length <= 100 &&
        isReach(reach),
    )
  )
}
