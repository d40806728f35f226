import type { LegMedia } from '#telephony/calls/leg-media.ts'
import type { CallLeg } from './call-leg.ts'

/** Two legs' media that hand their packets straight to one another. */
export interface RelayedPair {
  readonly one: LegMedia
  readonly other: LegMedia
}

/** What of a bridge decides whether its sound has to be mixed at all. */
export interface RelayableBridge {
  readonly legs: readonly CallLeg[]
  readonly mix: { readonly isPlainPair: boolean }
  relayed: RelayedPair | undefined
}

/**
 * Puts a bridge's packets on the shortest way there is, as it stands in this tick. It is asked anew each time, so that whatever
 * begins to listen, to speak or to be held has its say within 20 ms, and nothing has to remember to tell.
 *
 * @param isHeard whether somebody wants the decoded sound too: a recording, a detector
 * @returns whether the bridge is to be listened to; when it is relayed (`relayed`), nobody is to be sent what is heard
 */
export function arrangeRelay(bridge: RelayableBridge, isHeard: boolean, nowMs: number): boolean {
  const [first, second] = bridge.legs
  const { relayed } = bridge
  const one = first?.media
  const other = second?.media
  const isFit =
    one !== undefined &&
    other !== undefined &&
    bridge.legs.length === 2 &&
    bridge.mix.isPlainPair &&
    isOpen(first as CallLeg) &&
    isOpen(second as CallLeg) &&
    one.canRelayTo(other) &&
    other.canRelayTo(one)
  if (relayed !== undefined && (!isFit || relayed.one !== one || relayed.other !== other)) endRelay(bridge, nowMs)
  if (!isFit) return true
  bridge.relayed ??= { one, other }
  one.relayTo(other, isHeard, nowMs)
  other.relayTo(one, isHeard, nowMs)
  return isHeard
}

/** Takes the packets back, at once: before a leg leaves its bridge. */
export function endRelay(bridge: Pick<RelayableBridge, 'relayed'>, nowMs: number): void {
  const { relayed } = bridge
  if (relayed === undefined) return
  bridge.relayed = undefined
  relayed.one.stopRelay(nowMs)
  relayed.other.stopRelay(nowMs)
}

/** Says what it says to the other, and hears the other and nothing else. */
function isOpen(leg: CallLeg): boolean {
  return (
    leg.isSending &&
    !leg.isMuted &&
    !leg.isLost &&
    !leg.isEchoing &&
    !leg.hidesDigits &&
    leg.listening === undefined &&
    leg.collecting === undefined &&
    leg.fault === undefined
  )
}
