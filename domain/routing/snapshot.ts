import { assert } from '#kernel/assert.ts'
import type { BreakRules } from '../agents/index.ts'
import type { Reservation } from './asking/reservation.ts'
import {
  openQueue,
  putAgent,
  putIncident,
  putInteraction,
  putOffer,
  putReservation,
  putSubstituted,
} from './bookkeeping.ts'
import { copyOfQueue } from './copies.ts'
import type { CustomerTier } from './priority/customer.ts'
import type { Incident } from './priority/incident.ts'
import {
  type Agent,
  type Edge,
  emptyState,
  type Interaction,
  type Offer,
  type OpenRecording,
  type Queue,
  type RoutingState,
} from './state.ts'
import type { Substituted } from './substitution/standing-in.ts'

interface Rows {
  readonly clock: { readonly latestMs: number; readonly format?: number }
  readonly breakRules: BreakRules
  readonly customerTiers: CustomerTier
  readonly incidents: Incident
  readonly queues: Queue
  readonly edges: Edge
  readonly agents: Agent
  readonly interactions: Interaction
  readonly offers: Offer
  readonly recordings: OpenRecording
  readonly substitutions: Substituted
  readonly reservations: Reservation
}
type Part = keyof Rows

/** Grows when a row of a snapshot looks otherwise than before; the log has no such number, its events are upcast. */
const format = 12

/** A piece of a state that is small enough to be turned into JSON at one go. */
export type SnapshotSlice = { readonly [P in Part]: { readonly part: P; readonly rows: readonly Rows[P][] } }[Part]

/**
 * The state of this moment, as slices of at most `rowsPerSlice` rows, each plain JSON. Things in a state are replaced and
 * never changed, so the slices may be written slowly while the state goes on: taking them copies pointers only.
 */
export function snapshotSlices(state: RoutingState, rowsPerSlice = 100): SnapshotSlice[] {
  const slices: SnapshotSlice[] = [{ part: 'clock', rows: [{ latestMs: state.latestMs, format }] }]
  const cut = <P extends Part>(part: P, rows: readonly Rows[P][]) => {
    for (let from = 0; from < rows.length; from += rowsPerSlice) {
      slices.push({ part, rows: rows.slice(from, from + rowsPerSlice) } as unknown as SnapshotSlice)
    }
  }
  cut('breakRules', [state.breakRules])
  cut('customerTiers', state.customerTiers)
  cut('incidents', [...state.incidents.values()])
  cut('queues', [...state.queues.values()])
  cut('edges', [...state.edges.values()])
  cut('agents', [...state.agents.values()])
  cut('interactions', [...state.interactions.values()])
  cut('offers', [...state.offers.values()])
  cut('recordings', [...state.recordings.values()])
  cut('reservations', [...state.reservations.values()])
  cut('substitutions', [...state.substitutions.values()])
  return slices
}

/** How many rows a snapshot of this state would have, about: what it costs. */
export function rowCount({ agents, interactions, offers, queues, substitutions }: RoutingState): number {
  return agents.size + interactions.size + offers.size + queues.size + substitutions.size
}

/** Whether these slices are such as this program writes. Others are passed over: the log says the same. */
export function isSnapshotReadable(slices: readonly SnapshotSlice[]): boolean {
  return slices.some((slice) => slice.part === 'clock' && slice.rows[0]?.format === format)
}

/** The state that the slices, in any order, were taken of. The indexes are made anew. */
export function restoreState(slices: Iterable<SnapshotSlice>): RoutingState {
  const all = [...slices]
  const state = emptyState()
  const rowsOf = <P extends Part>(part: P): readonly Rows[P][] => {
    const rows: Rows[P][] = []
    for (const slice of all) if (slice.part === part) rows.push(...(slice.rows as readonly unknown[] as Rows[P][]))
    return rows
  }
  const clocks = rowsOf('clock')
  assert(clocks.length === 1, 'a snapshot has exactly one clock')
  state.latestMs = clocks[0]?.latestMs ?? 0
  state.breakRules = rowsOf('breakRules')[0] ?? state.breakRules
  state.customerTiers = rowsOf('customerTiers')
  for (const incident of rowsOf('incidents')) putIncident(state, incident.incidentId, incident)
  // Queues first: whether an agent is ready for a queue depends on its channel.
  for (const queue of rowsOf('queues')) openQueue(state, copyOfQueue(queue))
  for (const reservation of rowsOf('reservations')) putReservation(state, reservation.skillId, reservation)
  for (const edge of rowsOf('edges')) state.edges.set(edge.edgeId, edge)
  for (const agent of rowsOf('agents')) putAgent(state, agent.agentId, agent)
  for (const interaction of rowsOf('interactions')) putInteraction(state, interaction.interactionId, interaction)
  for (const offer of rowsOf('offers')) putOffer(state, offer)
  for (const recording of rowsOf('recordings')) state.recordings.set(recording.recordingId, recording)
  // At last: what waits for whom is known by now, and when it changed stands in the rows.
  for (const known of rowsOf('substitutions')) putSubstituted(state, known.agentId, known)
  return state
}
