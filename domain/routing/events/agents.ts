import type { AgentId, EdgeId, LegId, StationId } from '#kernel/ids.ts'
import type { BreakReason, Presence } from '../../agents/index.ts'
import type { PresenceCause } from '../commands.ts'
import type { StationKind } from '../station.ts'
import type { Fact } from './fact.ts'

/** Who is there, and where one can be talked to. */

export interface PresenceChanged extends Fact<'PresenceChanged'> {
  readonly agentId: AgentId
  readonly presence: Presence
  readonly cause: PresenceCause
}
/** The agent holds accepted work: this presence follows it. `null` takes an earlier plan back. */
export interface PresencePlanned extends Fact<'PresencePlanned'> {
  readonly agentId: AgentId
  readonly presence: Presence | null
  readonly cause: PresenceCause
}
/** An agent asks for a break that has to be granted. */
export interface BreakRequested extends Fact<'BreakRequested'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
}
/** He has it: his presence follows, at once or after his work. */
export interface BreakGranted extends Fact<'BreakGranted'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
  readonly by: 'rule' | 'supervisor'
}
export interface BreakRefused extends Fact<'BreakRefused'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
}
/** He asks no more, or has read that it was refused. */
export interface BreakWithdrawn extends Fact<'BreakWithdrawn'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
  /** `presence`: he, or a supervisor, said something else meanwhile. */
  readonly cause: 'agent' | 'presence'
}
export interface StationConnected extends Fact<'StationConnected'> {
  readonly agentId: AgentId
  readonly stationId: StationId
  readonly edgeId: EdgeId
  readonly legId: LegId | null
}
/** `isLegGone`: its leg ended too, so there is nothing to come back to but a new one. */
export interface StationDisconnected extends Fact<'StationDisconnected'> {
  readonly agentId: AgentId
  readonly stationId: StationId
  readonly isLegGone: boolean
}
/** `null`: none is chosen; a browser counts before a phone. */
export interface StationChosen extends Fact<'StationChosen'> {
  readonly agentId: AgentId
  readonly choice: { readonly stationId: StationId; readonly kind: StationKind } | null
}
/** His telephone could not be called: until then nothing is offered to him, lest he be called again at once and for ever. */
export interface AgentCoolDownBegan extends Fact<'AgentCoolDownBegan'> {
  readonly agentId: AgentId
  readonly untilMs: number
  /** He let an offer ring out; absent: his telephone could not be called. */
  readonly cause?: 'missed-offer'
}
export interface AgentCoolDownEnded extends Fact<'AgentCoolDownEnded'> {
  readonly agentId: AgentId
}
