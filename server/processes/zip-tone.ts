import type { CalledParty, StationKind } from '#domain/routing/index.ts'
import type { AgentId, BridgeId, EdgeId, LegId } from '#kernel/ids.ts'
import type { PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import type { ProcessEnvironment, ProcessView } from './view.ts'

/** Shorter than a word: he knows that somebody is on the line, and does not hear him over it. */
const zipToneMs = 300

/** Where an agent is heard. */
interface Ear {
  readonly edgeId: EdgeId
  readonly bridgeId: BridgeId
  readonly legId: LegId
}

/** Tells an agent who did not click that he is heard from now on. He alone hears it. */
export function zipTone({ edgeId, bridgeId, legId }: Ear, { newId }: ProcessEnvironment): Action {
  const items: PlayItem[] = [{ kind: 'tone', tone: 'beep', durationMs: zipToneMs }]
  return {
    kind: 'edge',
    edgeId,
    command: { type: 'bridge.play', bridgeId, legId, playId: newId('play'), items, isOver: false },
  }
}

/** Whether a colleague who is called answers by himself: not at a number, where somebody has to press a key. */
export function isAnsweredByItself({ state }: ProcessView, agentId: AgentId, stationKind: StationKind): boolean {
  return stationKind !== 'number' && state.agents.get(agentId)?.settings.isAutoAnswered === true
}

/** The tone of a called colleague who answered by himself; nothing for anybody else. */
export function partyTone(
  view: ProcessView,
  edgeId: EdgeId,
  bridgeId: BridgeId,
  { agentId, seat, legId }: CalledParty,
  environment: ProcessEnvironment,
): readonly Action[] {
  const isDue = agentId !== null && seat !== null && isAnsweredByItself(view, agentId, seat.stationKind)
  return isDue ? [zipTone({ edgeId, bridgeId, legId }, environment)] : []
}
