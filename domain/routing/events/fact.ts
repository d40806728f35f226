import type { AgentId, BridgeId, EdgeId, InteractionId, LegId, RecordingId } from '#kernel/ids.ts'

/** What every event of routing has, and what several of them carry. */

/**
 * What was decided. Events hold ids, enums, times and amounts: never a name, a number, an address or free text, so that
 * the log never has to be erased. `atMs` is UTC milliseconds and never runs backwards within a log.
 */
export interface Fact<Type extends string, Version extends number = 1> {
  readonly type: Type
  readonly version: Version
  readonly atMs: number
}
export interface OfAgent {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
}
/** What carried a contact on the edge, so that it can be taken down when the state knows it no more. */
export interface Carried {
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  /** `null` when no agent was engaged. */
  readonly bridgeId: BridgeId | null
  readonly recordingId: RecordingId | null
  /** The leg of an agent's phone, which ends with the call; `null` for a browser station, whose leg stays. */
  readonly phoneLegId: LegId | null
  /** Legs that we called besides the customer's and that nobody needs any more. */
  readonly calledLegIds: readonly LegId[]
  /** Other bridges of it, in which somebody was consulted. */
  readonly otherBridgeIds: readonly BridgeId[]
  /** Legs of browsers among all of these: they go out of their bridge and stay. */
  readonly stationLegIds: readonly LegId[]
  readonly wereDigitsMasked: boolean
  /** Parties whom the engaged agent had muted: whoever of them stays is to be heard again. */
  readonly mutedLegIds: readonly LegId[]
}
/** A leg that leaves a call which goes on. A browser's leg goes out of the bridge and stays. */
export interface LetGo {
  readonly edgeId: EdgeId
  readonly legId: LegId
  readonly bridgeId: BridgeId
  readonly isStationLeg: boolean
}
