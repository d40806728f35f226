import type { Call } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand, Leg } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import type { ProcessInput } from '../view.ts'

/** What an edge says when it connects. */
export type Connected = Omit<Extract<ProcessInput, { kind: 'edge-connected' }>, 'kind'>

export const isUp = (leg: Leg): boolean => leg.state !== 'ended' && leg.state !== 'failed'

export const isAnswered = (leg: Leg): boolean => leg.state === 'connected' || leg.state === 'held'

/** While an agent's call rings, it is he who is there. */
export const waitingLegOf = ({ stage, engagement, customerLegId }: Call): LegId =>
  stage === 'dialing' && engagement ? engagement.agentLegId : customerLegId

export const edge = (edgeId: EdgeId, command: EdgeCommand): Action => ({ kind: 'edge', edgeId, command })
