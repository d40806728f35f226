import type { Logger } from '#adapters/system/logger.ts'
import type { LegId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { RecordingStore } from '#telephony/calls/ports.ts'
import type { Access } from './access/access.ts'
import type { Admission } from './admission.ts'
import type { Bridges, LiveBridge } from './bridges.ts'
import type { CallLeg } from './call-leg.ts'
import type { Detections } from './detections.ts'
import type { Endpoints } from './endpoints.ts'
import type { Lamps } from './lamps.ts'
import type { Legs } from './legs.ts'
import type { Listenings } from './listenings.ts'
import type { Observation } from './observation/index.ts'
import type { Playing } from './playing.ts'
import type { Recordings } from './recordings.ts'
import { refuse } from './refusal.ts'
import type { SipSide } from './sip-side.ts'
import type { Siprec } from './siprec.ts'
import type { SoundStore } from './sounds/sound-store.ts'
import type { WebSide } from './web-side.ts'

/** What commands work on. */
export interface EdgeParts {
  readonly legs: Legs
  readonly bridges: Bridges
  readonly playing: Playing
  readonly sounds: SoundStore
  readonly detections: Detections
  readonly listenings: Listenings
  readonly recordings: Recordings
  readonly recordingStore: Pick<RecordingStore, 'setKey'>
  readonly siprec: Siprec
  readonly sip: SipSide
  readonly web: WebSide
  readonly endpoints: Endpoints
  readonly lamps: Lamps
  readonly admission: Admission
  readonly access: Access
  readonly observation: Observation
  /** The realm that the engine challenges with. */
  readonly realm: string
  readonly logger: Logger
}

export function findLeg(parts: EdgeParts, legId: LegId): Result<CallLeg, EdgeError> {
  const leg = parts.legs.get(legId)
  return leg && !leg.origin.isPrivate
    ? { ok: true, value: leg }
    : refuse(
        'no-such-leg',
        parts.legs.hasEnded(legId) ? `Leg ${legId} has ended.` : `Leg ${legId} is not on this edge.`,
      )
}

export function findBridge(parts: EdgeParts, bridgeId: LiveBridge['bridgeId']): Result<LiveBridge, EdgeError> {
  const bridge = parts.bridges.get(bridgeId)
  return bridge ? { ok: true, value: bridge } : refuse('no-such-bridge', `Bridge ${bridgeId} is not on this edge.`)
}
